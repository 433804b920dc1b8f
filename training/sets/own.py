"""Training text of our own writing: office documents with questions, and passages that are asked
for in other words. All of it in training/own/; nothing of it is measured on.

    own/documents/      office documents; own/questions.jsonl asks them, as corpus/questions.jsonl
    own/*.jsonl         {"passage", "answer", "short", "zh": […], "en": […], "none"} a line: three
                        Chinese and two English questions that `answer`, a sentence of the passage,
                        answers, and one near it that the passage does not answer
    own/elsewhere.txt   a question a line that no document there answers, on anything
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from index.build import build_index
from index.passages.sentences import sentences
from qa.measure.sets import Example, KeyBlock
from training.sets.places import OWN

# Service desks, passages asked for in another language, everyday words: the ranker's trees learn
# to mistrust the words from these, on reports too, so that only the others learn from them.
LIGHT = "defghij"


@dataclass(frozen=True, slots=True)
class Reworded:
    """A passage and questions that one of its sentences answers."""

    passage: str
    answer: str
    short: str | None
    zh: tuple[str, ...]
    en: tuple[str, ...]
    none: str
    light: bool  # of LIGHT


def read_reworded(folder: Path = OWN) -> tuple[Reworded, ...]:
    """All of them, in the order of the files' names and lines."""
    return tuple(
        Reworded(
            raw["passage"],
            raw["answer"],
            raw["short"],
            tuple(raw["zh"]),
            tuple(raw["en"]),
            raw["none"],
            path.stem[-1] in LIGHT,
        )
        for path in sorted(folder.glob("paraphrases-*.jsonl"))
        for raw in map(json.loads, path.read_text("utf-8").splitlines())
    )


def read_elsewhere(folder: Path = OWN) -> tuple[str, ...]:
    """Questions on anything, which none of our own documents answers."""
    return tuple((folder / "elsewhere.txt").read_text("utf-8").splitlines())


def reworded_questions(rows: tuple[Reworded, ...]) -> Iterator[tuple[int, Example]]:
    """(row, question): of each row two of the Chinese questions in other words, one in English,
    and the one that it does not answer."""
    for row, item in enumerate(rows):
        doc = document_of(row)
        asked = (*item.zh[1:3], item.en[row % len(item.en)])
        for number, question in enumerate(asked):
            yield (
                row,
                Example(
                    f"{row}-{number}",
                    question,
                    docs=(doc,),
                    evidence=(item.short or item.answer,),
                    blocks=(KeyBlock(doc, item.answer),),
                ),
            )
        if row % 2 == 0:
            yield row, Example(f"{row}-none", item.none, kind="unanswerable", answerable=False)


def document_of(row: int) -> str:
    return f"r{row:05}.txt"


def write_reworded(rows: tuple[Reworded, ...], work: Path) -> Path:
    """An index in which each passage is a document; returns where it is.

    The sentences change places from row to row: most answers were written second, and the
    rankers must not learn that.
    """
    corpus = work / "corpus"
    corpus.mkdir(parents=True)
    for row, item in enumerate(rows):
        passage = item.passage
        spans = sentences(passage)
        turned = spans[row % len(spans) :] + spans[: row % len(spans)]
        text = "".join(passage[start:end] for start, end in turned)
        (corpus / document_of(row)).write_text(text + "\n", "utf-8")
    build_index(corpus=corpus, where=work / "index")
    return work / "index"


def for_encoder(rows: tuple[Reworded, ...]) -> tuple[Reworded, ...]:
    """About three of five, which the encoder learns from; the rankers learn from the others, so
    that they see the encoder's vectors as they are on new text."""
    return tuple(item for item in rows if _fifth(item) < 3)


def for_rankers(rows: tuple[Reworded, ...]) -> tuple[Reworded, ...]:
    return tuple(item for item in rows if _fifth(item) >= 3)


def _fifth(item: Reworded) -> int:
    return crc32(item.passage.encode()) % 5
