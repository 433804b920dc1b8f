"""Document → Passages. It knows kinds of blocks, and no file format.

A passage is whole sentences of one paragraph, or neighbouring items of one list or rows of one
table, about `passage_length` characters, never across a heading. Its title and headings stand
beside it as context: they help ranking and are never quoted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.passages.sentences import clauses
from index.records import BODY, Block, BlockKind, Document, Passage
from index.settings import IndexSettings

Span = tuple[int, int]
_GROUPED = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


@dataclass(slots=True)
class _Headings:
    """The headings open at this point, outermost first."""

    open: list[tuple[int, str]] = field(default_factory=list)

    def enter(self, level: int, text: str) -> None:
        while self.open and self.open[-1][0] >= level:
            self.open.pop()
        self.open.append((level, text))

    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.open)


def chunk(document: Document, settings: IndexSettings) -> tuple[Passage, ...]:
    """Passages in reading order; `text == document.text[start:end]` for each."""
    passages: list[Passage] = []
    headings = _Headings()
    for group in _groups(document):
        first = group[0]
        if first.kind is BlockKind.TITLE:
            continue
        if first.kind is BlockKind.HEADING:
            text = document.text[first.start : first.end]
            headings.enter(first.level, " ".join(text.split()))
            if len(group) == 1:
                continue
        path = headings.path()
        if first.kind is BlockKind.HEADING:
            path = path[:-1]
        spans, header = _spans(document, group, settings)
        for number, (start, end) in enumerate(spans):
            extra = (header,) if header and number else ()
            passages.append(
                Passage(
                    passage_id=f"{document.doc_id}#{len(passages)}",
                    doc_id=document.doc_id,
                    start=start,
                    end=end,
                    text=document.text[start:end],
                    kind=group[-1].kind,
                    title=document.title,
                    headings=path + extra,
                    page=document.page_at(start),
                )
            )
    return tuple(passages)


def _groups(document: Document) -> Iterator[list[Block]]:
    """Blocks that may share a passage. A heading with nothing under it yields itself twice,
    which says: this heading is all the text there is, let it be a passage."""
    blocks = [
        b
        for b in document.blocks
        if b.kind in BODY or b.kind in (BlockKind.HEADING, BlockKind.METADATA, BlockKind.TITLE)
    ]
    if all(b.kind is BlockKind.TITLE for b in blocks):
        for block in blocks:  # a document that is only a title
            yield [Block(BlockKind.HEADING, block.start, block.end, 1)] * 2
        return
    at = 0
    while at < len(blocks):
        block = blocks[at]
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if block.kind is BlockKind.HEADING:
            childless = following is None or (
                following.kind is BlockKind.HEADING and following.level <= block.level
            )
            yield [block, block] if childless else [block]
            at += 1
            continue
        end = at + 1
        leads = _leads(document, block)
        kind = following.kind if leads and following else block.kind
        if kind in _GROUPED:
            while end < len(blocks) and _joins(document, blocks[end - 1], blocks[end], kind):
                end += 1
        yield blocks[at:end]
        at = end


def _joins(document: Document, last: Block, block: Block, kind: BlockKind) -> bool:
    """Rows of one table stand line under line; an empty line begins another table."""
    if block.kind is not kind:
        return False
    rows = last.kind is block.kind is BlockKind.TABLE_ROW
    return not rows or document.text[last.end : block.start] == "\n"


def _leads(document: Document, block: Block) -> bool:
    """措施如下： stays with the list that it opens."""
    text = document.text[block.start : block.end]
    return block.kind is BlockKind.PARAGRAPH and text.endswith(("：", ":")) and len(text) <= 80


def _spans(
    document: Document, group: list[Block], settings: IndexSettings
) -> tuple[list[Span], str | None]:
    """The passages' spans, and for a table the header row that later passages carry, unless each
    row says its headers."""
    units: list[Span] = []
    for block in dict.fromkeys(group):
        text = document.text[block.start : block.end]
        if len(text) <= settings.passage_limit and block.kind in _GROUPED:
            units.append((block.start, block.end))
        else:
            units += [
                (block.start + start, block.start + end)
                for start, end in clauses(text, settings.passage_limit)
            ]
    rows = [document.text[b.start : b.end] for b in group if b.kind is BlockKind.TABLE_ROW]
    told = len(rows) > 1 and rows[1].startswith(f"{rows[0].partition(' | ')[0]}: ")
    return _pack(units, settings), rows[0] if len(rows) > 1 and not told else None


def _pack(units: list[Span], settings: IndexSettings) -> list[Span]:
    """Join neighbouring units into spans near `passage_length`, of even size, none over
    `passage_limit`: a paragraph just over the length is not cut into a long and a tiny piece."""
    if not units:
        return []
    total = units[-1][1] - units[0][0]
    if total <= settings.passage_limit:
        return [(units[0][0], units[-1][1])]
    target = total / max(1, round(total / settings.passage_length))
    spans: list[Span] = [units[0]]
    for start, end in units[1:]:
        first, last = spans[-1]
        joined = end - first
        grows_closer = abs(joined - target) <= abs(last - first - target)
        if joined <= settings.passage_limit and grows_closer:
            spans[-1] = (first, end)
        else:
            spans.append((start, end))
    return spans
