"""Ask every question of a set and hold the answers against the key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from statistics import fmean
from typing import Any

from qa import metrics
from qa.bot import Bot
from qa.questions import Example
from qa.records import Answer, Hit, Turn

DEPTH = 10
DOUBLE = frozenset({"table", "multi"})  # the contest counts these twice


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question's figures; None where the key does not say enough to tell."""

    id: str
    kind: str
    question: str
    found: bool
    confidence: float
    text: str
    short: str | None
    ranks: tuple[int, ...]  # of the right passages
    document: bool | None  # the first hit is of a right document
    evidence: bool | None  # the answer holds the key
    keywords: float | None
    exact: float | None
    f1: float | None
    contest: float | None
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """Means over a set. Shares 0..1; latency in milliseconds."""

    questions: int
    figures: dict[str, float]
    by_kind: dict[str, dict[str, float]]
    outcomes: tuple[Outcome, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def evaluate(
    bot: Bot, examples: Sequence[Example], progress: Callable[[str, int, int], None] | None = None
) -> Report:
    """Ask all, one after the other, each with its history asked first."""
    outcomes = []
    for number, example in enumerate(examples):
        if progress:
            progress("ask", number, len(examples))
        outcomes.append(_outcome(bot, example))
    kinds = dict.fromkeys(outcome.kind for outcome in outcomes)
    return Report(
        len(outcomes),
        summarise(outcomes),
        {kind: summarise([o for o in outcomes if o.kind == kind]) for kind in kinds},
        tuple(outcomes),
    )


def _outcome(bot: Bot, example: Example) -> Outcome:
    history: list[Turn] = []
    for asked in example.history:
        before = bot.ask(asked, history)
        history.append(Turn(asked, before.text, before.understood))
    answer = bot.ask(example.question, history, k=DEPTH)
    unknown = not example.answerable
    return Outcome(
        id=example.id,
        kind=example.kind,
        question=example.question,
        found=answer.found,
        confidence=answer.confidence,
        text=answer.text,
        short=answer.short,
        ranks=tuple(hit.rank for hit in answer.hits if right_passage(hit, example)),
        document=None if unknown or not example.docs else _document(answer.hits, example),
        evidence=None if unknown else holds_key(answer, example),
        keywords=metrics.keyword_share(answer.text, example.evidence)
        if example.evidence and not unknown
        else None,
        exact=metrics.exact_match(answer.short, example.shorts) if example.shorts else None,
        f1=metrics.character_f1(answer.short, example.shorts) if example.shorts else None,
        contest=metrics.contest_score(answer.text, example.evidence, example.blocks)
        if example.blocks and example.evidence
        else None,
        milliseconds=answer.seconds * 1000,
    )


def _names(example: Example) -> set[str]:
    return {str(PurePosixPath(doc)) for doc in example.docs}


def right_document(doc_id: str, example: Example) -> bool:
    """doc_id as the key names it, or its name without folder and suffix."""
    return bool({doc_id, PurePosixPath(doc_id).stem} & _names(example))


def _document(hits: Sequence[Hit], example: Example) -> bool:
    return bool(hits) and right_document(hits[0].passage.doc_id, example)


def right_passage(hit: Hit, example: Example) -> bool:
    """Of a right document, and holding a piece of the key (half a block, or an evidence word)."""
    passage = hit.passage
    if not example.answerable or not right_document(passage.doc_id, example):
        return False
    held = metrics.squeeze(passage.text)
    if example.blocks:
        keys = [metrics.squeeze(block) for block in example.blocks]
        return any(_overlap(held, key) >= 0.5 for key in keys)
    return any(metrics.squeeze(e) in held for e in example.evidence) or not example.evidence


def _overlap(held: str, key: str) -> float:
    """Share of the shorter one's bigrams that the other holds."""
    a, b = ({t[i : i + 2] for i in range(len(t) - 1)} for t in (held, key))
    return len(a & b) / max(1, min(len(a), len(b)))


def holds_key(answer: Answer, example: Example) -> bool:
    """Whether the answer's words hold the key: all evidence, or a short answer."""
    if not answer.found:
        return False
    held = metrics.squeeze(answer.text)
    if example.evidence:
        return all(metrics.squeeze(evidence) in held for evidence in example.evidence)
    return any(metrics.squeeze(short) in held for short in example.shorts)


def summarise(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Means over the questions that each figure applies to; absent where it applies to none."""
    figures: dict[str, float] = {}

    def mean(name: str, values: Sequence[float]) -> None:
        if values:
            figures[name] = fmean(values)

    known = [o for o in outcomes if o.evidence is not None]
    for k in (1, 5, 10):
        mean(f"R@{k}", [metrics.recall_at(o.ranks, k) for o in known])
    mean("RR@10", [metrics.reciprocal_rank(o.ranks) for o in known])
    mean("nDCG@10", [metrics.ndcg(o.ranks, max(1, len(o.ranks))) for o in known])
    mean("document@1", [float(o.document) for o in outcomes if o.document is not None])
    mean("evidence", [float(bool(o.evidence)) for o in known])
    mean("keywords", [o.keywords for o in outcomes if o.keywords is not None])
    mean("EM", [o.exact for o in outcomes if o.exact is not None])
    mean("F1", [o.f1 for o in outcomes if o.f1 is not None])
    scored = [(o.contest, 2 if o.kind in DOUBLE else 1) for o in outcomes if o.contest is not None]
    if scored:
        figures["contest"] = sum(s * w for s, w in scored) / sum(w for _, w in scored)
    mean("missed", [float(not o.found) for o in known])
    mean("false answers", [float(o.found) for o in outcomes if o.evidence is None])
    times = [o.milliseconds for o in outcomes]
    for share in (50, 95, 99):
        figures[f"p{share} ms"] = metrics.percentile(times, share / 100)
    return figures
