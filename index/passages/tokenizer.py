"""Text → terms. One treatment for building and asking; `VERSION` stands in every manifest.

Two views of the same text, because they err differently:
- `words`: jieba words, and codes such as 5G-A, CUlinux, PPR-9087, 100G kept whole;
- `characters`: single Han characters and their bigrams, and the same codes.
"""

from __future__ import annotations

import logging
import re
import threading
import unicodedata
from functools import cache, lru_cache
from operator import add
from typing import Any

import jieba
import opencc

from index.characters import INVISIBLE, RADICALS, TICKS

VERSION = 2

_CODE = re.compile(r"[a-z0-9]+(?:[-_.+/&'’][a-z0-9]+)*\+*")
_PART = re.compile(r"[a-z]+|\d+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_PIECE = re.compile(f"{_CODE.pattern}|{_HAN.pattern}|[^\\W_]+")
# Words that carry no topic. Kept out of the word view only; the character view sees everything.
STOP = frozenset("的了和与及是在有为对将并等而也就都吗呢啊吧") | {"请问", "the", "a", "an", "of"}


@cache
def _folding() -> dict[int, str]:
    """Traditional → simplified, radicals → characters, one for one, so that offsets stay true."""
    han = [chr(c) for low, high in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for c in range(low, high)]
    simple = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    folding = {ord(a): b for a, b in zip(han, simple, strict=True) if a != b and len(b) == 1}
    return folding | {radical: b.translate(folding) for radical, b in RADICALS.items()}


def fold(text: str) -> str:
    """Lower case, half width, simplified; exactly one character for each one of `text`.

    Characters that NFKC makes longer (½, ㍿) stay as they are, so offsets into the folded
    text are offsets into the text.
    """
    return "".join(map(_fold_character, text)) if not text.isascii() else text.lower()


@cache
def _fold_character(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) != 1:
        return character
    lowered = folded.lower()
    return (lowered if len(lowered) == 1 else folded).translate(_folding())


def normalise(text: str) -> str:
    """NFKC, lower case, traditional folded to simplified, nothing invisible, ticks as a word: what
    models see."""
    if _ODD.search(text):
        text = INVISIBLE.sub("", text).translate(TICKS)
    for mark, normal in _MARKS:
        text = text.replace(mark, normal)
    lowered = unicodedata.normalize("NFKC", text).lower()
    return lowered.translate(_folding()) if _traditional().search(lowered) else lowered


_ODD = re.compile(f"{INVISIBLE.pattern}|[{''.join(map(chr, TICKS))}]")
# Most Chinese texts are normal but for these, and what is normal NFKC only looks over. A mark
# put as NFKC puts it changes nothing in what NFKC makes of the text.
_MARKS = tuple((c, unicodedata.normalize("NFKC", c)) for c in "，：；（）！？％…\u3000\xa0")


@cache
def _traditional() -> re.Pattern[str]:
    """Looking for what there is to fold is sooner than looking every character up."""
    return re.compile(f"[{''.join(map(chr, _folding()))}]")


@cache
def _jieba() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.ERROR)  # its progress lines would stand among ours
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


_jieba_lock = threading.Lock()  # its lazy set-up is not safe from several threads


def shared_jieba() -> jieba.Tokenizer:
    """The one dictionary in memory, for whoever needs more of it than words."""
    with _jieba_lock:
        return _jieba()


def warm_up(*, tags: bool = False) -> None:
    """Load the dictionaries now rather than on the first question; `tags`: for `tag` too."""
    with _jieba_lock:
        _jieba()
        if tags:
            _tagger()
    _traditional()


def _codes(piece: str) -> list[str]:
    """A code whole, and its parts where it has several: 5g-a → 5g-a, 5g, a."""
    parts = re.split(r"[-_.+/&'’]", piece)
    terms = [piece]
    if not piece.replace(".", "").replace(",", "").isdigit():
        terms += [part for part in parts if part and part != piece]
        if len(parts) == 1 and not piece.isalpha() and not piece.isdigit():
            terms += [part for part in _PART.findall(piece) if len(part) > 1]
    return terms


_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(_THOUSANDS.sub("", normalise(text)))


@lru_cache(maxsize=4096)  # a title stands over each of its passages
def _cut(piece: str) -> tuple[str, ...]:
    with _jieba_lock:
        return tuple(_jieba().lcut(piece))


def words(text: str) -> list[str]:
    """Terms in text order, repeated as often as they occur; no stop words."""
    terms: list[str] = []
    for piece in _pieces(text):
        if _CODE.fullmatch(piece):
            terms += [code for code in _codes(piece) if code not in STOP]
        elif _HAN.fullmatch(piece):
            terms += [word for word in _cut(piece) if word not in STOP]
        else:
            terms.append(piece)
    return terms


def characters(text: str) -> list[str]:
    """Han characters and bigrams within a run, codes whole, in text order."""
    terms: list[str] = []
    for piece in _pieces(text):
        if _CODE.fullmatch(piece):
            terms += _codes(piece)
        elif _HAN.fullmatch(piece):
            terms += piece
            terms += map(add, piece, piece[1:])
        else:
            terms.append(piece)
    return terms


@cache
def _tagger() -> Any:
    import jieba.posseg  # importing it costs 0.25 s and its first use more

    tagger = jieba.posseg.POSTokenizer(_jieba())
    tagger.lcut("词")
    return tagger


def tag(text: str) -> list[tuple[str, str]]:
    """(word, part of speech) of all of the text, in order."""
    with _jieba_lock:
        return [(pair.word, pair.flag) for pair in _tagger().cut(text)]


def squeeze(text: str) -> str:
    """Text for comparing: NFKC, lower case, letters and digits and signs of number only."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if c.isalnum() or c in "%.+-")
