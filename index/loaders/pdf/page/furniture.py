"""Running headers, footers, page numbers and straight watermarks: found over all pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.loaders.pdf.records import Line

EDGE = 0.12  # of the page's height, above and below
_NUMBER = re.compile(
    r"[-–—~·•\s|]*(?:第\s*)?(?:\d{1,4}|[ivxlcIVXLC]{1,7})(?:\s*页)?"
    r"(?:\s*[/／]\s*\d{1,4}|[,，\s]*共\s*\d{1,4}\s*页|\s*of\s*\d{1,4})?[-–—~·•\s|]*"
    r"|page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|第\s*[一二三四五六七八九十百]{1,5}\s*页",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page that stand in no table."""

    page: int
    width: float
    height: float
    lines: list[Line]


def drop_furniture(pages: Sequence[PageLines], body_size: float) -> None:
    """Take running lines out of the pages, in place."""
    running = _running(pages, body_size) | _numbered(pages, body_size)

    def runs(line: Line) -> bool:
        return _key(line) in running or _exactly(line) in running

    if all(runs(line) for page in pages for line in page.lines):
        return  # then it is the text itself
    for page in pages:
        kept = [line for line in page.lines if not runs(line)]
        page.lines[:] = _without_numbers(kept, page, body_size)


def _numbered(pages: Sequence[PageLines], body_size: float) -> set[tuple[str, int]]:
    """Keys of what stands beside a page number: the chapter's name, page by page another."""
    found: defaultdict[tuple[int, int], set[tuple[str, int]]] = defaultdict(set)
    times: Counter[tuple[int, int]] = Counter()
    for page in pages:
        for outermost in (min, max):
            if not page.lines:
                continue
            edge = outermost(page.lines, key=lambda line: line.baseline)
            beside = [x for x in page.lines if abs(x.baseline - edge.baseline) < 0.3 * edge.size]
            numbers = [int(x.text) for x in beside if re.fullmatch(r"[0-9]{1,4}", x.text)]
            small = all(x.size <= 1.15 * body_size for x in beside)
            if len(numbers) == 1 and len(beside) in (2, 3) and small and in_edge(edge, page.height):
                place = (numbers[0] - page.page, round(edge.baseline / 4))
                times[place] += 1
                found[place].update(_key(line) for line in beside)
    return {key for place, keys in found.items() if times[place] >= 4 for key in keys}


def in_edge(line: Line, height: float) -> bool:
    return line.bottom < EDGE * height or line.top > (1 - EDGE) * height


def _key(line: Line) -> tuple[str, int]:
    """What repeats: the text with digits alike, at one height within some points."""
    return re.sub(r"\d+", "#", line.text.replace(" ", "")), round(line.baseline / 4)


def _exactly(line: Line) -> tuple[str, int]:
    """The same with its digits as they are. Marked, so that it never equals a `_key`."""
    return "=" + line.text.replace(" ", ""), round(line.baseline / 4)


def _counts_pages(lines: Sequence[tuple[int, str]]) -> bool:
    """Do the figures that change from page to page count the pages? `lines`: (page, text).
    Certificates' numbers, sums and dates do not: a line that differs in those is text."""
    rows = [(page, [int(n) for n in re.findall(r"\d+", text[:400])]) for page, text in lines]
    width = min(len(numbers) for _, numbers in rows)
    for column in range(width):
        if len({numbers[column] for _, numbers in rows}) == 1:
            continue
        steps = Counter(numbers[column] - page for page, numbers in rows)
        if steps.most_common(1)[0][1] < 0.7 * len(rows):
            return False
    return True


def _running(pages: Sequence[PageLines], body_size: float) -> set[tuple[str, int]]:
    """Keys that stand in the edges of many pages, or in large type in one place of nearly all."""
    edge: Counter[tuple[str, int]] = Counter()
    exact: Counter[tuple[str, int]] = Counter()
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)  # of each text, digits alike
    anywhere: Counter[tuple[str, int, int]] = Counter()
    for page in pages:
        seen = set()
        places = set()
        for line in page.lines:
            text, level = _key(line)
            if in_edge(line, page.height) and line.size <= 1.15 * body_size:
                seen.add((text, level))
                said[text].append((page.page, line.text))
                exact[_exactly(line)] += 1
            if line.size > 1.5 * body_size:
                places.add((*_exactly(line), round(line.x0 / 4)))
        edge.update(seen)
        anywhere.update(places)
    count = len(pages)
    least = 2 if count == 2 else max(3, 0.15 * count)
    # Heights that fall on a border between two levels count together.
    running: set[tuple[str, int]] = set()
    by_text: dict[str, list[int]] = defaultdict(list)
    for text, level in edge:
        by_text[text].append(level)
    running |= {key for key, times in exact.items() if times >= least}
    for text, levels in by_text.items():
        if not _counts_pages(said[text]):
            continue
        for level in levels:
            total = sum(edge[text, near] for near in (level - 1, level, level + 1))
            if total >= least:
                running.add((text, level))
    if count >= 4:
        for (text, level, _), times in anywhere.items():
            if times >= 0.7 * count and len(text) > 1:
                running.add((text, level))
    return running


def _without_numbers(lines: list[Line], page: PageLines, body_size: float) -> list[Line]:
    """Without page numbers: alone on the outermost baseline at the top or the foot."""
    for outermost in (min, max):
        if not lines:
            break
        edge = outermost(lines, key=lambda line: line.baseline)
        beside = [x for x in lines if abs(x.baseline - edge.baseline) < 0.3 * edge.size]
        numbers = all(_NUMBER.fullmatch(x.text) for x in beside)
        if numbers and in_edge(edge, page.height) and edge.size <= 1.15 * body_size:
            lines = [x for x in lines if x not in beside]
    return lines
