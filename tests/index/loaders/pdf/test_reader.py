"""Whole files: which are read, and what is said of those that are not."""

from __future__ import annotations

import io

import pikepdf
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from index.errors import ReadCode, ReadError
from index.loaders.pdf import load
from tests.index.loaders.pdf.drawing import (
    LIBRARY,
    blocks,
    pdf,
    read,
    scan,
    text_page,
    wrapped,
    write,
)


def fails(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        load(data, "a.pdf")
    return caught.value


def test_the_file_name_is_the_title_of_a_document_without_one() -> None:
    assert read(lambda c: write(c, wrapped(LIBRARY), 100) and None).title == "a"


def test_scanned_pages_need_ocr() -> None:
    error = fails(pdf(scan, scan))
    assert error.code is ReadCode.NEEDS_OCR
    assert "2 of 2 pages" in error.reason


def test_a_picture_page_among_text_is_no_scan() -> None:
    document = read(scan, lambda c: write(c, wrapped(LIBRARY), 100) and None)
    assert blocks(document) == [("paragraph", LIBRARY)]
    assert [(p.start, p.page) for p in document.page_starts] == [(0, 2)]


def test_a_user_password_is_said_and_an_owner_password_alone_reads() -> None:
    locked = pdf(text_page, encrypt=StandardEncryption("geheim", ownerPassword="o", strength=128))
    assert fails(locked).code is ReadCode.ENCRYPTED
    open_ = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(text_page))) as file:
        file.save(open_, encryption=pikepdf.Encryption(user="", owner="o", R=6))
    assert blocks(load(open_.getvalue(), "a.pdf")) == [("paragraph", LIBRARY)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ReadCode.EMPTY),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, ReadCode.CORRUPT),
        (b"nothing of the kind", ReadCode.CORRUPT),
        (b"<!DOCTYPE html><html><body>no</body></html>", ReadCode.WRONG_TYPE),
        (pdf(text_page)[:600], ReadCode.CORRUPT),
        (pdf(lambda canvas: None), ReadCode.EMPTY),
    ],
    ids=["empty", "garbage", "no pdf", "html", "truncated", "blank page"],
)
def test_bad_files_say_what_is_wrong(data: bytes, code: ReadCode) -> None:
    assert fails(data).code is code


def test_a_loop_of_pages_ends() -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(text_page))) as file:
        file.Root.Pages.Kids.append(file.Root.Pages)
        file.save(buffer)
    assert LIBRARY in load(buffer.getvalue(), "a.pdf").text
