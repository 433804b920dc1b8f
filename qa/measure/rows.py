"""Files of rows, csv or JSON Lines: read whole, written aside and published by one rename."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, TextIO

from index.errors import QuestionsError, ReadError
from index.loaders.common.encoding import decode

SUFFIXES = (".csv", ".jsonl")


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `line` is where it ends in the file, from 1."""

    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in file order; `columns` in the order in which the file first names them."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_rows(path: Path) -> Table:
    """The rows of a .csv (UTF-8, or what an older spreadsheet saves) or else of JSON Lines.

    Raises QuestionsError naming the line.
    """
    if path.suffix.lower() == ".csv":
        return _csv(path)
    rows = tuple(_lines(path))
    columns = dict.fromkeys(name for row in rows for name in row.cells)
    return Table(tuple(columns), rows)


def read_text(path: Path) -> str:
    """A UTF-8 file whole, its byte-order mark dropped. Raises QuestionsError."""
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise QuestionsError(
            f"{path}: not UTF-8 at byte {exc.start}. Next: save it as UTF-8"
        ) from exc


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise QuestionsError(
            f"{path}: {exc.strerror or exc}. Next: name a file of questions"
        ) from exc


def _lines(path: Path) -> Iterator[Row]:
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as exc:
            raise QuestionsError(f"{path}, line {number}: not JSON ({exc})") from exc
        except RecursionError as exc:
            raise QuestionsError(f"{path}, line {number}: nested too deeply") from exc
        if not isinstance(record, dict):
            raise QuestionsError(
                f"{path}, line {number}: {type(record).__name__}, wanted an object with a question"
            )
        yield Row(number, record)


def _csv(path: Path) -> Table:
    try:
        text, _ = decode(_bytes(path), str(path))
    except ReadError as exc:
        raise QuestionsError(f"{path}: {exc.reason}. Next: save it as UTF-8") from exc
    reader = csv.reader(io.StringIO(text, newline=""))
    rows = []
    try:
        heading = tuple(name.strip() for name in next(reader, ()))
        if len(set(heading)) < len(heading):
            raise QuestionsError(f"{path}, line 1: a column is named twice: {','.join(heading)}")
        for cells in filter(None, reader):
            if len(cells) > len(heading):
                raise QuestionsError(
                    f"{path}, line {reader.line_num}: {len(cells)} cells under {len(heading)} "
                    "columns. Next: put a cell that holds a comma in quotes"
                )
            filled = dict(zip_longest(heading, cells, fillvalue=""))
            rows.append(Row(reader.line_num, filled))
    except csv.Error as exc:
        raise QuestionsError(f"{path}, line {reader.line_num}: not csv ({exc})") from exc
    return Table(heading, tuple(rows))


@contextmanager
def writing(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Gives a function that writes one row. The file appears when all is written, or not at all.

    .csv is UTF-8 with a byte-order mark, as spreadsheets want it; columns in the order given.
    Raises QuestionsError if it cannot be written.
    """
    path = path.resolve()
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    is_csv = path.suffix.lower() == ".csv"
    try:
        with aside.open("w", encoding="utf-8-sig" if is_csv else "utf-8", newline="") as handle:
            yield (_csv_writer if is_csv else _line_writer)(handle, columns)
            handle.flush()
            os.fsync(handle.fileno())
        aside.replace(path)
    except OSError as exc:
        raise QuestionsError(f"{path} cannot be written: {exc.strerror or exc}") from exc
    finally:
        aside.unlink(missing_ok=True)


def _csv_writer(handle: TextIO, columns: Sequence[str]) -> Callable[[Mapping[str, Any]], None]:
    writer = csv.writer(handle)
    writer.writerow([_writable(name) for name in columns])

    def write(cells: Mapping[str, Any]) -> None:
        writer.writerow([_cell(cells.get(name)) for name in columns])

    return write


def _line_writer(handle: TextIO, columns: Sequence[str]) -> Callable[[Mapping[str, Any]], None]:
    def write(cells: Mapping[str, Any]) -> None:
        record = {name: cells[name] for name in columns if name in cells}
        line = json.dumps(record, ensure_ascii=False)
        if line != _writable(line):  # JSON can spell half a character, UTF-8 cannot
            line = json.dumps(record)
        handle.write(line + "\n")

    return write


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _writable(text)  # true, 0.93, ["…"]


def _writable(text: str) -> str:
    """With half characters spelt out."""
    return text.encode("utf-8", "backslashreplace").decode()
