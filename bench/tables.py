"""Does each fact of a table stand in one passage with its row's and its column's name?

    python -m bench.tables [bench/table_facts.jsonl] [--documents ../shared/data/ccf/documents]

A fact is one line of JSON: doc, page, row, column (the names over it, the outermost first; none
for a table of labels and values), value. It is found if one line of one passage on that page
holds the row's name and, behind the column's names, the value. White space does not count.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from bench.documents import bare
from bench.places import DATA
from index.loaders.pdf import load
from index.passages.chunker import chunk
from index.records import Passage
from index.settings import IndexSettings

FACTS = Path(__file__).with_name("table_facts.jsonl")  # read off the pages by eye


@dataclass(frozen=True, slots=True)
class Fact:
    doc: str
    page: int
    row: str
    column: tuple[str, ...]
    value: str


def read_facts(path: Path) -> list[Fact]:
    facts = []
    for line in path.read_text("utf-8").splitlines():
        fact = json.loads(line)
        facts.append(
            Fact(
                fact["doc"],
                fact["page"],
                bare(fact["row"]),
                tuple(bare(name) for name in fact["column"]),
                bare(fact["value"]),
            )
        )
    return facts


def holds(fact: Fact, line: str) -> bool:
    """Does a row say the value in a cell that comes after the names of its column?"""
    text = bare(line)
    if fact.row not in text:
        return False
    for cell in text.split("|"):
        name, _, said = cell.rpartition(":")
        fits = said == fact.value or (len(fact.value) > 8 and fact.value in said)
        if fits and all(column in name for column in fact.column):
            return True
    # A value that holds a colon or a bar itself: the names, then the value.
    at = 0
    for name in fact.column:
        at = text.find(name, at)
        if at < 0:
            return False
        at += len(name)
    following = text[at:].split("|")[0]
    return bool(fact.column) and fact.value in following


def found(fact: Fact, passages: tuple[Passage, ...]) -> bool:
    return any(
        holds(fact, line)
        for passage in passages
        if passage.page is not None and passage.page <= fact.page <= passage.page + 1
        for line in passage.text.split("\n")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("facts", type=Path, nargs="?", default=FACTS)
    parser.add_argument("--documents", type=Path, default=DATA / "ccf" / "documents")
    options = parser.parse_args()
    by_document: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in read_facts(options.facts):
        by_document[fact.doc].append(fact)
    total = right = 0
    for doc, facts in by_document.items():
        path = options.documents / f"{doc}.pdf"
        passages = chunk(load(path.read_bytes(), path.name), IndexSettings())
        missing = [fact for fact in facts if not found(fact, passages)]
        total, right = total + len(facts), right + len(facts) - len(missing)
        print(f"{doc}: {len(facts) - len(missing)}/{len(facts)} facts in one passage")
        for fact in missing:
            print(f"  p. {fact.page}: {fact.row} / {' / '.join(fact.column)} = {fact.value}")
    print(f"all: {right}/{total}")


if __name__ == "__main__":
    main()
