from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import ReadCode, ReadError
from index.loaders import csv as csv_loader
from index.loaders.html import page as html
from index.loaders.office import docx as docx_loader
from index.loaders.office import package as package_module
from index.loaders.office import pptx, xlsx
from index.records import Document
from tests.index.loaders import office_files as make
from tests.index.loaders.office.test_xlsx import saved, sheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOADERS: dict[str, Callable[[bytes, str], Document]] = {
    "docx": docx_loader.load,
    "pptx": pptx.load,
    "xlsx": xlsx.load,
}


def good(kind: str) -> bytes:
    if kind == "docx":
        return make.docx(make.w_p("关于供水的通知", "T") + make.w_p("正文一段，说明供水安排。"))
    if kind == "pptx":
        return make.pptx([make.sp(["供水安排说明。"], (0, 0, 9, 9))], notes={1: "备注一段。"})
    return saved(sheet(("区县", "水量"), ("东城", 12.5))[0])


def refused(kind: str, data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        LOADERS[kind](data, f"a.{kind}")
    return caught.value


@pytest.mark.parametrize("kind", LOADERS)
@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", ReadCode.EMPTY, "no bytes"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), ReadCode.ENCRYPTED, "without a password"),
        (OLE + "WordDocument".encode("utf-16-le"), ReadCode.WRONG_TYPE, r"\.doc\)"),
        (OLE + "Workbook".encode("utf-16-le"), ReadCode.WRONG_TYPE, r"\.xls\)"),
        (b"<!DOCTYPE html><html><p>x</p></html>", ReadCode.WRONG_TYPE, "is HTML"),
        (b"%PDF-1.7 ...", ReadCode.WRONG_TYPE, "is a PDF"),
        (random.Random(3).randbytes(5000), ReadCode.WRONG_TYPE, "no Office file"),
        (b"PK\x03\x04" + random.Random(3).randbytes(5000), ReadCode.CORRUPT, "ZIP"),
    ],
    ids=["empty", "encrypted", "doc", "xls", "html", "pdf", "garbage", "zip garbage"],
)
def test_bad_files_say_what_they_are(kind: str, data: bytes, code: ReadCode, words: str) -> None:
    error = refused(kind, data)
    assert error.code is code
    with pytest.raises(ReadError, match=words):
        LOADERS[kind](data, "a")


@pytest.mark.parametrize("kind", LOADERS)
@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_a_truncated_file_is_corrupt(kind: str, share: float) -> None:
    data = good(kind)
    assert refused(kind, data[: int(len(data) * share)]).code is ReadCode.CORRUPT


@pytest.mark.parametrize(("kind", "other"), [("docx", "pptx"), ("pptx", "xlsx"), ("xlsx", "docx")])
def test_one_kind_named_as_another(kind: str, other: str) -> None:
    error = refused(kind, good(other))
    assert error.code is ReadCode.WRONG_TYPE
    assert f".{other}" in error.reason


def test_a_zip_archive_is_no_office_file() -> None:
    error = refused("docx", make.zipped({"说明.txt": "文字"}))
    assert (error.code, "ZIP archive" in error.reason) == (ReadCode.WRONG_TYPE, True)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = make.docx("<!--" + " " * (60 << 20) + "-->" + make.w_p("文字。"))
    assert len(bomb) < 200_000
    assert refused("docx", bomb).code is ReadCode.ZIP_BOMB


def test_many_parts_are_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_module, "MAX_PARTS", 3)
    assert refused("docx", good("docx")).code is ReadCode.ZIP_BOMB


def test_a_part_that_is_too_large_for_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_module, "MAX_XML_BYTES", 700)
    assert refused("docx", good("docx")).code is ReadCode.TOO_LARGE


LAUGHS = "<!DOCTYPE x [<!ENTITY a0 '哈'>" + "".join(
    f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)
)


@pytest.mark.parametrize("kind", LOADERS)
@pytest.mark.parametrize("doctype", [LAUGHS + "]>", "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused(kind: str, doctype: str, encoding: str) -> None:
    def change(name: str, part: bytes) -> bytes:
        if not name.endswith(("document.xml", "slide1.xml", "sheet1.xml")):
            return part
        text = part.decode()
        body = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
        return (f"<!-- a -->{doctype}" + body).encode(encoding)

    error = refused(kind, make.altered(good(kind), change))
    assert error.code is ReadCode.CORRUPT
    assert "DOCTYPE" in error.reason


def test_an_encrypted_entry_is_encrypted() -> None:
    data = bytearray(good("docx"))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        start = archive.start_dir
    for at in range(start, len(data) - 4):
        if data[at : at + 4] == b"PK\x01\x02":
            data[at + 8] |= 1
    assert refused("docx", bytes(data)).code is ReadCode.ENCRYPTED


def test_broken_styles_do_not_cost_the_text() -> None:
    data = make.docx(make.w_p("正文一段。"), styles="<broken", numbering="")
    assert docx_loader.load(data, "a.docx").text == "正文一段。"


MUTATED = {
    **{kind: (good(kind), load) for kind, load in LOADERS.items()},
    "html": ("<h1>标题</h1><p>一段文字。<table><tr><td>甲<td>乙</table>".encode(), html.load),
    "csv": ("姓名,工资\n张三,8000\n".encode("gb18030"), csv_loader.load),
}


@pytest.mark.parametrize("kind", MUTATED)
@given(seed=st.integers(0, 1 << 30))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_changes_give_text_or_a_read_error(kind: str, seed: int) -> None:
    data, load = MUTATED[kind]
    chance = random.Random(seed)

    def hurt(part: bytes) -> bytes:
        changed = bytearray(part)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(changed))
            changed[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        return bytes(changed)

    if kind in LOADERS and seed % 2:  # inside the ZIP, where checksums would hide the rest
        chosen = chance.random()
        mutant = make.altered(data, lambda _, p: hurt(p) if chance.random() < chosen else p)
    else:
        mutant = hurt(data)
    try:
        document = load(mutant, f"a.{kind}")
    except ReadError:
        return
    for block in document.blocks:
        assert document.text[block.start : block.end].strip()
