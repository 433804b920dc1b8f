"""A file of questions in, the same rows with their answers out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import QuestionError, QuestionsError
from qa.bot import Bot
from qa.measure.evaluate import ask_after
from qa.measure.rows import SUFFIXES, Table, read_rows, writing
from qa.measure.sets import asked
from qa.records import Answer

ADDED = ("answer", "short", "doc", "page", "found", "confidence", "error")


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What was answered. `refused`: (line, reason) of questions that could not be asked."""

    out: Path
    questions: int
    found: int
    refused: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions that are ready to be asked: files and rows are what they should be."""

    out: Path
    table: Table
    asked: tuple[tuple[str, tuple[str, ...]], ...]  # (question, history) of each row


def read_batch(questions: Path, out: Path) -> Batch:
    """Check what can be checked before an index is opened. Raises QuestionsError.

    Both files are .csv or .jsonl, whichever; rows need a `question`, and may have a `history`
    (JSON Lines only: the questions before it).
    """
    for path in (questions, out):
        if path.suffix.lower() not in SUFFIXES:
            raise QuestionsError(
                f"{path}: its name ends in {path.suffix or 'nothing'!r}, "
                f"wanted {' or '.join(SUFFIXES)}"
            )
    if out.resolve() == questions.resolve():
        raise QuestionsError(f"{out} is the file of questions. Next: name another for the answers")
    if out.is_dir():
        raise QuestionsError(f"{out} is a folder, wanted a file")
    table = read_rows(questions)
    if not table.rows:
        raise QuestionsError(f"{questions}: no question in it. Wanted ques_id,question and rows")
    return Batch(out, table, tuple(asked(questions, row) for row in table.rows))


def answer_batch(
    bot: Bot,
    batch: Batch,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    threshold: float | None = None,
) -> BatchReport:
    """Ask all in order and write `batch.out`, which appears when all are answered.

    Each row keeps its columns and gets ADDED: `answer` is what `Bot.ask` says, also where it says
    that nothing was found; `doc` and `page` are of the first citation; `error` is why a question
    could not be asked, and empty else. A column of such a name is filled in where it stands.
    Raises QuestionsError if it cannot be written.
    """
    columns = tuple(dict.fromkeys((*batch.table.columns, *ADDED)))
    total, found = len(batch.asked), 0
    refused: list[tuple[int, str]] = []
    with writing(batch.out, columns) as write:
        for number, row in enumerate(batch.table.rows):
            if progress:
                progress("ask", number, total)
            try:
                answer = ask_after(bot, *batch.asked[number], threshold=threshold)
            except QuestionError as error:
                refused.append((row.line, str(error)))
                write({**row.cells, **_refused(str(error))})
                continue
            found += answer.found
            write({**row.cells, **_added(answer)})
    if progress:
        progress("ask", total, total)
    return BatchReport(batch.out, total, found, tuple(refused))


def _added(answer: Answer) -> dict[str, Any]:
    first = answer.citations[0] if answer.citations else None
    return {
        "answer": answer.text,
        "short": answer.short,
        "doc": first.doc_id if first else None,
        "page": first.page if first else None,
        "found": answer.found,
        "confidence": round(answer.confidence, 4),
        "error": None,
    }


def _refused(reason: str) -> dict[str, Any]:
    said = {"answer": "", "found": False, "confidence": 0.0, "error": reason}
    return dict.fromkeys(ADDED) | said
