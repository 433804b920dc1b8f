"""Names in Latin letters → the Chinese names that are read so, of those that an index holds.

"Shanyin" → 山阴: syllables of pinyin, compared with the readings of the index's own character
pairs, so that no list of names is needed and nothing is proposed that no document says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache, cached_property

_NAME = re.compile(r"\b[A-Z][a-z]{3,17}\b|\b[A-Z][a-z]{1,5}['’-][a-z]{1,6}\b")
NOT_LETTERS = re.compile(r"[^a-z]")
PAIR = re.compile(r"[\u4e00-\u9fff]{2}")
MOST = 12  # Chinese names for one Latin one


def latin_names(text: str) -> tuple[str, ...]:
    """Words that may be a name in pinyin: capitalised, in lower case."""
    return tuple(dict.fromkeys(name.lower() for name in _NAME.findall(text)))


class Romanised:
    """`pairs`: the character pairs of an index's vocabulary. Readings are made on first use."""

    def __init__(self, pairs: Iterable[str]) -> None:
        self._pairs = pairs

    @cached_property
    def _by_reading(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for pair in self._pairs:
            if PAIR.fullmatch(pair):
                for first in readings(pair[0]):
                    for second in readings(pair[1]):
                        found.setdefault((first, second), []).append(pair)
        return found

    def names(self, latin: str) -> tuple[str, ...]:
        """Chinese names read as `latin` ("shanyin"), two to four characters, sorted."""
        found: set[str] = set()
        for syllables in _syllables(NOT_LETTERS.sub("", latin.lower())):
            found.update(self.spelt(syllables))
        return tuple(sorted(found)[:MOST])

    def spelt(self, syllables: tuple[str, ...]) -> Collection[str]:
        """Names read as these syllables, two to four of them."""
        if not 2 <= len(syllables) <= 4:
            return ()
        names: Collection[str] = self._by_reading.get((syllables[0], syllables[1]), ())
        for at in range(1, len(syllables) - 1):
            pairs = self._by_reading.get((syllables[at], syllables[at + 1]), ())
            names = [n + p[1] for n in names for p in pairs if n[-1] == p[0]]
        return names


@cache
def readings(character: str) -> tuple[str, ...]:
    """Without tones."""
    from pypinyin.pinyin_dict import pinyin_dict  # only a few questions need it

    said = unicodedata.normalize("NFD", pinyin_dict.get(ord(character), "")).replace("u\u0308", "v")
    bare = "".join(c for c in said if c == "," or c.isascii())
    return tuple(dict.fromkeys(reading for reading in bare.split(",") if reading))


@cache
def _known() -> frozenset[str]:
    return frozenset(
        reading
        for code in range(0x4E00, 0x9FA6)
        for reading in readings(chr(code))
        if reading.isascii() and reading.isalpha()
    )


def _syllables(letters: str) -> list[tuple[str, ...]]:
    """All ways of cutting it into syllables of pinyin."""
    cuts: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(letters) + 1):
        cuts.append(
            [
                (*cut, letters[start:end])
                for start in range(max(0, end - 6), end)
                for cut in cuts[start]
                if len(cut) < 4 and letters[start:end] in _known()
            ]
        )
    return cuts[-1] if letters else []
