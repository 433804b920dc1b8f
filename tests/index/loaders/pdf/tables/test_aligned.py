"""Tables without rules."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from index.records import BlockKind
from tests.index.loaders.pdf.drawing import (
    LEADING,
    LIBRARY,
    read,
    texts,
    wrapped,
    write,
)
from tests.index.loaders.pdf.tables.ruling import HEAD


def test_a_table_without_rules_reads_by_rows() -> None:
    def page(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100) + 10
        for row in (
            HEAD,
            ["借出", "1,204", "1,150"],
            ["归还", "1,190", "1,149"],
            ["遗失", "14", "1"],
        ):
            for x, text in zip((90, 230, 340), row, strict=True):
                write(canvas, [text], y, x=x)
            y += LEADING

    assert texts(read(page), BlockKind.TABLE_ROW) == [
        "项目 | 2023年 | 2022年",
        "项目: 借出 | 2023年: 1,204 | 2022年: 1,150",
        "项目: 归还 | 2023年: 1,190 | 2022年: 1,149",
        "项目: 遗失 | 2023年: 14 | 2022年: 1",
    ]
