"""Questions that a table answers as a whole: the largest, the least, all over a bound, those that
do not. The rows are read as typed cells, and shown; nothing is said that no row says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from index.passages.tokenizer import characters, fold, words
from index.records import Block, BlockKind, Document
from index.store import Index
from qa.answer.tables import BAR, first_row, rows_below
from qa.find import Found
from qa.read import Query, Sentence

Span = tuple[int, int]

LOOKED = 12  # sentences whose tables are looked at
COVERED = 0.75  # of the question's weight, what the table has to hold
TYPED = 0.8  # of a column's cells, those that are figures
MOST_ROWS = 12  # that are shown


class Order(Enum):
    MOST = "most"
    LEAST = "least"


@dataclass(frozen=True, slots=True)
class Bound:
    """Cells over (`above`) or under a figure; `equal`: it counts too."""

    above: bool
    equal: bool
    figure: float


@dataclass(frozen=True, slots=True)
class Cell:
    """document.text[start:end]; `figure`: what it says as a number, dates as days."""

    start: int
    end: int
    text: str
    figure: float | None


@dataclass(frozen=True, slots=True)
class Row:
    block: Block
    cells: dict[str, Cell]  # by the column's name


@dataclass(frozen=True, slots=True)
class Table:
    header: Block | None  # where the rows do not name their columns themselves
    names: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The rows that answer, and the cell that is the short answer."""

    doc_id: str
    spans: tuple[Span, ...]  # text offsets
    short: Span | None
    by: Sentence


_MOST = re.compile("[最更](?:大|高|多|长|快|贵|重|宽|远|晚|迟|新|厚|深|强)")
_LEAST = re.compile("[最更](?:小|低|少|短|慢|便宜|轻|窄|近|早|薄|浅|弱|先)")
_OVER = re.compile(
    r"(?P<word>不低于|不少于|不超过|不高于|不大于|超过|大于|高于|多于|低于|小于|少于|不到|不足|未达到|未满)\s*"
    r"(?P<figure>[\d.,百分之零一二两三四五六七八九十]+[%％万亿千百]*)"
)
_BEYOND = re.compile(
    r"(?P<figure>[\d.,]+[%％万亿千百]*)[\u4e00-\u9fff]{0,3}?(?P<word>以上|以下|以内)"
)
_NOT = re.compile(r"哪.{0,8}?(?:不|没有|未|无需|没)|不.{0,6}的(?:有哪|是哪)")
_NEGATIVE = re.compile(r"^(?:否|不.{0,6}|无|没有|未.{0,4}|×|✗|✘|☐|-|—|n|no)$", re.IGNORECASE)
_NO = frozenset({"不", "没有", "没", "未", "无", "无需"})
_SUM = re.compile("合计|总计|小计|平均|总和|共计")
_FIGURE = re.compile(r"[-−+]?\d[\d,，]*(?:\.\d+)?")
_SCALE = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2}))?")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMERAL = re.compile("[零一二两三四五六七八九十百]+")
_OPERATORS = re.compile(
    f"{_MOST.pattern}|{_LEAST.pattern}|{_OVER.pattern}|{_BEYOND.pattern}".replace(
        "?P<word>", ""
    ).replace("?P<figure>", "")
)


def reckoned(index: Index, found: Found) -> Reckoned | None:
    """None where it asks for nothing of the kind, or no table that was read decides it."""
    question = found.query.question
    asked = _asked(question.folded)
    if asked is None:
        return None
    for document, table, by in _tables(index, found):
        if _covered(found.query, document, table, by) < COVERED:
            continue
        names = _columns(found.query, table)
        rows, column = _chosen(asked, table, names)
        if rows:
            return _shown(document, table, rows, column, question.folded, by)
    return None


def _asked(folded: str) -> Order | Bound | bool | None:
    """What of the rows: an end of their order, those beyond a bound, those that do not (True)."""
    for pattern in (_OVER, _BEYOND):
        if (found := pattern.search(folded)) and re.search("哪|几|多少|谁", folded):
            figure = figure_of(found["figure"])
            if figure is not None:
                word = found["word"]
                above = word in ("不低于", "不少于", "超过", "大于", "高于", "多于", "以上")
                equal = (word.startswith("不") and word not in ("不到", "不足")) or "以" in word
                return Bound(above, equal, figure)
    if _NOT.search(folded):
        return True
    if _MOST.search(folded):
        return Order.MOST
    return Order.LEAST if _LEAST.search(folded) else None


def figure_of(text: str) -> float | None:
    """The first figure of a text: with its 万 or 亿; 40% as 40; a date as days; 二十 as 20."""
    bare = fold(text)
    if date := _DATE.search(bare):
        return int(date[1]) * 372 + int(date[2]) * 31 + int(date[3] or 0)
    found = _FIGURE.search(bare)
    if found is None:
        numeral = _NUMERAL.search(bare.replace("百分之", ""))
        return _numeral(numeral[0]) if numeral else None
    figure = float(re.sub("[,，]", "", found[0]).replace("−", "-"))
    for character in bare[found.end() : found.end() + 2].lstrip():
        figure *= _SCALE.get(character, 1.0)
        if character not in _SCALE:
            break
    return figure


def _numeral(text: str) -> float:
    """二十三 → 23, 一百二十 → 120."""
    total, held = 0, 0
    for character in text:
        if character in "十百":
            total += (held or 1) * (10 if character == "十" else 100)
            held = 0
        else:
            held = _DIGITS[character]
    return float(total + held)


