"""Question files → Examples: our JSON Lines, the contest key's, SQuAD's JSON, plain csv."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import QuestionsError


@dataclass(frozen=True, slots=True)
class Example:
    """A question with what is known of its answer; what is not known is empty."""

    id: str
    question: str
    kind: str = "plain"
    history: tuple[str, ...] = ()
    answerable: bool = True
    docs: tuple[str, ...] = ()  # doc_ids, or names without folder and suffix
    evidence: tuple[str, ...] = ()  # words that the right place holds, all of them
    blocks: tuple[str, ...] = ()  # whole stretches that answer, any of them
    shorts: tuple[str, ...] = ()  # short answers, any of them


def read_examples(path: Path) -> tuple[Example, ...]:
    """All questions of a file, in order. Raises QuestionsError naming the line."""
    try:
        if path.suffix == ".json":
            return tuple(_squad(json.loads(path.read_text("utf-8-sig"))))
        if path.suffix == ".csv":
            return tuple(_csv(path))
        return tuple(_lines(path))
    except OSError as exc:
        raise QuestionsError(f"{path}: {exc.strerror}. Next: name a file of questions") from exc
    except UnicodeDecodeError as exc:
        raise QuestionsError(f"{path}: not UTF-8 at byte {exc.start}") from exc
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as exc:
        raise QuestionsError(f"{path}: not the form of a question file ({exc!r})") from exc


def _lines(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8-sig") as handle:
        for number, line in enumerate(handle, start=1):
            if not line.strip():
                continue
            try:
                yield _example(json.loads(line), str(number))
            except (KeyError, TypeError, AttributeError, ValueError) as exc:
                raise QuestionsError(f"{path}, line {number}: no question object ({exc})") from exc


def _example(raw: dict[str, Any], number: str) -> Example:
    if "keywords" in raw:  # the contest's key
        blocks = [*raw.get("docs", []), *raw.get("also", [])]
        return Example(
            str(raw.get("ques_id", number)),
            raw["question"],
            raw.get("type", "plain"),
            docs=tuple(dict.fromkeys(block["doc"] for block in blocks)),
            evidence=tuple(raw["keywords"]),
            blocks=tuple(block["text"] for block in blocks),
        )
    doc = raw.get("doc")
    return Example(
        id=str(raw.get("id", raw.get("ques_id", number))),
        question=raw["question"],
        kind=raw.get("kind", "plain"),
        history=tuple(raw.get("history", ())),
        answerable=raw.get("kind") != "unanswerable",
        docs=(doc,) if doc else (),
        evidence=tuple(raw.get("evidence", ())),
        shorts=(raw["short"],) if raw.get("short") else (),
    )


def _csv(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), start=2):
            if not row.get("question"):
                raise QuestionsError(
                    f"{path}, line {number}: no question. Wanted the columns ques_id,question"
                )
            yield Example(row.get("ques_id") or str(number - 1), row["question"])


def _squad(raw: dict[str, Any]) -> Iterator[Example]:
    number = 0
    for article in raw["data"]:
        for paragraph in article["paragraphs"]:
            doc = f"p{number:04}"
            number += 1
            for asked in paragraph["qas"]:
                answers = [answer["text"] for answer in asked["answers"]]
                yield Example(
                    str(asked["id"]),
                    asked["question"],
                    answerable=not asked.get("is_impossible", False),
                    docs=(doc,),
                    blocks=(paragraph["context"],),
                    shorts=tuple(dict.fromkeys(answers)),
                )


def squad_paragraphs(path: Path) -> dict[str, str]:
    """File name → text of each paragraph, named as `read_examples` names it: p0007.txt."""
    raw = json.loads(path.read_text("utf-8-sig"))
    texts = [p["context"] for article in raw["data"] for p in article["paragraphs"]]
    return {f"p{number:04}.txt": text for number, text in enumerate(texts)}
