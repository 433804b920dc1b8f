"""Readers of the training text: pairs, parallel sentences, news.

Every text leaves this module normalised, as the encoder will see it (`normalise`).
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from index.passages.tokenizer import normalise

PAIR_FILES = (
    "gov_reports_2026",
    "ict_crud",
    "ict_news",
    "java_interview",
    "laws",
    "lctt",
    "lead_crud",
    "news_xwlb",
    "react_d2l_docs",
    "syn_qa_crud",
    "syn_qa_gov",
    "syn_qa_law",
    "syn_qa_news",
    "tidb_docs",
)
PARALLEL_FILES = ("docs", "lctt", "tatoeba")

HELD_OUT = 2_000
"""Sentence pairs of each parallel file named in `HELD_OUT_FILES` that training never sees."""
HELD_OUT_FILES = ("lctt", "tatoeba")

_SENTENCE_END = re.compile(r"(?<=[。！？!?；;])|\n+")


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and the passage that answers it; `source` names the file."""

    query: str
    passage: str
    source: str


@dataclass(frozen=True, slots=True)
class Parallel:
    """The same sentence in English and in Chinese."""

    en: str
    zh: str


def sentences(text: str) -> list[str]:
    """Cut at Chinese and Western sentence ends; the mark stays with its sentence."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part and part.strip()]


def _records(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_pairs(data: Path, name: str) -> Iterator[Pair]:
    """Pairs of `pairs/<name>.jsonl.xz`; leading punctuation of a query is dropped."""
    for record in _records(data / "pairs" / f"{name}.jsonl.xz"):
        query = normalise(record["query"]).lstrip(",。，、；;：: ")
        yield Pair(query, normalise(record["passage"]), name)


def _all_parallel(data: Path, name: str) -> list[Parallel]:
    path = data / "parallel" / f"{name}.jsonl.xz"
    rows = {(normalise(r["en"]), normalise(r["zh"])): None for r in _records(path)}
    return [Parallel(en, zh) for en, zh in rows]


def read_held_out(data: Path, name: str) -> list[Parallel]:
    """The `HELD_OUT` pairs of a parallel file with the smallest CRC-32 of their English.

    Each English and each Chinese sentence occurs once, so that a question has one answer.
    """
    chosen: list[Parallel] = []
    seen_en: set[str] = set()
    seen_zh: set[str] = set()
    for row in sorted(_all_parallel(data, name), key=lambda r: (crc32(r.en.encode()), r.en, r.zh)):
        if row.en in seen_en or row.zh in seen_zh:
            continue
        seen_en.add(row.en)
        seen_zh.add(row.zh)
        chosen.append(row)
        if len(chosen) == HELD_OUT:
            break
    return chosen


def read_parallel(data: Path) -> list[Parallel]:
    """All parallel text but the held-out pairs and whatever shares a sentence with one of them."""
    held = [row for name in HELD_OUT_FILES for row in read_held_out(data, name)]
    held_en, held_zh = {row.en for row in held}, {row.zh for row in held}
    return [
        row
        for name in PARALLEL_FILES
        for row in _all_parallel(data, name)
        if row.en not in held_en and row.zh not in held_zh
    ]


def read_news(data: Path) -> Iterator[str]:
    """The articles of news/crud_news, without their dates."""
    with lzma.open(data / "news" / "crud_news.txt.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield normalise(line.partition("\t")[2].strip())
