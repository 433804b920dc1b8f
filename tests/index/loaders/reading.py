"""What the loaders' tests share."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from index.records import Block, BlockKind, Document

SEEDS = Path(__file__).parents[3].parent / "shared" / "data" / "seeds"


def shown(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def outline(document: Document) -> list[tuple[str, str]]:
    """(kind, text) of each block."""
    return [(str(block.kind), shown(document, block)) for block in document.blocks]


def words_in(text: str) -> Counter[str]:
    return Counter(c for c in text if c.isalnum())


def check_spans(document: Document, source: str, written: str = " ") -> None:
    """Runs slice back; blocks ascend inside the text; what no run covers is in `written`."""
    assert document.source_runs is not None
    covered = set()
    for run in document.source_runs:
        piece = document.text[run.start : run.start + run.length]
        assert run.length > 0
        assert piece == source[run.source_start : run.source_start + run.length]
        covered.update(range(run.start, run.start + run.length))
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        assert shown(document, block).strip() == shown(document, block)
        bare = [at for at in range(block.start, block.end) if at not in covered]
        # In a row the names of the columns are written again before the values.
        heads = source + ":" if block.kind is BlockKind.TABLE_ROW else ""
        assert all(document.text[at] in written + heads for at in bare)
        end = block.end
    pages = [page.start for page in document.page_starts]
    assert pages == sorted(set(pages))
