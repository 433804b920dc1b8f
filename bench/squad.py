"""Question sets in SQuAD form, and a FAQ, each paragraph written out as one document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    doc_id: str  # of the paragraph that answers
    answers: tuple[str, ...]
    starts: tuple[int, ...]  # characters into the document
    fold_key: int  # the same for all questions of an article: folds never share one


@dataclass(frozen=True, slots=True)
class QuestionSet:
    name: str
    paragraphs: dict[str, str]  # doc_id → text
    questions: tuple[Question, ...]
    one_paragraph: bool = True  # each document is one paragraph


def _question(asked: dict[str, Any], doc_id: str, offset: int, key: int) -> Question:
    """One of SQuAD's `qas`, of a paragraph that begins `offset` characters into its document."""
    answers = asked["answers"]
    return Question(
        asked["question"],
        doc_id,
        tuple(answer["text"] for answer in answers),
        tuple(offset + answer["answer_start"] for answer in answers),
        key,
    )


def read_squad(path: Path) -> QuestionSet:
    """One document a paragraph, named by its place: p0007.txt."""
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    paragraphs: dict[str, str] = {}
    questions = []
    for key, article in enumerate(data["data"]):
        for paragraph in article["paragraphs"]:
            doc_id = f"p{len(paragraphs):04}.txt"
            paragraphs[doc_id] = paragraph["context"]
            for asked in paragraph["qas"]:
                questions.append(_question(asked, doc_id, 0, key))
    return QuestionSet(path.stem, paragraphs, tuple(questions))


def read_articles(path: Path) -> QuestionSet:
    """One document an article, its title above its paragraphs: a0007.txt;
    every fourth question."""
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    documents: dict[str, str] = {}
    questions = []
    for key, article in enumerate(data["data"]):
        doc_id = f"a{key:04}.txt"
        text = article["title"] + "\n"
        for paragraph in article["paragraphs"]:
            text += "\n"
            offset = len(text)
            text += " ".join(paragraph["context"].split("\n")) + "\n"
            for asked in paragraph["qas"]:
                questions.append(_question(asked, doc_id, offset, key))
        documents[doc_id] = text
    return QuestionSet(f"{path.stem}, articles", documents, tuple(questions[::4]), False)


def read_faq(path: Path) -> QuestionSet:
    """NAME.jsonl, its passages in NAME.passages.jsonl. Passages of the same text are one."""
    by_text: dict[str, str] = {}
    doc_ids: dict[str, str] = {}  # a passage's id → its document
    for line in path.with_suffix(".passages.jsonl").read_text("utf-8").splitlines():
        passage = json.loads(line)
        doc_ids[passage["id"]] = by_text.setdefault(passage["text"], f"{passage['id']}.txt")
    questions = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        asked = json.loads(line)
        (passage_id,) = asked["passage_id"]
        questions.append(
            Question(asked["question"], doc_ids[passage_id], tuple(asked["answers"]), (), number)
        )
    paragraphs = {doc_id: text for text, doc_id in by_text.items()}
    return QuestionSet(path.stem, paragraphs, tuple(questions))


def read_set(folder: Path, name: str) -> QuestionSet:
    """A set by name, whichever form it has."""
    faq = folder / f"{name}.jsonl"
    return read_faq(faq) if faq.is_file() else read_squad(folder / f"{name}.json")


def write_documents(questions: QuestionSet, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for doc_id, text in questions.paragraphs.items():
        (folder / doc_id).write_text(text, "utf-8")
