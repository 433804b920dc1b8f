"""Questions with the sentence that answers: DRCD's and CMRC 2018's."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from index.passages.sentences import sentences
from index.passages.tokenizer import characters
from qa.measure.sets import read_paragraphs
from qa.understand import Question, read_question


@dataclass(frozen=True, slots=True)
class Example:
    set_name: str
    group: str  # the article; never on both sides of a fold
    question: Question
    text: str  # the sentence that answers
    answers: tuple[str, ...]
    weight: dict[str, float]


def read_examples(path: Path) -> list[Example]:
    """Questions whose first answer begins in a sentence of the paragraph; others are left out."""
    paragraphs = read_paragraphs(path)
    idf = Idf([paragraph.text for paragraph in paragraphs])
    examples = []
    for paragraph in paragraphs:
        spans = sentences(paragraph.text)
        for asked in paragraph.examples:
            held = [(a, b) for a, b in spans if asked.starts and a <= asked.starts[0] < b]
            if held and asked.question.strip():
                group, text = f"{path.stem} {paragraph.article}", paragraph.text[slice(*held[0])]
                examples.append(
                    example_of(path.stem, group, asked.question, text, asked.shorts, idf)
                )
    return examples


class Idf:
    def __init__(self, texts: list[str]) -> None:
        self._count = len(texts)
        self._held = Counter(term for text in texts for term in set(characters(text)))

    def __call__(self, term: str) -> float:
        held = self._held[term]
        return math.log(1 + (self._count - held + 0.5) / (held + 0.5))


def example_of(
    name: str, group: str, asked: str, text: str, answers: tuple[str, ...], idf: Idf
) -> Example:
    question = read_question(asked)
    weight = {term: idf(term) for term in question.content_characters}
    return Example(name, group, question, text, answers, weight)
