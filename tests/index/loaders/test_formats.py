"""The loader is chosen by the suffix; whatever the bytes, a Document or a ReadError."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ReadCode, ReadError
from index.loaders import SUFFIXES, load_document
from tests.index.loaders.plain.village import BODY


def test_suffixes_choose_the_loader() -> None:
    assert {".txt", ".text", ".md", ".markdown"} <= SUFFIXES
    document = load_document(BODY.encode(), "x/甲.TXT")
    assert (document.doc_id, document.format, document.text) == ("x/甲.TXT", "txt", BODY)


def test_an_unknown_suffix_is_unsupported() -> None:
    with pytest.raises(ReadError, match=r"no loader for '\.exe'") as caught:
        load_document(b"x", "a.exe")
    assert caught.value.code is ReadCode.UNSUPPORTED


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"<!-- Media -->\n<PAGE_DIV>"])
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_no_text_is_empty(data: bytes, suffix: str) -> None:
    with pytest.raises(ReadError, match="holds no text") as caught:
        load_document(data, f"a.{suffix}")
    assert caught.value.code is ReadCode.EMPTY


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(SUFFIXES & {".txt", ".md"})))
def test_bytes_give_a_document_or_a_read_error(data: bytes, suffix: str) -> None:
    try:
        document = load_document(data, f"a{suffix}")
    except ReadError:
        return
    assert document.text.strip()
