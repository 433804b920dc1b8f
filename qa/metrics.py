"""Formulas of measuring: pure functions, each with its source."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence


def squeeze(text: str) -> str:
    """Text for comparing: NFKC, lower case, letters and digits and signs of number only."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if c.isalnum() or c in "%.+-")


def recall_at(ranks: Sequence[int], k: int) -> float:
    """1.0 if the first right passage stands within k; `ranks`: ranks of the right ones."""
    return float(any(rank <= k for rank in ranks))


def reciprocal_rank(ranks: Sequence[int], k: int = 10) -> float:
    first = min(ranks, default=0)
    return 1 / first if 0 < first <= k else 0.0


def ndcg(ranks: Sequence[int], relevant: int, k: int = 10) -> float:
    """Binary gains. Järvelin and Kekäläinen, "Cumulated gain-based evaluation", 2002."""
    gain = sum(1 / math.log2(1 + rank) for rank in ranks if rank <= k)
    ideal = sum(1 / math.log2(1 + rank) for rank in range(1, min(relevant, k) + 1))
    return min(1.0, gain / ideal) if ideal else 0.0


def exact_match(answer: str | None, keys: Sequence[str]) -> float:
    """SQuAD's exact match, over `squeeze`d text. Rajpurkar et al., 2016."""
    return float(answer is not None and squeeze(answer) in {squeeze(key) for key in keys})


def character_f1(answer: str | None, keys: Sequence[str]) -> float:
    """F1 of characters against the best key, as CMRC 2018 scores Chinese (order disregarded)."""
    return max((_f1(Counter(squeeze(answer or "")), Counter(squeeze(k))) for k in keys), default=0)


def bigram_f1(text: str, key: str) -> float:
    """F1 of character bigrams: the contest's likeness of two blocks."""
    return _f1(_bigrams(squeeze(text)), _bigrams(squeeze(key)))


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) or Counter([text] if text else [])


def _f1(found: Counter[str], wanted: Counter[str]) -> float:
    same = (found & wanted).total()
    return 2 * same / (found.total() + wanted.total()) if same else 0.0


def keyword_share(answer: str, keywords: Sequence[str]) -> float:
    """The share of the key's words that the answer holds; 1.0 where the key names none."""
    held = squeeze(answer)
    return sum(squeeze(k) in held for k in keywords) / len(keywords) if keywords else 1.0


def contest_score(
    answer: str, keywords: Sequence[str], blocks: Sequence[str], keyword_weight: float = 0.5
) -> float:
    """[w·kw + (1−w)·sim]·p against the likest key block: CCF BDCI 2024, see docs/quality.md.

    p = 1 up to 1.5 × the key block's length, 0.9 up to 2.5 ×, else 0.75.
    """
    if not answer or not blocks:
        return 0.0
    key = max(blocks, key=lambda block: bigram_f1(answer, block))
    ratio = len(squeeze(answer)) / max(1, len(squeeze(key)))
    penalty = 1.0 if ratio <= 1.5 else 0.9 if ratio <= 2.5 else 0.75
    share = keyword_share(answer, keywords)
    return (keyword_weight * share + (1 - keyword_weight) * bigram_f1(answer, key)) * penalty


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank; 0.0 for no value."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
