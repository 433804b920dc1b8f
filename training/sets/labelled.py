"""Labelled questions for the rankers: what is asked, of which index, and which sentence is right.

Three forms of sets under one roof: SQuAD's paragraphs, the project's own corpus, the contest's
key. `muffled` makes a harder copy of a question: some of its words are kept from the lexical
rankers, as if the question had been put in other words or another language.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from index import build_index
from index.passages.tokenizer import characters, normalise, words
from qa.find.retriever import Retriever
from qa.measure.sets import Example, Paragraph, read_examples, read_paragraphs, write_paragraphs
from qa.understand import Question, read_question
from training.sets.own import for_rankers, read_reworded, reworded_questions, write_reworded
from training.sets.places import OWN

REWORDED = "own, reworded"
ARTICLE_EVERY = 4  # of the questions asked of whole articles
MUFFLED = 4  # one question in so many is asked a second time, muffled
OWN_WEIGHT = 2.0  # of a question on our own office documents: they are what is meant
LIGHT_WEIGHT = 0.5  # of one that the ranker's trees do not learn from (training.sets.own)
MEASURED = 0.0  # of one that nothing is trained on: the contest's and the corpus's


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with its key. `fold_key`: the same for all of an article or document."""

    key: Example
    fold_key: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class LabelledSet:
    name: str
    retriever: Retriever
    questions: tuple[Labelled, ...]
    one_paragraph: bool  # each document is one paragraph


def labelled_sets(
    shared: Path, corpus: Path, work: Path, only: Collection[str] | None = None
) -> Iterator[LabelledSet]:
    """CMRC trial, DRCD dev, DRCD's articles, what is of our own writing; and, to measure alone,
    the contest's documents and the project's corpus. `only`: those of these names."""
    for name, of_articles in (("cmrc_trial", False), ("drcd_dev", False), ("drcd_dev", True)):
        full = f"{name}, articles" if of_articles else name
        if only is None or full in only:
            paragraphs = read_paragraphs(shared / "eval" / f"{name}.json")
            if of_articles:
                paragraphs = articles(paragraphs, ARTICLE_EVERY)
            retriever = _over(paragraphs, work / full)
            yield LabelledSet(full, retriever, _asked(paragraphs), not of_articles)
    contest = shared / "ccf"
    for name, documents, questions, weight in (
        ("ccf", contest / "documents", contest / "questions.jsonl", MEASURED),
        ("corpus", corpus, corpus / "questions.jsonl", MEASURED),
        ("own", OWN / "documents", OWN / "questions.jsonl", OWN_WEIGHT),
    ):
        if only is None or name in only:
            build_index(corpus=documents, where=work / name)
            labelled = _by_document(read_examples(questions), weight)
            yield LabelledSet(name, Retriever.load(work / name), labelled, False)
    if only is None or REWORDED in only:
        rows = for_rankers(read_reworded())
        yield LabelledSet(
            REWORDED,
            Retriever.load(write_reworded(rows, work / "reworded")),
            tuple(
                Labelled(example, row, LIGHT_WEIGHT if rows[row].light else 1.0)
                for row, example in reworded_questions(rows)
            ),
            False,
        )


def over_our_own(where: Path) -> Retriever:
    """Of an index of all our own documents."""
    build_index(corpus=OWN / "documents", where=where)
    return Retriever.load(where)


def articles(paragraphs: Sequence[Paragraph], every: int) -> tuple[Paragraph, ...]:
    """Each article as one paragraph, its title above it: a0007; one question in `every`."""
    whole = []
    number = 0  # of the question
    for key, group in groupby(paragraphs, lambda paragraph: paragraph.article):
        text, name, examples = "", f"a{key:04}", []
        for paragraph in group:
            text = (text or paragraph.title + "\n") + "\n"
            offset = len(text)
            text += " ".join(paragraph.text.split("\n")) + "\n"
            for example in paragraph.examples:
                if number % every == 0:
                    starts = tuple(offset + start for start in example.starts)
                    examples.append(replace(example, docs=(name,), blocks=(), starts=starts))
                number += 1
        whole.append(Paragraph(name, key, paragraph.title, text, tuple(examples)))
    return tuple(whole)


def _over(paragraphs: Sequence[Paragraph], folder: Path) -> Retriever:
    write_paragraphs(paragraphs, folder / "corpus")
    build_index(corpus=folder / "corpus", where=folder / "index")
    return Retriever.load(folder / "index")


def _asked(paragraphs: Sequence[Paragraph]) -> tuple[Labelled, ...]:
    return tuple(
        Labelled(e, paragraph.article) for paragraph in paragraphs for e in paragraph.examples
    )


def _by_document(examples: Sequence[Example], weight: float) -> tuple[Labelled, ...]:
    """Those without a history; the folds are over the documents."""
    names = {example.docs[0] if example.docs else "" for example in examples}
    keys = {doc: number for number, doc in enumerate(sorted(names))}
    return tuple(
        Labelled(example, keys[example.docs[0]] if example.docs else number, weight)
        for number, example in enumerate(examples)
        if not example.history
    )


def understood(text: str) -> Question:
    """As it is asked; a blank one (CMRC trial holds two) has nothing to look for."""
    if text.strip():
        return read_question(text)
    return replace(read_question("？"), text="", folded="", content="", tail="", focus="")


def muffled(question: Question, seed: int) -> Question:
    """The question with only some of its words to look for, and no names by their sound; what
    else it says stays."""
    chance = random.Random(seed)
    share = chance.choice((0.0, 0.0, 0.3, 0.5))
    kept = [word for word in question.content_words if chance.random() < share]
    content = " ".join(kept)
    every, grams = tuple(words(content)), tuple(characters(content))
    return replace(
        question,
        text=normalise(question.text),  # without capitals, by which names are known
        content=content,
        words=every,
        characters=grams,
        content_words=tuple(dict.fromkeys(every)),
        content_characters=tuple(dict.fromkeys(grams)),
    )
