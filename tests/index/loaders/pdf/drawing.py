"""PDFs drawn for the tests, and what is read of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.loaders.pdf import load
from index.records import BlockKind, Document

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
WIDTH, HEIGHT = A4
LEFT, SIZE, LEADING = 90.0, 12.0, 20.0
FULL = 34  # characters of a full line: 408 points

Draw = Callable[[Canvas], None]

RIVER = (
    "清晨的河面上飘着一层薄雾，摆渡的老人把竹篙插进水里，小船便慢慢离开了岸边。两岸的稻田已经泛黄，"
    "收割的人弯着腰，镰刀在阳光下一闪一闪。孩子们沿着田埂奔跑，惊起几只白鹭，白鹭在空中绕了一圈，"
    "又落回到远处的浅滩上。老人说，这条河他渡了四十年，河水涨过，也枯过，可是渡口一天也没有停。"
)
LIBRARY = (
    "图书馆的新馆在去年秋天开放，一共有三层，藏书十二万册。一层是报刊和儿童读物，二层是文学与历史，"
    "三层是自然科学和地方文献。每到周末，自习室的座位总是不够用，管理员便在走廊里添了二十张小桌。"
)


def pdf(*pages: Draw, encrypt: StandardEncryption | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=encrypt)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def wrapped(text: str, full: int = FULL) -> list[str]:
    """Lines of a paragraph, the first one set in by two characters."""
    text = "　　" + text
    return [text[at : at + full] for at in range(0, len(text), full)]


def write(
    canvas: Canvas,
    lines: Iterable[str],
    y: float,
    x: float = LEFT,
    size: float = SIZE,
    leading: float = LEADING,
) -> float:
    """Lines from y (down from the top of the page) on; returns the y of the next one."""
    canvas.setFont(FONT, size)
    for line in lines:
        blank = len(line) - len(line.lstrip("　"))
        canvas.drawString(x + blank * size, HEIGHT - y, line.lstrip("　"))
        y += leading
    return y


def scan(canvas: Canvas) -> None:
    picture = Image.new("L", (300, 400), 128)
    canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)


def text_page(canvas: Canvas) -> None:
    write(canvas, wrapped(LIBRARY), 100)


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(b.kind.value, document.text[b.start : b.end]) for b in document.blocks]


def texts(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


def read(*pages: Draw) -> Document:
    return load(pdf(*pages), "folder/a.pdf")
