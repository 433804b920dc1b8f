"""Passages that say the same fold into one: a notice published again, one news item in two files.

Two passages say the same if their figures are equal to the last, nothing dates them differently
(years, quarters and months of titles and headings; the year of the document), and nine in ten of
their character 5-grams agree. Rows of tables must stand under the same headings besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from index.passages.tokenizer import normalise
from index.records import BlockKind, Passage

SIZE = 5  # characters of a gram
LEAST = 0.9  # of the longer text's grams, those that the other has too

# It first looks at the one character ahead: most can begin no figure.
_FIGURES = re.compile(
    r"(?=[\d零〇○一二两三四五六七八九十百千万亿半‰])"
    r"(?:\d+(?:\.\d+)*%?|[零〇○一二两三四五六七八九十百千万亿半‰]+)"
)


_YEAR = re.compile(r"(?:19|20)\d\d|[一二][九〇零○][〇零○一二三四五六七八九]{2}(?=年)")
_PART = re.compile(  # with the number of a month, which a period leaves open
    r"第?[一二三四1-4]季度?|[上下]半年|\d{1,2}月|[一二三四五六七八九十]{1,2}月|q[1-4]"
)


def fold_duplicates(ranked: Iterable[tuple[Passage, str | None]]) -> tuple[tuple[int, ...], ...]:
    """Places in `ranked` of passages that say the same, together: each group and the groups
    among themselves in order, so that the first of each is its best.

    `ranked`: passages with their documents' dates (ISO), best first.
    """
    dated = list(ranked)
    groups: list[list[int]] = []
    alike: dict[str, list[list[int]]] = {}  # figures → groups
    for at, (passage, date) in enumerate(dated):
        known = alike.setdefault(_figures(passage.text), [])
        group = next((g for g in known if same(*dated[g[0]], passage, date)), None)
        if group is None:
            group = []
            known.append(group)
            groups.append(group)
        group.append(at)
    return tuple(map(tuple, groups))


def same(one: Passage, date: str | None, other: Passage, other_date: str | None) -> bool:
    """Whether two passages say the same, of the same time. `date`: of the document, ISO."""
    shorter, longer = sorted((len(one.text), len(other.text)))
    if shorter < 0.8 * longer - 4:  # blanks and marks may differ more than words
        return False
    if date and other_date and date[:4] != other_date[:4]:
        return False
    here, there = one.doc_id == other.doc_id, BlockKind.TABLE_ROW in (one.kind, other.kind)
    if (here or there) and one.headings != other.headings:
        return False
    if _figures(one.text) != _figures(other.text):
        return False
    if not all(
        a == b or not (a and b)
        for a, b in zip(_times(one.context), _times(other.context), strict=True)
    ):
        return False
    a, b = _grams(one.text), _grams(other.text)
    shorter, longer = sorted((len(a), len(b)))
    return shorter >= LEAST * longer and len(a & b) >= LEAST * longer


@lru_cache(maxsize=4096)
def _figures(text: str) -> str:
    """All figures of a text in order; blanks and commas between digits do not count."""
    return " ".join(_FIGURES.findall(_bare(text)))


@lru_cache(maxsize=1024)
def _times(context: str) -> tuple[frozenset[str], frozenset[str]]:
    """The years, and the parts of a year, that title and headings name."""
    text = _bare(context)
    return frozenset(_YEAR.findall(text)), frozenset(_PART.findall(text))


@lru_cache(maxsize=512)
def _grams(text: str) -> frozenset[str]:
    """Its grams of letters and figures; of a shorter text the whole."""
    bare = "".join(filter(str.isalnum, _bare(text)))
    return frozenset(bare[at : at + SIZE] for at in range(max(1, len(bare) - SIZE + 1)))


def _bare(text: str) -> str:
    return "".join(normalise(text).replace(",", "").split())
