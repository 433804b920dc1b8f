"""Ask every question of a set and hold the answers against the key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from statistics import fmean
from typing import Any

from index.errors import QuestionError, QuestionsError
from qa.bot import Bot
from qa.measure import metrics
from qa.measure.judge import Judge, holds_key
from qa.measure.sets import Example
from qa.records import Answer, Turn
from qa.understand.question import check_question

DEPTH = 10
DOUBLE = frozenset({"table", "multi"})  # the contest counts these twice
KEYWORDS_ALONE = frozenset({"table"})  # and scores these by their keywords alone
FALSE_SHARE = 0.10

CUT = ("R", "RR", "nDCG")  # figures that have a depth: R@5
FIGURES = (
    "document@1", "evidence", "keywords", "EM", "F1", "contest", "missed", "false_answers",
    "answered@10%", "p50_ms", "p95_ms", "p99_ms",
)  # fmt: skip
LESS_IS_BETTER = frozenset({"missed", "false_answers", "p50_ms", "p95_ms", "p99_ms"})


class Verdict(StrEnum):
    """What became of a question. Saying nothing is better than saying what is wrong."""

    RIGHT = "right"  # the answer holds the key; or there is none, and none was given
    SILENT = "not found"  # the documents say, the answer says that they do not
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question's figures; None where the key does not say enough to tell."""

    id: str
    kind: str
    question: str
    answerable: bool
    found: bool
    confidence: float
    text: str
    short: str | None
    ranks: tuple[int, ...] | None  # of the right passages among the hits
    relevant: int | None  # right passages in the whole index
    document: bool | None  # the first hit is of a right document
    evidence: bool | None  # the answer holds the key
    keywords: float | None
    exact: float | None
    f1: float | None
    contest: float | None
    milliseconds: float

    @property
    def verdict(self) -> Verdict | None:
        return verdict(self.answerable, self.found, self.evidence)


def verdict(answerable: bool, found: bool, evidence: bool | None) -> Verdict | None:
    """None where the key says that there is an answer, but not which."""
    if not answerable:
        return Verdict.WRONG if found else Verdict.RIGHT
    if evidence is None:
        return None
    if not found:
        return Verdict.SILENT
    return Verdict.RIGHT if evidence else Verdict.WRONG


