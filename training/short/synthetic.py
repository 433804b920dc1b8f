"""Template questions after numbers, with the sentence that answers."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from index.passages.sentences import sentences
from index.passages.tokenizer import characters, tag
from qa.understand import spans
from training.short.examples import Example, Idf, example_of

SYNTHETIC = {"syn_qa_gov": 450, "syn_qa_news": 450, "syn_qa_crud": 300, "syn_qa_law": 150}
_ASKS = re.compile(r"多少([\u4e00-\u9fff%]{0,3})[?？]$")


def read_synthetic(folder: Path) -> list[Example]:
    """Template questions after numbers of news, statutes and reports; of those that end in
    建设小区多少个 every second is turned into 建设多少个小区."""
    examples = []
    for name, count in SYNTHETIC.items():
        with lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        idf = Idf([row["passage"] for row in rows[::5]])
        fit = islice(_clean(rows[:: max(1, len(rows) // (4 * count))]), count)
        for number, (question, sentence, answer) in enumerate(fit):
            turned = _turned(question) if number % 2 else None
            examples.append(
                example_of(name, f"{name} {number}", turned or question, sentence, (answer,), idf)
            )
    return examples


def _clean(rows: list[dict[str, str]]) -> Iterator[tuple[str, str, str]]:
    """(question, sentence, answer) where the answer is a number with its whole unit, once."""
    for row in rows:
        text = row["passage"]
        for start, end in sentences(text):
            sentence = text[start:end]
            asked = set(characters(row["query"].replace("多少", "")))
            held = set(characters(sentence))
            found = [sentence[slice(*span)] for span in spans.numbers(sentence)]
            if (
                len(asked & held) > 0.85 * len(asked)
                and len(sentence) < 200
                and found.count(row["answer"]) == 1
            ):
                yield row["query"], sentence, row["answer"]
                break


def _turned(question: str) -> str | None:
    """更新老旧电梯多少部？ → 更新多少部老旧电梯？ None where it does not end so."""
    asks = _ASKS.search(question)
    if asks is None:
        return None
    words = tag(question[: asks.start()])
    at = len(words)
    while at and (words[at - 1][1][0] in "nab" or words[at - 1][1] == "vn"):
        at -= 1
    if not 0 < at < len(words) or words[at - 1][1][0] != "v":
        return None
    before, nouns = ("".join(word for word, _ in part) for part in (words[:at], words[at:]))
    return f"{before}多少{asks.group(1)}{nouns}？"
