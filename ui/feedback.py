"""FeedbackStore: what visitors thought of answers, in an SQLite file beside the index.

An opinion that was good becomes a question with its key for `wenqu eval`; one that was bad, a
question whose key somebody has to write. Nothing leaves the machine.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import WenquError
from qa.measure.sets import UNANSWERABLE
from qa.records import Answer

NAME = "feedback.sqlite"
LIKED, DISPUTED = "liked", "disputed"  # kinds of questions, as `wenqu eval` counts them
MAX_WORD = 2000  # characters of what a visitor adds
_VERSION = 1
_WAIT = 10.0  # seconds for another writer
_TABLE = """
CREATE TABLE IF NOT EXISTS opinion (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, good INTEGER NOT NULL, word TEXT NOT NULL,
  question TEXT NOT NULL, understood TEXT NOT NULL, found INTEGER NOT NULL,
  confidence REAL NOT NULL, answer TEXT NOT NULL, short TEXT, evidence TEXT NOT NULL
)"""


class FeedbackError(WenquError):
    """The file of opinions cannot be used, or holds none."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One thumb. `evidence`: (doc_id, the document's words) for each stretch that answered."""

    id: int
    at: str  # ISO 8601, UTC
    good: bool
    word: str  # what the visitor added
    question: str
    understood: str  # the question as it was asked of the index; stands alone
    found: bool
    confidence: float
    answer: str
    short: str | None
    evidence: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in Opinion.__slots__}


class FeedbackStore:
    """Opinions in the file at `path`, made when the first comes. Safe from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._making = threading.Lock()
        self._made = False

    @classmethod
    def beside(cls, where: Path) -> FeedbackStore:
        """That of the index at `where`."""
        return cls(where / NAME)

    def note(self, question: str, understood: str, answer: Answer, good: bool, word: str) -> None:
        """Keep one opinion; what a visitor adds is cut at MAX_WORD. Raises FeedbackError."""
        evidence = [(item.doc_id, item.text) for item in answer.evidence] if answer.found else []
        row = (
            time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), int(good), word.strip()[:MAX_WORD],
            question, understood or question, int(answer.found), answer.confidence, answer.text,
            answer.short, json.dumps(evidence, ensure_ascii=False),
        )  # fmt: skip
        with self._opened(make=True) as connection, connection:
            connection.execute(
                "INSERT INTO opinion (at, good, word, question, understood, found, confidence,"
                " answer, short, evidence) VALUES (?,?,?,?,?,?,?,?,?,?)",
                [_storable(cell) for cell in row],
            )

    def opinions(self) -> tuple[Opinion, ...]:
        """All of them, oldest first; none where there is no file. Raises FeedbackError."""
        if not self.path.exists():
            return ()
        columns = ", ".join(Opinion.__slots__)
        with self._opened() as connection:
            rows = connection.execute(f"SELECT {columns} FROM opinion ORDER BY id").fetchall()
            return tuple(map(_opinion, rows))

    @contextmanager
    def _opened(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection of its own for each use: SQLite's locks keep writers apart."""
        try:
            with closing(sqlite3.connect(self.path, timeout=_WAIT)) as connection:
                if make:
                    with self._making:
                        if not self._made:
                            self._make(connection)
                            self._made = True
                yield connection
        except (sqlite3.Error, ValueError, TypeError) as exc:
            raise FeedbackError(
                f"{self.path}: the file of feedback cannot be used: {exc}. "
                "Next: move it away; a new one is made"
            ) from exc

    def _make(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found not in (0, _VERSION):
            raise sqlite3.DatabaseError(f"version {found}, wanted {_VERSION}")
        with connection:
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA user_version={_VERSION}")


def questions(opinions: Sequence[Opinion]) -> Iterator[dict[str, Any]]:
    """Rows of `wenqu eval`'s JSON Lines, one for each question; of several opinions the last.

    Liked and found: the evidence of its first document is the key. Liked and not found: the
    question is unanswerable. Not liked: no key, with what was answered and what was said of it.
    """
    last = {opinion.understood.strip(): opinion for opinion in opinions}
    for opinion in sorted(last.values(), key=lambda opinion: opinion.id):
        row: dict[str, Any] = {
            "id": f"f{opinion.id:04}",
            "kind": _kind(opinion),
            "question": opinion.understood,
            "history": [],
        }
        if opinion.good and opinion.evidence:
            doc = opinion.evidence[0][0]
            row |= {
                "answer": opinion.answer,
                "short": opinion.short,
                "evidence": [text for doc_id, text in opinion.evidence if doc_id == doc],
                "doc": doc,
            }
        elif not opinion.good:
            row["given"] = opinion.answer
        if opinion.question != opinion.understood:
            row["asked"] = opinion.question
        if opinion.word:
            row["note"] = opinion.word
        yield row


def _kind(opinion: Opinion) -> str:
    if not opinion.good:
        return DISPUTED
    return LIKED if opinion.found else UNANSWERABLE


def _opinion(row: Sequence[Any]) -> Opinion:
    cells = dict(zip(Opinion.__slots__, row, strict=True))
    evidence = tuple((str(doc), str(text)) for doc, text in json.loads(cells["evidence"]))
    cells |= {"good": bool(cells["good"]), "found": bool(cells["found"]), "evidence": evidence}
    return Opinion(**cells)


def _storable(cell: Any) -> Any:
    """Lone surrogates, which no file can hold, become question marks."""
    return cell.encode("utf-8", "replace").decode("utf-8") if isinstance(cell, str) else cell