def _tables(index: Index, found: Found) -> list[tuple[Document, Table, Sentence]]:
    """Those of the sentences that were read, each once."""
    seen: set[tuple[str, int]] = set()
    tables = []
    for sentence in found.sentences[:LOOKED]:
        document = index.document_by_id[sentence.doc_id]
        at = document.block_at(sentence.start)
        if document.blocks[at].kind is not BlockKind.TABLE_ROW:
            continue
        first = first_row(document, at)
        if (sentence.doc_id, first) not in seen:
            seen.add((sentence.doc_id, first))
            table = table_of(document, first)
            if table:
                tables.append((document, table, sentence))
    return tables


def table_of(document: Document, first: int) -> Table | None:
    """The table whose first row is the block `first`; None where cells have no names."""
    blocks = [document.blocks[first], *rows_below(document, first)]
    parts = [_parts(document, block) for block in blocks]
    for told in (blocks, blocks[1:]):  # a header may stand over rows that name their columns too
        named = [[_named(cell) for cell in row] for row in parts[len(blocks) - len(told) :]]
        if told and all(_say(row) for row in named):
            rows = tuple(
                Row(block, {name or "": cell for name, cell in row})
                for block, row in zip(told, named, strict=True)
            )
            return Table(None, tuple(dict.fromkeys(n for row in rows for n in row.cells)), rows)
    names = [cell.text for cell in parts[0]]
    if len(names) < 2 or len(blocks) < 3:
        return None
    return Table(
        blocks[0],
        tuple(names),
        tuple(
            Row(block, dict(zip(names, row, strict=True)))
            for block, row in zip(blocks[1:], parts[1:], strict=True)
            if len(row) == len(names)
        ),
    )


def _parts(document: Document, block: Block) -> list[Cell]:
    cells, at = [], block.start
    for part in document.text[block.start : block.end].split(BAR):
        start = at + len(part) - len(part.lstrip())
        text = part.strip()
        cells.append(Cell(start, start + len(text), text, figure_of(text)))
        at += len(part) + len(BAR)
    return cells


def _say(row: Sequence[tuple[str | None, Cell]]) -> bool:
    """Whether all cells but one say their column's name."""
    return sum(name is not None for name, _ in row) >= max(1, len(row) - 1)


def _named(cell: Cell) -> tuple[str | None, Cell]:
    """A cell that says its column's name, without it."""
    found = re.match(r"([^:：]{1,40})[:：]\s+", cell.text)
    if found is None:
        return None, cell
    rest = cell.text[found.end() :]
    return found[1], Cell(cell.start + found.end(), cell.end, rest, figure_of(rest))


def _covered(query: Query, document: Document, table: Table, by: Sentence) -> float:
    """What of the question's words, less what it asks of the order, table, title and headings
    say."""
    asked = set(words(_OPERATORS.sub(" ", query.question.content))) - _NO
    first, last = table.rows[0].block.start, table.rows[-1].block.end
    above = by.ranked.reading.passage.context
    held = fold("\n".join((above, *table.names, document.text[first:last])))
    total = sum(map(len, asked))
    return sum(len(word) for word in asked if word in held) / total if total else 0.0


def _columns(query: Query, table: Table) -> list[str]:
    """The columns that the question names, the one it names most of first."""
    weights = query.grams.weights
    shares = {
        name: sum(weights.get(gram, 0.0) for gram in set(characters(name))) for name in table.names
    }
    return sorted((n for n in table.names if shares[n] > 0), key=lambda n: -shares[n])


def _chosen(
    asked: Order | Bound | bool, table: Table, names: Sequence[str]
) -> tuple[list[Row], str | None]:
    rows = [row for row in table.rows if not _is_sum(table, row)]
    for name in names:
        cells = [row.cells[name] for row in rows if name in row.cells and row.cells[name].text]
        if asked is True:
            no = [r for r in rows if name in r.cells and _NEGATIVE.match(r.cells[name].text)]
            if no and len(no) < len(rows):
                return no, name
            continue
        typed = [cell for cell in cells if cell.figure is not None]
        if len(typed) < 2 or len(typed) < TYPED * len(cells) or name == table.names[0]:
            continue
        held = [(r.cells[name].figure, r) for r in rows if name in r.cells]
        figures = [(figure, r) for figure, r in held if figure is not None]
        if isinstance(asked, Bound):
            kept = [r for figure, r in figures if _beyond(asked, figure)]
            return kept[:MOST_ROWS], name
        end = (max if asked is Order.MOST else min)(figure for figure, _ in figures)
        return [r for figure, r in figures if figure == end], name
    return [], None


def _is_sum(table: Table, row: Row) -> bool:
    first = row.cells.get(table.names[0])
    return bool(first and _SUM.search(first.text))


def _beyond(bound: Bound, figure: float) -> bool:
    if figure == bound.figure:
        return bound.equal
    return figure > bound.figure if bound.above else figure < bound.figure


def _shown(
    document: Document,
    table: Table,
    rows: Sequence[Row],
    column: str | None,
    folded: str,
    by: Sentence,
) -> Reckoned:
    spans = [(table.header.start, table.header.end)] if table.header else []
    spans += [(row.block.start, row.block.end) for row in rows]
    short = None
    if len(rows) == 1:
        cells = rows[0].cells
        figure = re.search("多少|几|何时|什么时候|哪天", folded)
        which = column if figure else _subject(table, column, folded)
        cell = cells.get(which or "")
        short = (cell.start, cell.end) if cell and cell.text else None
    return Reckoned(document.doc_id, tuple(spans), short, by)


def _subject(table: Table, column: str | None, folded: str) -> str:
    """The column that is asked for (哪个仓库), else the first."""
    named = (n for n in table.names if n and n != column and fold(n) in folded)
    return next(named, table.names[0])
