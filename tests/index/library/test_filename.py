"""Names that strangers give, made fit for the corpus."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import LibraryError, ReadError, WenquError
from index.library.filename import MAX_BYTES, safe_filename
from index.loaders import SUFFIXES

RLO, ZERO_WIDTH = "\u202e", "\u200b"


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("季度通报.docx", "季度通报.docx"),
        ("  a \t b.TXT ", "a b.TXT"),
        (f"报告{RLO}fdp.txt", "报告fdp.txt"),
        (f"a{ZERO_WIDTH}b\x00c\x1b.md", "abc.md"),
        ("cafe\u0301.md", "caf\u00e9.md"),
        ("什么?为什么:.pdf", "什么_为什么_.pdf"),
        (".hidden.txt", "hidden.txt"),
        ("~$lock.docx", "$lock.docx"),
        ("NUL.txt", "_NUL.txt"),
        ("con.2024.md", "_con.2024.md"),
        ("...txt", "document.txt"),
        (".txt", "document.txt"),
        ("a..md", "a.md"),
    ],
)
def test_names_are_mended(given_name: str, safe: str) -> None:
    assert safe_filename(given_name) == safe


@pytest.mark.parametrize(
    "name", ["../../x.txt", "/etc/passwd.txt", "a/b.txt", "..\\x.txt", "C:\\fakepath\\x.txt"]
)
def test_names_with_folders_are_refused(name: str) -> None:
    with pytest.raises(LibraryError, match=r"a name with folders is not taken.*\[bad_name\]"):
        safe_filename(name)


@pytest.mark.parametrize("name", ["", "   ", RLO, "\x00"])
def test_no_name_is_refused(name: str) -> None:
    with pytest.raises(LibraryError, match=r"has no name.*\[bad_name\]"):
        safe_filename(name)


@pytest.mark.parametrize("name", ["x.exe", "x", "x.pdf.exe", "x.pdf ", "x.pdf."])
def test_kinds_that_no_loader_reads_are_refused(name: str) -> None:
    if name.strip() == "x.pdf":
        assert safe_filename(name) == "x.pdf"
        return
    with pytest.raises(ReadError, match=r"are not read, only .*\.pdf.*\[unsupported\]"):
        safe_filename(name)


@given(
    st.text(max_size=300),
    st.sampled_from(sorted(SUFFIXES)),
)
@example("é" * 300, ".markdown")
@example("字" * 300, ".txt")
@example("a" * 195 + ". ", ".txt")
@example("con" + RLO, ".txt")
def test_whatever_is_taken_is_safe(stem: str, suffix: str) -> None:
    try:
        name = safe_filename(stem + suffix)
    except WenquError:
        assert "/" in stem or "\\" in stem
        return
    assert name == safe_filename(name)
    assert name == unicodedata.normalize("NFC", name)
    assert len(name.encode("utf-8")) <= MAX_BYTES
    assert not set(name) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(c).startswith("C") for c in name)
    assert not name.startswith((".", "~", " "))
    assert name.lower().endswith(suffix)
    assert not name[: -len(suffix)].endswith((".", " "))
    assert name[: -len(suffix)]
