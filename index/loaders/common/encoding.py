"""Bytes → text, for files that do not say how they are written."""

from __future__ import annotations

import codecs
from functools import cache

from index.errors import ReadCode, ReadError
from index.loaders.common.signature import MAGIC

_BOMS = (  # utf-32 first: its little-endian mark begins with that of utf-16
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1a\x1b") + b"\x7f"
_MOST_CONTROLS = 0.02  # of all bytes; random bytes have 10 %
_SAMPLE = 200_000  # characters that a score looks at
_PLAUSIBLE = 0.55
# The characters met most often, simplified and traditional.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
    "说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当"
    "使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你"
    "明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五"
    "這為個國時來們於對會發動過說產種後學經進著裡現實體製機當使點從業應開還關線數內問無與樣間質氣變條"
    "沒結題黨員務辦區縣場電話網網路報請將務資訊運營單位請聯務"
    "，。、；：？！“”‘’「」『』（）《》【】—…　"
)


def decode(data: bytes, path: str) -> tuple[str, str]:
    """The text as Python's text mode would read it (no byte-order mark, line ends as newline),
    and the name of its encoding.

    Raises ReadError: WRONG_TYPE for what is no text, ENCODING_UNKNOWN for text of an encoding
    that cannot be told.
    """
    for magic, what in MAGIC:
        if data.startswith(magic):
            raise ReadError(path, ReadCode.WRONG_TYPE, f"looks like {what}, wanted text")
    text, name = _decode(data, path)
    return text.replace("\r\n", "\n").replace("\r", "\n"), name


def _decode(data: bytes, path: str) -> tuple[str, str]:
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(codec, "replace")
            if _garbage(text):
                raise ReadError(path, ReadCode.WRONG_TYPE, f"{name} mark, but no text after it")
            return text, name
    if b"\x00" in data:
        found = _utf16_by_nul(data)
        if found:
            return found
    if len(data.translate(None, _CONTROLS)) < len(data) * (1 - _MOST_CONTROLS):
        found = _best(data, ("utf-16-le", "utf-16-be"))
        if found:
            return found
        raise ReadError(path, ReadCode.WRONG_TYPE, "looks like a binary file, wanted text")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    found = (
        _utf8_with_faults(data)
        or _best(data, ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be"))
        or _ascii_with_faults(data)
    )
    if found is None:
        raise ReadError(
            path,
            ReadCode.ENCODING_UNKNOWN,
            "is in no known encoding (tried utf-8, gb18030, big5, utf-16). Next: save it as UTF-8",
        )
    return found


def _garbage(text: str) -> bool:
    sample = text[:_SAMPLE]
    bad = sum(sample.count(chr(c)) for c in (*_CONTROLS, 0xFFFD))
    return bad > max(1, len(sample) * 0.1)


def _utf16_by_nul(data: bytes) -> tuple[str, str] | None:
    """UTF-16 puts the NULs of its ASCII on one side of each pair."""
    sample = data[: 2 * _SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 200 < len(sample):
        return None
    text = data.decode(name, "replace")
    if _garbage(text):
        return None
    others = [c for c in text[:_SAMPLE] if c > "\x7f"]
    if len(others) * 4 > min(len(text), _SAMPLE) and _score(text) < _PLAUSIBLE:
        return None
    return text, name


def _utf8_with_faults(data: bytes) -> tuple[str, str] | None:
    """A few bad bytes among many good sequences; one U+FFFD stands for each bad sequence."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for c in text if c > "\x7f") - bad
    return (text, "utf-8") if bad * 10 <= good else None


def _ascii_with_faults(data: bytes) -> tuple[str, str] | None:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return (text, "utf-8") if bad * 100 <= len(text) else None


def _best(data: bytes, names: tuple[str, ...]) -> tuple[str, str] | None:
    """The most plausible of these encodings; ties go to the first."""
    best: tuple[float, str] = (_PLAUSIBLE, "")
    for name in names:
        if name.startswith("utf-16") and len(data) % 2:
            continue
        sample = data[: 2 * _SAMPLE].decode(name, "replace")
        bad = sample[:-2].count("\ufffd")  # the sample may end inside a character
        score = _score(sample) - 20 * bad / max(1, len(sample))
        if score > best[0]:
            best = (score, name)
    return (data.decode(best[1], "replace"), best[1]) if best[1] else None


@cache
def _common() -> tuple[frozenset[str], frozenset[str]]:
    """The common characters as the standards list them: GB 2312 and Big5, first levels."""
    simplified = bytes(b for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
                       for b in (row, cell))  # fmt: skip
    cells = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(b for row in range(0xA4, 0xC7) for cell in cells for b in (row, cell))
    return (
        frozenset(simplified.decode("gb2312", "ignore")),
        frozenset(c for c in traditional.decode("big5", "ignore") if "\u4e00" <= c <= "\u9fff"),
    )


def _score(text: str) -> float:
    """How much like Chinese the non-ASCII characters are: about 1 for Chinese read rightly,
    under 0.5 read wrongly.

    Of it, 0.6 is the share of common characters (of the better of the two lists), 0.4 that of
    the very frequent ones, full from a quarter on. Private use, kana and the like count as
    faults.
    """
    others = [c for c in text[:_SAMPLE] if c > "\x7f"]
    if not others:
        return 0.0
    simplified, traditional = _common()
    han = max(sum(c in simplified for c in others), sum(c in traditional for c in others))
    frequent = sum(c in _FREQUENT for c in others)
    signs = sum(c in _FREQUENT and not "\u4e00" <= c <= "\u9fff" for c in others)
    faults = sum(_foreign(c) for c in others)
    count = len(others)
    return 0.6 * (han + signs) / count + 0.4 * min(1.0, 4 * frequent / count) - 2 * faults / count


def _foreign(c: str) -> bool:
    """In no ordinary Chinese text: kana, Hangul, private use, the far planes, C1 controls."""
    return (
        "\u3040" <= c <= "\u30ff"
        or "\uac00" <= c <= "\uf8ff"
        or c >= "\U000f0000"
        or "\x80" <= c <= "\x9f"
    )
