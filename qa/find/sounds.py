"""What a question may have meant by its sounds or by one wrong character, of what an index says.

山音党支部 is 山阴党支部, and so is shanyin dangzhibu: readings are compared with those
of the index's own words and character pairs, so that no list of names is needed and nothing is
proposed that no document says.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import groupby, islice, product

from index.store import Index
from qa.concepts.names import NOT_LETTERS, PAIR, Romanised, readings
from qa.understand import Question

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-zA-Z'’]+|[^a-zA-Z'’\s]+")
PROPOSED = 3  # questions
LONGEST = 4  # characters that sound alike
LEAST_SYLLABLES = 4  # of a question in pinyin
_ASKING = (
    *("多少", "什么", "什么时候", "怎么", "怎样", "怎么样", "为什么", "如何", "哪里", "哪个"),
    *("哪些", "哪年", "谁", "几个", "几", "多久", "多长", "是", "的", "了", "有", "在", "吗"),
    *("请问", "是谁", "是什么", "有多少", "有哪些", "是多少", "一共", "需要", "可以"),
    *("和", "与", "年", "月", "日", "个"),
)  # fmt: skip
_PARTICLES = frozenset("的了是有在和与及个请吗呢吧")


class Sounds:
    """Of one index. What is needed is made on first use. Safe to use from several threads."""

    def __init__(self, index: Index, romanised: Romanised) -> None:
        self._words, self._pairs = index.words, index.characters
        self._romanised = romanised

    def proposals(self, question: Question) -> tuple[str, ...]:
        """The question typed otherwise, the likeliest first; () where nothing in it is unknown."""
        text = question.text
        if not _HAN.search(text):
            spelt = self._from_pinyin(text)
            return (spelt,) if spelt else ()
        zones = []
        for piece in _HAN.findall(question.content):
            for start, end in self._doubtful(piece) if piece in text else ():
                made = [*self._alike(piece, start, end), *self._mended(piece, start, end)]
                if made:
                    zones.append(sorted(dict.fromkeys(made), key=_changed)[:PROPOSED])
        found: dict[str, None] = {}
        for choice in islice(product(*zones), 2 * PROPOSED) if zones else ():
            proposed = text
            for old, new in choice:
                proposed = proposed.replace(old, new)
            found.setdefault(proposed)
        found.pop(text, None)
        return tuple(found)[:PROPOSED]

    def _doubtful(self, piece: str) -> list[tuple[int, int]]:
        """Runs of characters that stand beside their neighbours nowhere in the index."""
        known = [len(self._pairs.rows_with(piece[at : at + 2])) > 0 for at in range(len(piece) - 1)]
        alone = [
            piece[at] not in _PARTICLES and not any(known[max(0, at - 1) : at + 1])
            for at in range(len(piece) if known else 0)
        ]
        runs, at = [], 0
        for doubtful, group in groupby(alone):
            length = len(list(group))
            if doubtful and length <= LONGEST:
                runs.append((at, at + length))
            at += length
        return runs

    def _alike(self, piece: str, start: int, end: int) -> list[tuple[str, str]]:
        """Stretches in which only characters of the run differ, and sound the same."""
        found = []
        for first in range(max(0, start - LONGEST + 1), end):
            for last in range(max(start + 1, first + 2), min(len(piece), first + LONGEST) + 1):
                old = piece[first:last]
                for syllables in product(*(readings(c) for c in old)):
                    found += [
                        (old, new)
                        for new in self._romanised.spelt(syllables)
                        if new != old
                        and all(
                            a == b or start <= at < end
                            for at, (a, b) in enumerate(zip(old, new, strict=True), first)
                        )
                    ]
        return sorted(set(found), key=lambda pair: (_changed(pair), -len(pair[0]), pair))

    def _mended(self, piece: str, start: int, end: int) -> list[tuple[str, str]]:
        """A single character, and the commonest one that stands between the same two."""
        if end - start != 1:
            return []
        before, after = piece[max(0, start - 1) : start], piece[end : end + 1]
        fits = [self._after.get(before, set())] if before else []
        fits += [self._before.get(after, set())] if after else []

        def common(character: str) -> int:
            pairs = [before + character] * bool(before) + [character + after] * bool(after)
            return min(len(self._pairs.rows_with(pair)) for pair in pairs)

        best = sorted(set.intersection(*fits), key=lambda c: (-common(c), c))[:1]
        return [(before + piece[start] + after, before + c + after) for c in best]

    def _from_pinyin(self, text: str) -> str | None:
        """A question in pinyin alone, in characters: the fewest and commonest words."""
        out, syllables = [], 0
        for piece in _LATIN.findall(text):
            letters = NOT_LETTERS.sub("", piece.lower())
            if not letters:
                out.append(piece)
                continue
            words = self._cut(letters)
            if words is None:
                return None
            out += words
            syllables += sum(map(len, words))
        return "".join(out) if syllables >= LEAST_SYLLABLES else None

    def _cut(self, letters: str) -> list[str] | None:
        best: list[tuple[float, list[str]] | None] = [(0.0, []), *[None] * len(letters)]
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - 24), end):
                held, known = best[start], self._by_letters.get(letters[start:end])
                if held is None or known is None:
                    continue
                word, cost = known
                if (now := best[end]) is None or held[0] + cost < now[0]:
                    best[end] = (held[0] + cost, [*held[1], word])
        found = best[-1]
        return found[1] if found else None

    @cached_property
    def _after(self) -> dict[str, set[str]]:
        """Of each character those that follow it."""
        found: dict[str, set[str]] = {}
        for pair in self._pairs.terms:
            if PAIR.fullmatch(pair):
                found.setdefault(pair[0], set()).add(pair[1])
        return found

    @cached_property
    def _before(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for first, followers in self._after.items():
            for second in followers:
                found.setdefault(second, set()).add(first)
        return found

    @cached_property
    def _by_letters(self) -> dict[str, tuple[str, float]]:
        """Letters → the commonest word read so, and what it costs: a word each, and its idf."""
        from pypinyin import lazy_pinyin

        han = [term for term in self._words.terms if _HAN.fullmatch(term)]
        idf = self._words.weights(sorted(han))
        found: dict[str, tuple[str, float]] = {}
        for word, weight in (*((w, 0.0) for w in _ASKING), *idf.items()):
            letters = "".join(lazy_pinyin(word)).replace("ü", "v")
            cost = 6.0 + weight / len(word)
            if letters not in found or cost < found[letters][1]:
                found[letters] = (word, cost)
        return found


def _changed(pair: tuple[str, str]) -> int:
    return sum(a != b for a, b in zip(*pair, strict=True))