@dataclass(frozen=True, slots=True)
class Report:
    """Means over a set. Shares 0..1; latency in milliseconds."""

    questions: int  # that were asked
    refused: tuple[tuple[str, str], ...]  # (id, why it cannot be asked); no figure counts them
    absent: int  # answerable ones of which the index holds none of the key's documents
    figures: dict[str, float]
    by_kind: dict[str, dict[str, float]]
    outcomes: tuple[Outcome, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def evaluate(
    bot: Bot,
    examples: Sequence[Example],
    progress: Callable[[str, int, int], None] | None = None,
    *,
    k: int = DEPTH,
    threshold: float | None = None,
) -> Report:
    """Ask all, one after the other, each with its history asked first; k hits are judged.

    Raises QuestionsError, before anything is asked, where no question has a key or none of the
    key's documents is in the index.
    """
    judge = Judge(bot.index)
    refused = tuple((e.id, why) for e in examples if (why := _why_not(e)) is not None)
    examples = [example for example in examples if _why_not(example) is None]
    absent = _check(judge, examples)
    outcomes = []
    for number, example in enumerate(examples):
        if progress:
            progress("ask", number, len(examples))
        answer = ask_after(bot, example.question, example.history, k=k, threshold=threshold)
        outcomes.append(_outcome(answer, example, judge))
    if progress:
        progress("ask", len(examples), len(examples))
    kinds = dict.fromkeys(outcome.kind for outcome in outcomes)
    return Report(
        len(outcomes),
        refused,
        absent,
        summarise(outcomes, k),
        {kind: summarise([o for o in outcomes if o.kind == kind], k) for kind in kinds},
        tuple(outcomes),
    )


def ask_after(
    bot: Bot,
    question: str,
    history: Sequence[str],
    *,
    k: int = DEPTH,
    threshold: float | None = None,
) -> Answer:
    """The answer to a question that follows others, which are asked first."""
    turns: list[Turn] = []
    for earlier in history:
        before = bot.ask(earlier, turns, threshold=threshold)
        turns.append(Turn.of(before))
    return bot.ask(question, turns, k=k, threshold=threshold)


def _why_not(example: Example) -> str | None:
    """Why it, or one before it, cannot be asked."""
    try:
        for question in (*example.history, example.question):
            check_question(question)
    except QuestionError as error:
        return str(error)
    return None


def _check(judge: Judge, examples: Sequence[Example]) -> int:
    """How many questions are about documents that the index lacks."""
    if not any(example.has_key for example in examples):
        raise QuestionsError(
            "no question has a key (doc, evidence, short, …): nothing to measure. "
            "Next: answer them with `wenqu batch`"
        )
    naming = [example for example in examples if example.answerable and example.docs]
    absent = [example for example in naming if not judge.documents(example)]
    if naming and len(absent) == len(naming):
        raise QuestionsError(
            f"index {judge.index.where} holds none of the documents that the key names "
            f"({naming[0].docs[0]}, …). Next: name their index with --index"
        )
    return len(absent)


def _outcome(answer: Answer, example: Example, judge: Judge) -> Outcome:
    known, evidence, shorts = example.answerable, example.evidence, example.shorts
    placed = known and (example.docs or example.blocks or evidence)
    ranks, relevant = _ranks(answer, judge, judge.right_rows(example))
    first = answer.hits[0].passage.doc_id if answer.hits else None
    said = answer.text if answer.found else ""
    keyword_weight = 1.0 if example.kind in KEYWORDS_ALONE else 0.5
    contest = metrics.contest_score(said, evidence, example.wholes, keyword_weight)
    return Outcome(
        id=example.id,
        kind=example.kind,
        question=example.question,
        answerable=known,
        found=answer.found,
        confidence=answer.confidence,
        text=answer.text,
        short=answer.short,
        ranks=ranks if placed else None,
        relevant=relevant if placed else None,
        document=first in judge.documents(example) if known and example.docs else None,
        evidence=holds_key(answer, example) if known and (evidence or shorts) else None,
        keywords=metrics.keyword_share(said, evidence) if known and evidence else None,
        exact=metrics.exact_match(answer.short, shorts) if shorts else None,
        f1=metrics.character_f1(answer.short, shorts) if shorts else None,
        contest=contest if example.wholes and evidence else None,
        milliseconds=answer.seconds * 1000,
    )


def _ranks(answer: Answer, judge: Judge, right: Sequence[int]) -> tuple[tuple[int, ...], int]:
    """Ranks of the right hits; how many there could be. Passages folded into one are one hit."""
    names = {judge.index.passages[row].passage_id for row in right}
    ranks, relevant = [], len(right)
    for hit in answer.hits:
        held = sum(p.passage_id in names for p in (hit.passage, *hit.also))
        if held:
            ranks.append(hit.rank)
            relevant -= held - 1
    return tuple(ranks), relevant


def summarise(outcomes: Sequence[Outcome], k: int = DEPTH) -> dict[str, float]:
    """Means over the questions that each figure applies to; absent where it applies to none."""
    placed = [(o.ranks, o.relevant or 0) for o in outcomes if o.ranks is not None]
    known = [o for o in outcomes if o.answerable and (o.ranks, o.evidence) != (None, None)]
    unknown = [o for o in outcomes if not o.answerable]
    scored = [(o.contest, 2 if o.kind in DOUBLE else 1) for o in outcomes if o.contest is not None]
    contest = sum(s * w for s, w in scored) / sum(w for _, w in scored) if scored else None
    depth = min(k, DEPTH)
    cuts = sorted({cut for cut in (1, 5, 10) if cut <= k} | {k})
    values: dict[str, list[float | None]] = {
        **{f"R@{cut}": [metrics.recall_at(ranks, cut) for ranks, _ in placed] for cut in cuts},
        f"RR@{depth}": [metrics.reciprocal_rank(ranks, depth) for ranks, _ in placed],
        f"nDCG@{depth}": [metrics.ndcg(ranks, right, depth) for ranks, right in placed],
        "document@1": [o.document for o in outcomes],
        "evidence": [o.evidence for o in outcomes],
        "keywords": [o.keywords for o in outcomes],
        "EM": [o.exact for o in outcomes],
        "F1": [o.f1 for o in outcomes],
        "contest": [contest],
        "missed": [not o.found for o in known],
        "false_answers": [o.found for o in unknown],
    }
    told = {name: [v for v in held if v is not None] for name, held in values.items()}
    figures = {name: fmean(held) for name, held in told.items() if held}
    if known and unknown:
        figures["answered@10%"] = metrics.answered_at(
            [o.confidence for o in known], [o.confidence for o in unknown], FALSE_SHARE
        )
    times = [o.milliseconds for o in outcomes]
    for share in (50, 95, 99):
        figures[f"p{share}_ms"] = metrics.percentile(times, share / 100)
    return figures
