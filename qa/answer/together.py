"""The answers to a question's parts → one Answer, where they say more than the whole's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.records import Answer, Citation, Evidence


def together(whole: Answer, answers: Sequence[Answer]) -> Answer:
    """The parts' evidence one after the other; the whole's answer where it holds all of it.

    `answers`: found, all of them. Such an answer has no short one.
    """
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
        evidence=tuple(evidence),
        short_span=None,
    )


def _inside(item: Evidence, others: Sequence[Evidence]) -> bool:
    return any(
        o.doc_id == item.doc_id and o.start <= item.start and item.end <= o.end for o in others
    )
