"""Lines of one paragraph put together."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from index.records import BlockKind
from tests.index.loaders.pdf.drawing import (
    HEIGHT,
    LEFT,
    read,
    texts,
    write,
)


def test_latin_words_keep_their_blanks_and_chinese_gets_none() -> None:
    def page(canvas: Canvas) -> None:
        y = write(
            canvas,
            ["　　本次升级使用了 Open Source License 的组件，共 12 个，全部通过了测试，包括 Data"],
            100,
        )
        write(canvas, ["Engine 和消息队列两类，没有发现问题。"], y)

    (text,) = texts(read(page), BlockKind.PARAGRAPH)
    assert text == (
        "本次升级使用了Open Source License的组件，共12个，全部通过了测试，"
        "包括Data Engine和消息队列两类，没有发现问题。"
    )


def test_english_lines_join_with_blanks_and_broken_words_without() -> None:
    lines = [
        "The ferry has crossed the river every day for more than forty years, and the old",
        "man who runs it knows each bend of the stream, each sandbank and each remark-",
        "able tree upon the shore.",
        "On Sundays the boat is full of children who want to see the herons.",
    ]

    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 12)
        for at, line in enumerate(lines):
            canvas.drawString(LEFT, HEIGHT - 100 - 16 * at, line)

    assert texts(read(page), BlockKind.PARAGRAPH) == [
        f"{lines[0]} {lines[1][:-1]}{lines[2]}",
        lines[3],
    ]
