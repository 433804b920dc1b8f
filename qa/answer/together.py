"""The answers to a question's parts → one Answer, where they say more than the whole's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.records import Answer, Citation, Evidence, Hit


def together(whole: Answer, answers: Sequence[Answer]) -> Answer:
    """The parts' evidence one after the other; the whole's answer where it holds all of it.

    `answers`: found, all of them. Of several there is no short one.
    """
    if len(answers) == 1:
        return replace(answers[0], question=whole.question, understood=whole.understood)
    found = [(answer, item) for answer in answers for item in answer.evidence]
    if all(_inside(item, whole.evidence) for _, item in found):
        return whole
    evidence: list[Evidence] = []
    citations: list[Citation] = []
    for answer, item in found:
        if _inside(item, evidence):
            continue
        numbers: dict[int, int] = {}
        for citation in answer.citations:
            if citation.n in item.citations + item.also:
                numbers[citation.n] = len(citations) + 1
                citations.append(replace(citation, n=len(citations) + 1))
        own, also = (tuple(numbers[n] for n in ns) for ns in (item.citations, item.also))
        evidence.append(replace(item, citations=own, also=also))
    return replace(
        whole,
        found=True,
        confidence=min(answer.confidence for answer in answers),
        text="\n".join(item.text for item in evidence),
        citations=tuple(citations),
        hits=_hits(answers),
        evidence=tuple(evidence),
        short_span=None,
    )


def _hits(answers: Sequence[Answer]) -> tuple[Hit, ...]:
    """The best of all parts' hits, as many as one part has, each passage once."""
    every = sorted((hit for a in answers for hit in a.hits), key=lambda hit: (-hit.score, hit.row))
    best = {hit.row: hit for hit in reversed(every)}
    kept = sorted(best.values(), key=lambda hit: (-hit.score, hit.row))
    most = max(len(answer.hits) for answer in answers)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(kept[:most], 1))


def _inside(item: Evidence, others: Sequence[Evidence]) -> bool:
    return any(
        o.doc_id == item.doc_id and o.start <= item.start and item.end <= o.end for o in others
    )
