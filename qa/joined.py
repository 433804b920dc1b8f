"""The answers to a question's parts → one Answer, where it says more than the whole's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from index.passages.tokenizer import characters, fold
from index.store.store import Index
from qa.parts import Part
from qa.read.confidence import surety
from qa.records import Answer, Citation, Evidence, Hit

SPOKEN = 0.5  # share of a thing's own grams that an answer which speaks of it holds
MARGIN = 0.5  # log odds by which the whole is surer than its parts

_BETWEEN = "、，,和与及"  # divides two short answers that stand side by side
_YEAR = re.compile(r"(?:19|20)\d\d")


def joined(
    index: Index, whole: Answer, parts: Sequence[Part], answers: Sequence[Answer], k: int
) -> Answer:
    """The parts' answers as one, k hits; or the whole's own, where it holds them or speaks of all
    that is asked for, where it is surer, or where a part's answer is of another thing.

    `answers`: one for each part, two at least, all of them found.
    """
    if whole.found:
        every = [item for answer in answers for item in answer.evidence]
        if all(_inside(item, whole.evidence) for item in every):
            return replace(whole, short=_short(whole.text, answers) or whole.short)
        if _speaks_of_all(index, whole, parts) or _surer(whole, answers):
            return whole
    for part, answer in zip(parts, answers, strict=True):
        if part.thing and not _share(_said(index, answer.evidence), part, parts):
            return whole
    evidence: list[Evidence] = []
    citations: list[Citation] = []
    for answer in answers:
        numbers: dict[int, int] = {}
        for item in answer.evidence:
            if _inside(item, evidence):
                continue
            for citation in answer.citations:
                if citation.n in item.citations + item.also:
                    numbers[citation.n] = len(citations) + 1
                    citations.append(replace(citation, n=len(citations) + 1))
            evidence.append(
                replace(
                    item,
                    citations=tuple(numbers[n] for n in item.citations),
                    also=tuple(numbers[n] for n in item.also),
                )
            )
    text = "\n".join(item.text for item in evidence)
    return replace(
        whole,
        found=True,
        confidence=min(answer.confidence for answer in answers),
        text=text,
        short=_short(text, answers),
        citations=tuple(citations),
        hits=_hits(answers, k),
        evidence=tuple(evidence),
    )


def _short(text: str, answers: Sequence[Answer]) -> str | None:
    """What stands in the text from the first short answer to the last, where that is no more than
    these and what divides them (12人、19人); None otherwise: a short answer is verbatim too."""
    shorts = [answer.short for answer in answers if answer.short]
    if len(shorts) < len(answers):
        return None
    found = re.search(rf"[{_BETWEEN}]".join(map(re.escape, shorts)), text)
    return found[0] if found else None


def _speaks_of_all(index: Index, whole: Answer, parts: Sequence[Part]) -> bool:
    """Whether the whole's evidence speaks of the thing of every part. What stands under a title
    that names them all is of any of them: of it the text alone counts."""
    if not all(part.thing for part in parts):
        return False
    said: set[str] = set()
    for item in whole.evidence:
        grams = characters(index.passages[item.row].context)
        told = all(_share(frozenset(grams), part, parts) >= SPOKEN for part in parts)
        said |= frozenset(characters(item.text)) if told else _said(index, [item])
    return all(_share(frozenset(said), part, parts) >= SPOKEN for part in parts)


def _surer(whole: Answer, answers: Sequence[Answer]) -> bool:
    """Whether the whole is answered more surely than its parts are together."""
    return surety(whole.confidence) > fmean(surety(a.confidence) for a in answers) + MARGIN


def _inside(item: Evidence, others: Sequence[Evidence]) -> bool:
    return any(
        o.doc_id == item.doc_id and o.start <= item.start and item.end <= o.end for o in others
    )


def _hits(answers: Sequence[Answer], k: int) -> tuple[Hit, ...]:
    """The k best of all parts' hits, each passage once; ties in passage order."""
    best: dict[int, Hit] = {}
    for hit in (hit for answer in answers for hit in answer.hits):
        if hit.row not in best or hit.score > best[hit.row].score:
            best[hit.row] = hit
    order = sorted(best.values(), key=lambda hit: (-hit.score, hit.row))[:k]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(order, 1))


def _said(index: Index, evidence: Sequence[Evidence]) -> frozenset[str]:
    """The grams of the evidence, of its headings and title; its date where no year is said."""
    grams: set[str] = set()
    for item in evidence:
        text = f"{index.passages[item.row].context} {item.text}"
        if not _YEAR.search(fold(text)):
            text += f" {index.document_by_id[item.doc_id].date or ''}"
        grams.update(characters(text))
    return frozenset(grams)


def _share(said: frozenset[str], part: Part, parts: Sequence[Part]) -> float:
    """How much of what tells the part's thing from the others' is said."""
    others = {gram for p in parts if p is not part for gram in characters(p.thing)}
    whole = set(characters(part.thing))
    own = whole - others or whole
    return sum(gram in said for gram in own) / max(len(own), 1)
