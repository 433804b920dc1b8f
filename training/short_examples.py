"""Questions with the sentence that answers: DRCD's and CMRC 2018's, and synthetic ones."""

from __future__ import annotations

import json
import lzma
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.passages.sentences import sentences
from index.passages.tokenizer import characters
from qa.understand import spans
from qa.understand.intent import Intent, read_intent
from qa.understand.tagger import tag

SYNTHETIC = {"syn_qa_gov": 450, "syn_qa_news": 450, "syn_qa_crud": 300, "syn_qa_law": 150}
_ASKS = re.compile(r"多少([\u4e00-\u9fff%]{0,3})[?？]$")


@dataclass(frozen=True, slots=True)
class Example:
    set_name: str
    group: str  # the article; never on both sides of a fold
    doc_id: str  # as bench.squad names paragraphs
    question: str
    intent: Intent
    text: str  # the sentence that answers
    answers: tuple[str, ...]
    weight: dict[str, float]


def read_examples(path: Path) -> list[Example]:
    """Questions whose first answer begins in a sentence of the paragraph; others are left out."""
    articles = json.loads(path.read_text("utf-8"))["data"]
    paragraphs = [p["context"] for article in articles for p in article["paragraphs"]]
    idf = Idf(paragraphs)
    examples = []
    number = 0
    for group, article in enumerate(articles):
        for paragraph in article["paragraphs"]:
            text, doc_id = paragraph["context"], f"p{number:04}.txt"
            number += 1
            for asked in paragraph["qas"]:
                at = asked["answers"][0]["answer_start"]
                held = [span for span in sentences(text) if span[0] <= at < span[1]]
                if held and asked["question"].strip():
                    answers = tuple(answer["text"] for answer in asked["answers"])
                    group_name = f"{path.stem} {group}"
                    sentence = text[slice(*held[0])]
                    examples.append(
                        _example(
                            path.stem, group_name, doc_id, asked["question"], sentence, answers, idf
                        )
                    )
    return examples


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
                _example(name, f"{name} {number}", "", turned or question, sentence, (answer,), idf)
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


class Idf:
    def __init__(self, texts: list[str]) -> None:
        self._count = len(texts)
        self._held = Counter(term for text in texts for term in set(characters(text)))

    def __call__(self, term: str) -> float:
        held = self._held[term]
        return math.log(1 + (self._count - held + 0.5) / (held + 0.5))


def _example(
    name: str, group: str, doc_id: str, question: str, text: str, answers: tuple[str, ...], idf: Idf
) -> Example:
    intent = read_intent(question)
    weight = {term: idf(term) for term in intent.characters}
    return Example(name, group, doc_id, question, intent, text, answers, weight)
