"""Formulas of measuring: pure functions, each with its source."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from index.passages.tokenizer import squeeze


def recall_at(ranks: Sequence[int], k: int) -> float:
    """1.0 if a right passage stands within k, else 0.0; `ranks`: ranks of the right ones, from 1.

    Questions here want one place, so one right passage is all of it (trec_eval: success@k).
    """
    return float(any(rank <= k for rank in ranks))


def reciprocal_rank(ranks: Sequence[int], k: int = 10) -> float:
    """1 / rank of the first right passage; 0.0 if none stands within k."""
    first = min(ranks, default=0)
    return 1 / first if 0 < first <= k else 0.0


def ndcg(ranks: Sequence[int], relevant: int, k: int = 10) -> float:
    """Binary gains. Järvelin and Kekäläinen, "Cumulated gain-based evaluation", 2002.

    `relevant`: how many right passages the whole index holds, found or not, so that the ideal
    ranking has them all on top; 0.0 where it holds none, as trec_eval does.
    """
    if len(ranks) > relevant:
        raise ValueError(f"{len(ranks)} right passages found, {relevant} in the index")
    gain = sum(1 / math.log2(1 + rank) for rank in ranks if rank <= k)
    ideal = sum(1 / math.log2(1 + rank) for rank in range(1, min(relevant, k) + 1))
    return gain / ideal if ideal else 0.0


def exact_match(answer: str | None, keys: Sequence[str]) -> float:
    """SQuAD's exact match, over `squeeze`d text. Rajpurkar et al., 2016."""
    return float(answer is not None and squeeze(answer) in {squeeze(key) for key in keys})


def character_f1(answer: str | None, keys: Sequence[str]) -> float:
    """F1 of characters against the best key, as SQuAD's is of words (order disregarded;
    CMRC 2018's own takes the longest common stretch instead)."""
    held = Counter(squeeze(answer or ""))
    return max((_f1(held, Counter(squeeze(key))) for key in keys), default=0.0)


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
    """Nearest rank: the least value that at least `share` of all do not exceed; 0.0 for none."""
    ordered = sorted(values)
    at = math.ceil(round(share * len(ordered), 9)) - 1  # 0.55 * 100 is 55.00000000000001
    return ordered[max(0, min(len(ordered) - 1, at))] if ordered else 0.0


def answered_at(known: Sequence[float], unknown: Sequence[float], false_share: float) -> float:
    """The share of answerable questions answered when false answers are held at `false_share`.

    `known`, `unknown`: confidences where the documents do and do not answer. The threshold is the
    lowest that lets at most floor(false_share × len(unknown)) of the latter through.
    """
    if not known:
        return 0.0
    allowed = math.floor(round(false_share * len(unknown), 9))
    through = sorted(unknown, reverse=True)
    highest_kept_out = through[allowed] if allowed < len(through) else -math.inf
    return sum(value > highest_kept_out for value in known) / len(known)
