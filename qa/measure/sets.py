"""Question files → Examples: our JSON Lines, the contest key's, SQuAD's JSON, plain csv."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.build import build_index
from index.errors import QuestionsError
from index.records import Progress
from index.settings import IndexSettings
from qa.measure.rows import Row, read_rows, read_text

UNANSWERABLE = "unanswerable"


@dataclass(frozen=True, slots=True)
class KeyBlock:
    """A stretch of a document that answers. `doc`: as in Example.docs; "" for any document."""

    doc: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question with what is known of its answer; what is not known is empty."""

    id: str
    question: str
    kind: str = "plain"
    history: tuple[str, ...] = ()
    answerable: bool = True
    docs: tuple[str, ...] = ()  # doc_ids, or names without folder and suffix
    evidence: tuple[str, ...] = ()  # words that the right place holds, all of them
    blocks: tuple[KeyBlock, ...] = ()  # a right passage holds a piece of one of them
    wholes: tuple[str, ...] = ()  # whole answers, any of them: what the contest compares with
    shorts: tuple[str, ...] = ()  # short answers, any of them
    starts: tuple[int, ...] = ()  # where one begins in its document, in characters, if known

    @property
    def has_key(self) -> bool:
        known = self.docs or self.evidence or self.blocks or self.shorts
        return not self.answerable or bool(known)


def is_squad(path: Path) -> bool:
    return path.suffix.lower() == ".json"


def read_examples(path: Path) -> tuple[Example, ...]:
    """All questions of a file, in order: SQuAD's form in .json, a csv, else JSON Lines.

    Raises QuestionsError, naming the line where there are lines.
    """
    if is_squad(path):
        examples = tuple(e for paragraph in read_paragraphs(path) for e in paragraph.examples)
    else:
        examples = tuple(_examples(path))
    if not examples:
        raise QuestionsError(f"{path}: no question in it. Next: name a file of questions")
    return examples


def _examples(path: Path) -> Iterator[Example]:
    for number, row in enumerate(read_rows(path).rows, start=1):
        question, history = asked(path, row)
        try:
            yield _example(question, history, row.cells, str(number))
        except (KeyError, TypeError, AttributeError, ValueError) as exc:
            raise QuestionsError(f"{path}, line {row.line}: {_reason(exc)}") from exc


def asked(path: Path, row: Row) -> tuple[str, tuple[str, ...]]:
    """(question, the questions before it). Raises QuestionsError naming the line."""
    try:
        question = _text(row.cells["question"], "question")
        return question, _texts(row.cells.get("history"), "history")
    except KeyError as exc:
        columns = ", ".join(row.cells)
        raise QuestionsError(
            f"{path}, line {row.line}: no question among {columns or 'nothing'}. "
            "Next: name it, as in the columns ques_id,question"
        ) from exc
    except TypeError as exc:
        raise QuestionsError(f"{path}, line {row.line}: {exc}") from exc


def _example(
    question: str, history: tuple[str, ...], raw: Mapping[str, Any], number: str
) -> Example:
    if "keywords" in raw:  # the contest's key
        needed = [_block(block) for block in raw.get("docs", ())]
        also = [_block(block) for block in raw.get("also", ())]
        alone = [block.text for block in (*needed, *also)]
        together = "\n".join(block.text for block in needed)
        return Example(
            str(raw.get("ques_id", number)),
            question,
            _text(raw.get("type", "plain"), "type"),
            docs=tuple(dict.fromkeys(block.doc for block in (*needed, *also))),
            evidence=_texts(raw["keywords"], "keywords"),
            blocks=(*needed, *also),
            wholes=tuple(dict.fromkeys([together, *alone] if needed else alone)),
        )
    kind = _text(raw.get("kind") or "plain", "kind")
    doc, short = raw.get("doc"), raw.get("short")
    return Example(
        id=str(raw.get("id") or raw.get("ques_id") or number),
        question=question,
        kind=kind,
        history=history,
        answerable=kind != UNANSWERABLE,
        docs=(_text(doc, "doc"),) if doc else (),
        evidence=_texts(raw.get("evidence"), "evidence"),
        shorts=(_text(short, "short"),) if short else (),
    )


def _block(raw: Mapping[str, Any]) -> KeyBlock:
    return KeyBlock(_text(raw["doc"], "doc"), _text(raw["text"], "text"))


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} is {type(value).__name__}, wanted text")
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    if not value:
        return ()
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise TypeError(f"{name} is {type(value).__name__}, wanted a list of texts")
    return tuple(_text(item, name) for item in value)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of SQuAD's form, which is a document by itself."""

    name: str  # by its place, p0007: its document's without suffix
    article: int  # from 0
    title: str  # of the article; "" for none
    text: str
    examples: tuple[Example, ...]  # asked of it


def read_paragraphs(path: Path) -> tuple[Paragraph, ...]:
    """All of a file in SQuAD's form, in order. Raises QuestionsError."""
    try:
        return tuple(_paragraphs(json.loads(read_text(path))))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as exc:
        raise QuestionsError(f"{path}: not SQuAD's form: {_reason(exc)}") from exc


def _reason(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else str(error)


def write_paragraphs(paragraphs: Iterable[Paragraph], folder: Path) -> None:
    """A text file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for paragraph in paragraphs:
        (folder / f"{paragraph.name}.txt").write_text(paragraph.text, "utf-8")


def _paragraphs(content: Mapping[str, Any]) -> Iterator[Paragraph]:
    number = 0
    for key, article in enumerate(content["data"]):
        for paragraph in article["paragraphs"]:
            name, text = f"p{number:04}", _text(paragraph["context"], "context")
            asked = tuple(_squad(name, text, paragraph["qas"]))
            yield Paragraph(name, key, str(article.get("title") or ""), text, asked)
            number += 1


def _squad(doc: str, context: str, questions: Iterable[Mapping[str, Any]]) -> Iterator[Example]:
    for number, raw in enumerate(questions, start=1):
        answers = raw.get("answers") or ()
        shorts = dict.fromkeys(_text(answer["text"], "text") for answer in answers)
        starts = [answer.get("answer_start") for answer in answers]
        example = Example(
            str(raw.get("id", f"{doc}.{number}")),
            _text(raw["question"], "question"),
            docs=(doc,),
            blocks=(KeyBlock(doc, context),),
            shorts=tuple(shorts),
            starts=tuple(at for at in starts if isinstance(at, int)),
        )
        if raw.get("is_impossible", False):
            example = Example(example.id, example.question, UNANSWERABLE, answerable=False)
        yield example


def anywhere(example: Example) -> Example:
    """The same, with a right passage looked for in every document: SQuAD's paragraphs have names
    of our own, which an index that was made elsewhere does not know."""
    blocks = tuple(replace(block, doc="") for block in example.blocks)
    return replace(example, docs=(), blocks=blocks)


@contextmanager
def squad_index(
    path: Path, model: str | None = None, progress: Progress | None = None
) -> Iterator[Path]:
    """An index of the paragraphs of a file in SQuAD's form, one document each; gone at the end."""
    with TemporaryDirectory(prefix="wenqu-", ignore_cleanup_errors=True) as folder:
        corpus, where = Path(folder) / "paragraphs", Path(folder) / "index"
        write_paragraphs(read_paragraphs(path), corpus)
        settings = IndexSettings(model=model or "bundled")
        build_index(corpus=corpus, where=where, settings=settings, progress=progress)
        yield where
