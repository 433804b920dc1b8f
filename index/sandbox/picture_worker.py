"""The child process that draws one page of a PDF, for `index.sandbox.picture`.

A line of JSON comes in, a PNG goes out. Of the house it imports its limits alone.
"""

from __future__ import annotations

import difflib
import json
import math
import os
import re
import sys
import unicodedata
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops, ImageDraw

from index.sandbox.limits import alarm, limit

MARK = (255, 226, 120)  # red, green, blue; multiplied with the page
_LEAST = 4  # letters or digits; a shorter piece of a quote is found everywhere
_PIECES = re.compile(r"[|\n。；;！？!?]+")
_COLUMN = re.compile(r"[:：]")
_MOST_POINTS = 14_400  # a side of a page, by the PDF's own rules


def main() -> None:
    request = json.loads(sys.stdin.buffer.read())
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand in the picture
    seconds = math.ceil(request["seconds"])
    alarm(seconds + 2)
    limit(int(request["memory"]), seconds + 1)
    if os.stat(request["file"]).st_size > request["file_bytes"]:
        sys.exit(1)
    pdf = pdfium.PdfDocument(request["file"])
    number = int(request["page"])
    if not 1 <= number <= len(pdf):
        sys.exit(1)
    page = pdf[number - 1]
    picture = draw(page, request["quotes"], int(request["wide"]), int(request["high"]))
    picture.save(output, "PNG", compress_level=3)  # as fast as drawing, a tenth larger than 6
    output.flush()


def draw(page: pdfium.PdfPage, quotes: Sequence[str], wide: int, high: int) -> Image.Image:
    """The page, at most `wide` × `high` pixels large, with the quotes' lines marked."""
    width, height = page.get_size()
    if not (0 < width <= _MOST_POINTS and 0 < height <= _MOST_POINTS):
        sys.exit(1)
    scale = min((wide - 1) / width, (high - 1) / height)  # PDFium rounds up
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    to_pixel = bitmap.get_posconv(page).to_bitmap
    marks = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(marks)
    for left, bottom, right, top in lines_of(page, quotes):
        (x0, y0), (x1, y1) = to_pixel(left, top), to_pixel(right, bottom)
        (x0, x1), (y0, y1) = sorted((x0, x1)), sorted((y0, y1))
        pen.rectangle((x0 - 3, y0 - 2, x1 + 2, y1 + 1), MARK)
    return ImageChops.multiply(picture, marks)


def lines_of(
    page: pdfium.PdfPage, quotes: Sequence[str]
) -> list[tuple[float, float, float, float]]:
    """(left, bottom, right, top) in points of each stretch of a line that belongs to a quote."""
    text = page.get_textpage()
    count = text.count_chars()
    characters = [raw.FPDFText_GetUnicode(text.raw, at) for at in range(count)]
    marked = set()
    for first, last in find("".join(map(chr, characters)), quotes):
        marked |= set(range(first, last + 1))
    boxes: list[tuple[float, float, float, float]] = []
    for first, last in _runs(sorted(marked)):
        for n in range(text.count_rects(first, last - first + 1)):
            left, bottom, right, top = text.get_rect(n)
            if boxes and _same_line(boxes[-1], (left, bottom, right, top)):
                before = boxes.pop()
                bottom, top = min(bottom, before[1]), max(top, before[3])
                left, right = min(left, before[0]), max(right, before[2])
            boxes.append((left, bottom, right, top))
    return boxes


def _same_line(
    one: tuple[float, float, float, float], next_: tuple[float, float, float, float]
) -> bool:
    """Whether the next stretch goes on where the one ends, at most two characters on."""
    high = max(one[3] - one[1], next_[3] - next_[1])
    level = abs((one[1] + one[3]) - (next_[1] + next_[3])) < high
    return level and -high < next_[0] - one[2] < 2 * high


def find(page_text: str, quotes: Sequence[str]) -> list[tuple[int, int]]:
    """(first, last) character of the page of each stretch that a quote covers.

    Only letters and digits are compared: blanks, line ends and a table's bars are the reader's.
    A quote that is not found whole is looked for by its sentences and cells; then by the longest
    piece, if that is most of it.
    """
    letters, places = _letters(page_text)
    found = []
    for quote in quotes:
        wanted = _letters(quote)[0]
        if not wanted:
            continue
        at = letters.find(wanted)
        if at >= 0:
            found.append((places[at], places[at + len(wanted) - 1]))
            continue
        pieces, start = [], 0
        for part in _PIECES.split(quote):
            # a table's row is read as "column: cell | column: cell"; the page has the cell alone
            for said in dict.fromkeys((part, *_COLUMN.split(part, maxsplit=1)[1:])):
                piece = _letters(said)[0]
                at = letters.find(piece, start)
                at = at if at >= 0 else letters.find(piece)
                if len(piece) >= _LEAST and at >= 0:
                    start = at + len(piece)
                    pieces.append((places[at], places[start - 1]))
                    break
        if not pieces:
            match = difflib.SequenceMatcher(None, letters, wanted, autojunk=False)
            longest = match.find_longest_match()
            if longest.size >= max(_LEAST, 0.5 * len(wanted)):
                pieces.append((places[longest.a], places[longest.a + longest.size - 1]))
        found += pieces
    return found


def _letters(text: str) -> tuple[str, list[int]]:
    """Its letters and digits, folded, and the place of each in the text."""
    letters, places = [], []
    for at, character in enumerate(text):
        for folded in unicodedata.normalize("NFKC", character).casefold():
            if folded.isalnum():
                letters.append(folded)
                places.append(at)
    return "".join(letters), places


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """(first, last) of each run of neighbours."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
