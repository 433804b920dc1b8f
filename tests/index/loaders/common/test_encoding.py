"""Which encoding a file is read in, and what is no text."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ReadCode, ReadError
from index.loaders.common.encoding import decode

SIMPLIFIED = "今年三月，县里给每个村都接上了新的光缆，老人们第一次在家里和孙子视频通话。\n"
TRADITIONAL = "今年三月，縣裡給每個村都接上了新的光纜，老人們第一次在家裡和孫子視訊通話。\n"


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (TRADITIONAL * 3, "utf-16-le", "utf-16-le"),
        ("plain words only\n", "utf-8", "utf-8"),
        ("plain words only\n", "utf-16-le", "utf-16-le"),
        ("联通", "gb18030", "gb18030"),
    ],
)
def test_tells_the_encoding(text: str, codec: str, name: str) -> None:
    assert decode(text.encode(codec), "a.txt") == (text, name)


@pytest.mark.parametrize(
    ("mark", "codec"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
)
def test_a_byte_order_mark_decides_and_is_dropped(mark: bytes, codec: str) -> None:
    assert decode(mark + SIMPLIFIED.encode(codec), "a.txt") == (SIMPLIFIED, codec)


def test_utf16_of_chinese_alone_has_no_nul() -> None:
    text = SIMPLIFIED.strip().replace("第一次", "终于")
    assert b"\x00" not in text.encode("utf-16-le")
    assert decode(text.encode("utf-16-le"), "a.txt") == (text, "utf-16-le")


def test_line_ends_become_newlines() -> None:
    assert decode("甲\r\n乙\r丙\n\r\n".encode(), "a.txt")[0] == "甲\n乙\n丙\n\n"


def test_a_bad_sequence_in_a_long_text_is_one_replacement() -> None:
    data = (SIMPLIFIED * 5).encode()
    at = len(SIMPLIFIED.encode()) * 2
    text, name = decode(data[:at] + b"\xff" + data[at:], "a.txt")
    assert (text, name) == (SIMPLIFIED * 2 + "\ufffd" + SIMPLIFIED * 3, "utf-8")


def test_a_character_cut_off_at_the_end_is_borne() -> None:
    assert decode(SIMPLIFIED.strip().encode()[:-1], "a.txt") == (
        SIMPLIFIED.strip()[:-1] + "\ufffd",
        "utf-8",
    )


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04abc", "a ZIP archive or an Office file"),
        (b"GIF89a", "a GIF image"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    ],
)
def test_names_what_is_no_text(data: bytes, what: str) -> None:
    with pytest.raises(ReadError, match=f"looks like {what}") as caught:
        decode(data, "a.txt")
    assert (caught.value.code, caught.value.path) == (ReadCode.WRONG_TYPE, "a.txt")


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_a_binary_file(seed: int) -> None:
    with pytest.raises(ReadError, match="binary") as caught:
        decode(random.Random(seed).randbytes(4000), "a.txt")
    assert caught.value.code is ReadCode.WRONG_TYPE


def test_an_unknown_encoding_is_said() -> None:
    data = bytes(b for b in random.Random(1).randbytes(6000) if b >= 0x80)
    with pytest.raises(ReadError, match="save it as UTF-8") as caught:
        decode(data, "a.txt")
    assert caught.value.code is ReadCode.ENCODING_UNKNOWN


@given(st.binary(max_size=400))
def test_never_fails_otherwise(data: bytes) -> None:
    try:
        text, _ = decode(data, "a.txt")
    except ReadError:
        return
    assert "\r" not in text
