"""What `qa` hands out: Hit, Citation, Answer, Turn; and the same records as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from index.records import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `rank` from 1; `score` is the fused one, higher is better.

    `scores` keeps what each ranker said: "words" and "characters" (BM25 as a share of what the
    question could score at most), "dense" (cosine), and whatever else moved the passage.
    `also`: passages elsewhere that say the same, best first, folded into this one.
    """

    rank: int
    score: float
    passage: Passage
    row: int
    scores: Mapping[str, float]
    also: tuple[Passage, ...] = ()

    def to_json(self) -> dict[str, Any]:
        passage = self.passage
        return {
            "rank": self.rank,
            "score": round(self.score, 6),
            "doc_id": passage.doc_id,
            "page": passage.page,
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "scores": {name: round(score, 6) for name, score in self.scores.items()},
            "also": [
                {"doc_id": p.doc_id, "page": p.page, "start": p.start, "end": p.end}
                for p in self.also
            ],
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """Where words of the answer stand.

    For formats that are text (.txt, .md) `quote` is the file's own text from
    `start` to `end`, to the character: source[start:end] == quote, where source is the file
    decoded, its byte-order mark dropped and its line ends read as "\\n". A sentence that
    something else interrupts (a caption, a page break) has one citation a piece. For other
    formats the offsets count in the text that was read from the file.
    """

    n: int  # [1], [2], … as shown
    doc_id: str
    title: str
    path: str  # relative to the corpus
    page: int | None
    heading: str | None
    start: int
    end: int
    quote: str

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in Citation.__slots__}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of a document that answers: document.text[start:end] == text, text offsets."""

    doc_id: str
    start: int
    end: int
    text: str
    score: float
    row: int  # of the passage it stands in
    citations: tuple[int, ...] = ()  # numbers of the citations that back it,
    also: tuple[int, ...] = ()  # and of those where the very same words stand elsewhere


@dataclass(frozen=True, slots=True)
class ShortSpan:
    """Where the short answer stands: document.text[start:end] inside evidence number `evidence`,
    and quote[quote_start:quote_end] of citation number `citation`."""

    evidence: int  # place in Answer.evidence
    start: int  # text offsets
    end: int
    citation: int  # Citation.n
    quote_start: int
    quote_end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say, or that they do not say.

    `found` is confidence ≥ threshold. When False, `text` is a plain sentence of ours saying so,
    `citations` is empty and `hits` are the nearest passages.
    """

    question: str
    found: bool
    confidence: float  # 0..1
    text: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    understood: str = ""  # the question as it was asked of the index, follow-ups resolved
    evidence: tuple[Evidence, ...] = ()
    short_span: ShortSpan | None = None
    reply: bool = False  # no question to the documents: `text` is ours, of the index
    suggestions: tuple[str, ...] = ()  # what may have been meant: the question typed otherwise
    seconds: float = field(default=0.0, compare=False)

    @property
    def short(self) -> str | None:
        """The short answer as its citation's quote has it, blanks and line ends of the source
        included; without marks (**) that stand between its words. None where there is none."""
        span = self.short_span
        if span is None:
            return None
        evidence = self.evidence[span.evidence]
        text = evidence.text[span.start - evidence.start : span.end - evidence.start]
        quote = next(c.quote for c in self.citations if c.n == span.citation)
        quoted = quote[span.quote_start : span.quote_end]
        return quoted if "".join(quoted.split()) == "".join(text.split()) else text

    def to_json(self) -> dict[str, Any]:
        """The record that `wenqu ask --json` prints."""
        return {
            "question": self.question,
            "understood": self.understood or self.question,
            "found": self.found,
            "confidence": round(self.confidence, 4),
            "text": self.text,
            "short": self.short,
            "reply": self.reply,
            "suggestions": list(self.suggestions),
            "citations": [citation.to_json() for citation in self.citations],
            "hits": [hit.to_json() for hit in self.hits],
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and what was answered, from which documents (doc_ids)."""

    question: str
    answer: str = ""
    understood: str = ""
    documents: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> Turn:
        """The turn that an answer makes."""
        documents = dict.fromkeys(citation.doc_id for citation in answer.citations)
        return cls(answer.question, answer.text, answer.understood, tuple(documents))
