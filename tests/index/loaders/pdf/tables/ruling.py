"""A table drawn with rules."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from tests.index.loaders.pdf.drawing import (
    FONT,
    HEIGHT,
)

XS = (90.0, 230.0, 340.0, 450.0)
HEAD = ["项目", "2023年", "2022年"]


def grid(
    canvas: Canvas, rows: list[list[str]], top: float, xs: tuple[float, ...], high: float = 24
) -> float:
    canvas.setFont(FONT, 10)
    for at in range(len(rows) + 1):
        canvas.line(xs[0], HEIGHT - top - at * high, xs[-1], HEIGHT - top - at * high)
    for x in xs:
        canvas.line(x, HEIGHT - top, x, HEIGHT - top - len(rows) * high)
    for at, row in enumerate(rows):
        for x, text in zip(xs, row, strict=False):
            canvas.drawString(x + 4, HEIGHT - top - at * high - 16, text)
    return top + len(rows) * high
