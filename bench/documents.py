"""The PDF loader over real documents: errors, time, memory, and what became of their text.

    python -m bench.documents [--documents ../shared/data/ccf/documents] [--list]

The key names, for each question, the blocks that answer it. White space does not count. Running
furniture is looked for in the raw text of each page's edges, read by other means than the loader.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium

from bench.machine import machine
from bench.places import DATA
from index.errors import ReadError
from index.loaders.pdf import load
from index.passages.chunker import chunk
from index.records import Document, Passage
from index.settings import IndexSettings

EDGE = 0.12  # of a page's height
_HAN = "\u3400-\u9fff\u3001-\u303f\uff01-\uff5e“”"
_BLANK = re.compile(rf"(?<=[{_HAN}])[ \t]+(?=[{_HAN}])")
_DISCLAIMER = re.compile(r"(?:比赛|竞赛)用?语料|本次比赛")


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True, slots=True)
class Key:
    doc: str
    page: int
    text: str  # white space removed


def read_keys(path: Path) -> list[Key]:
    """One for each block that a question names; two questions may name the same."""
    keys: list[Key] = []
    for line in path.read_text("utf-8").splitlines():
        question = json.loads(line)
        for key in (*question["docs"], *question["also"]):
            keys.append(Key(key["doc"], key["page"], bare(key["text"])))
    return keys


def fate(key: Key, document: Document) -> tuple[bool, bool, bool]:
    """(whole in the text, whole within two neighbouring blocks, on the page that is named)."""
    blocks = [bare(document.text[b.start : b.end]) for b in document.blocks]
    places = [at for at, c in enumerate(document.text) if not c.isspace()]
    text = "".join(document.text[at] for at in places)
    within = any(key.text in block for block in blocks)
    within = within or any(key.text in a + b for a, b in pairwise(blocks))
    found = text.find(key.text)
    while found >= 0:
        first = document.page_at(places[found])
        last = document.page_at(places[found + len(key.text) - 1])
        if first is not None and last is not None and first <= key.page <= last:
            return True, within, True
        found = text.find(key.text, found + 1)
    return key.text in text, within, False


def edge_lines(data: bytes) -> Counter[str]:
    """Lines at the head and the foot of the pages, digits alike, → on how many pages."""
    counts: Counter[str] = Counter()
    with pdfium.PdfDocument(data) as pdf:
        for page in pdf:
            width, height = page.get_size()
            text = page.get_textpage()
            edges = ((0, height * (1 - EDGE), width, height), (0, 0, width, height * EDGE))
            lines = {
                re.sub(r"\d+", "#", bare(line))
                for edge in edges
                for line in text.get_text_bounded(*edge).splitlines()
            }
            counts.update(line for line in lines if line)
    return counts


def furniture(data: bytes) -> list[str]:
    """The ten lines that the edges of a file repeat most, on three pages or more."""
    return [line for line, pages in edge_lines(data).most_common(10) if pages >= 3]


def left_over(line: str, passages: tuple[Passage, ...]) -> list[str]:
    """The lines of passages that are this running line, or begin or end with it.

    A line as short as a page number counts only where it stands alone.
    """
    found = []
    for passage in passages:
        for part in passage.text.split("\n"):
            text = re.sub(r"\d+", "#", bare(part))
            if text == line or (len(line) >= 6 and text.startswith(line) and text != line):
                found.append(part)
    return found


def shown_blanks(data: bytes) -> Counter[str]:
    """What stands around each gap between two Chinese characters that a page shows.

    Measured on the characters' boxes, by themselves: a gap of more than 0.3 em.
    """
    shown: Counter[str] = Counter()
    with pdfium.PdfDocument(data) as pdf:
        for page in pdf:
            text = page.get_textpage()
            boxes = []
            for at in range(text.count_chars()):
                character = text.get_text_range(at, 1)
                if character.strip():
                    boxes.append((character, text.get_charbox(at, loose=True)))
            for (a, box_a), (b, box_b) in pairwise(boxes):
                if box_b[0] - box_a[2] > 0.3 * (box_a[3] - box_a[1]) or box_b[0] < box_a[0]:
                    shown[a + b] += 1
    return shown


def unshown_blanks(document: Document, data: bytes) -> Iterator[str]:
    """Blanks between two Chinese characters that no gap on any page accounts for."""
    blanks = list(_BLANK.finditer(document.text))
    if not blanks:
        return
    shown = shown_blanks(data)
    for blank in blanks:
        a, b = document.text[blank.start() - 1], document.text[blank.end()]
        if not shown[a + b]:
            yield document.text[max(0, blank.start() - 8) : blank.end() + 8]


def share(part: int, whole: int, goal: float) -> str:
    value = part / whole if whole else 0.0
    return f"{part}/{whole} = {value:.1%} (goal {goal:.0%})  {'ok' if value >= goal else 'MISSED'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, default=DATA / "ccf" / "documents")
    parser.add_argument("--questions", type=Path, default=DATA / "ccf" / "questions.jsonl")
    parser.add_argument("--list", action="store_true", help="print what misses a goal")
    options = parser.parse_args()
    version = pdfium.PYPDFIUM_INFO
    print(f"{machine()}, pypdfium2 {version}")

    files = sorted(options.documents.glob("*.pdf"))
    documents: dict[str, Document] = {}
    errors: list[str] = []
    seconds = 0.0
    for path in files:
        data = path.read_bytes()
        started = time.process_time()
        try:
            documents[path.stem] = load(data, path.name)
        except ReadError as error:
            errors.append(str(error))
        seconds += time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages = sum(document.pages or 0 for document in documents.values())
    print(f"read without error: {share(len(documents), len(files), 1)}", *errors, sep="\n  ")
    speed = 100 * seconds / max(1, pages)
    print(f"{pages} pages, {speed:.2f} s per 100 pages on one core (goal ≤ 3)")
    print(f"peak memory {peak:.0f} MB (goal ≤ 400)")

    keys = read_keys(options.questions)
    fates = {key: fate(key, documents[key.doc]) for key in keys if key.doc in documents}
    goals = (("whole in the text", 0.98), ("within two blocks", 0.95), ("on the page", 0.98))
    for at, (name, goal) in enumerate(goals):
        held = sum(fates[key][at] for key in keys if key in fates)
        print(f"key blocks {name}: {share(held, len(keys), goal)}")
    if options.list:
        for key, found in fates.items():
            if not all(found):
                print("  ", key.doc, key.page, found, key.text[:60])

    settings = IndexSettings()
    running: defaultdict[str, list[str]] = defaultdict(list)
    disclaimers, blanks, count = [], [], 0
    for path in files:
        document = documents.get(path.stem)
        if document is None:
            continue
        data = path.read_bytes()
        passages = chunk(document, settings)
        count += len(passages)
        for line in furniture(data):
            running[path.stem] += left_over(line, passages)
        disclaimers += [p.text for p in passages if _DISCLAIMER.search(p.text)]
        blanks += [f"{path.stem}: {text}" for text in unshown_blanks(document, data)]
    left = [f"{name}: {line}" for name, lines in running.items() for line in lines]
    print(f"running lines in {count} passages: {len(left)} (goal 0)")
    print(f"disclaimers in passages: {len(disclaimers)} (goal 0)")
    print(f"blanks between Chinese characters that no page shows: {len(blanks)} (goal 0)")
    if options.list:
        print(*(f"  {text[:80]!r}" for text in (*left, *disclaimers, *blanks)), sep="\n")


if __name__ == "__main__":
    main()
