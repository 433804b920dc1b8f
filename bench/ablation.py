"""What each part brings: words, characters, vectors, concepts, the ranker, the answer block.

    python -m bench.ablation [--data ../shared/data] [--every 1]

Each paragraph of CMRC trial and DRCD dev is one document, and a question is right at k if its
paragraph is among the first k. Of the contest's documents (if they are there) and of corpus/ a
passage is right that holds a piece of the key; follow-ups and questions without an answer are
left out. "Evidence at 1": the sentence put first holds the answer. Before the ranker that is the
sentence, of the first passage, that the same rankers like best. "Keywords" and "contest" judge
the whole answer: that sentence, and in the last line the block cut around it; nothing is held
back as not found.

The ranker that ships has seen CMRC trial and DRCD dev: its lines there are higher than on new
text. Out of fold they are what `python -m training.ranker` prints. The contest's questions and
those of corpus/ it has not seen.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.indexes import paragraph_index, passing_index
from bench.machine import machine
from bench.places import CORPUS, DATA
from bench.retrieval import orders, rank_of
from qa.answer.answerer import compose
from qa.find.retriever import Candidates, Retriever, Weights, fuse
from qa.measure.evaluate import DOUBLE, KEYWORDS_ALONE
from qa.measure.judge import Judge
from qa.measure.metrics import contest_score, keyword_share
from qa.measure.sets import Example, Paragraph, read_examples, read_paragraphs
from qa.read.features import NAMES
from qa.read.passages import Reading
from qa.read.query import Query
from qa.understand import read_question

STEPS = {
    "words": Weights(1, 0, 0, 0),
    "+ characters": Weights(dense=0, concepts=0),
    "+ dense": Weights(concepts=0),
    "+ concepts": Weights(),
}
RANKER, BLOCK = "+ ranker", "+ block"
SEEN = "seen by the ranker"


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is right: documents where one is one paragraph, else rows."""

    example: Example
    documents: frozenset[str]
    rows: frozenset[int]

    @property
    def judged(self) -> bool:
        """Whether the key says what the whole answer should hold."""
        return bool(self.example.evidence)


@dataclass(slots=True)
class Row:
    """Sums over the questions of one step."""

    first: int = 0
    ten: int = 0
    evidence: int = 0
    keywords: float = 0.0
    contest: float = 0.0
    weight: float = 0.0
    questions: int = 0

    def judge(self, case: Case, text: str) -> None:
        """The answer's own figures, where the key says what it should hold."""
        example = case.example
        if not case.judged:
            return
        self.keywords += keyword_share(text, example.evidence)
        if example.wholes:
            weight = 2 if example.kind in DOUBLE else 1
            alone = 1.0 if example.kind in KEYWORDS_ALONE else 0.5
            score = contest_score(text, example.evidence, example.wholes, alone)
            self.contest += weight * score
            self.weight += weight


def measure(retriever: Retriever, cases: Sequence[Case]) -> dict[str, Row]:
    index = retriever.index
    judge = Judge(index)
    table = {name: Row() for name in (*STEPS, RANKER, BLOCK)}
    for case in cases:
        question = read_question(case.example.question)
        query = retriever.query(question)
        candidates = retriever.candidates(query)
        by_step = orders(candidates, STEPS)
        found = retriever.find(question, 50)
        for name, rows in by_step.items():
            reading, unit = best_unit(retriever, query, candidates, int(rows[0]), STEPS[name])
            right = unit >= 0 and answers(judge, reading, unit, case)
            text = reading.units[unit].text if unit >= 0 else ""
            _count(table[name], retriever, case, [[int(row)] for row in rows], right, text)
        place = {passage.passage_id: row for row, passage in enumerate(index.passages)}
        hits = [[place[p.passage_id] for p in (hit.passage, *hit.also)] for hit in found.hits]
        best = found.sentences[0] if found.sentences else None
        right = best is not None and answers(judge, best.ranked.reading, best.unit, case)
        _count(table[RANKER], retriever, case, hits, right, best.text if best else "")
        answer = compose(index, question.text, question.text, found, 0.0)
        _count(table[BLOCK], retriever, case, hits, right, answer.text if answer.found else "")
    return table


def answers(judge: Judge, reading: Reading, unit: int, case: Case) -> bool:
    found = reading.units[unit]
    return judge.answers(case.example, reading.passage, found.start, found.end)


def _count(
    row: Row,
    retriever: Retriever,
    case: Case,
    groups: Sequence[Sequence[int]],
    right: bool,
    text: str,
) -> None:
    if case.documents:
        passages = retriever.index.passages
        documents = [[passages[at].doc_id for at in group] for group in groups]
        rank = rank_of(documents, case.documents)
    else:
        rank = rank_of(groups, case.rows)
    row.questions += 1
    row.first += rank == 1
    row.ten += rank > 0
    row.evidence += right
    row.judge(case, text)


def best_unit(
    retriever: Retriever, query: Query, found: Candidates, row: int, weights: Weights
) -> tuple[Reading, int]:
    """The passage and the number of its sentence that these rankers like best; -1 for none."""
    at = np.flatnonzero(found.rows == row)
    alone = Candidates(
        found.rows[at],
        found.words[at],
        found.characters[at],
        found.dense[at],
        found.named[at],
        found.fused[at],
    )
    ranked, _, features = retriever.read(query, alone)
    if not len(features):
        return ranked[0].reading, -1
    words, grams, cosine, named = (
        features[:, NAMES.index(name)].astype(np.float32)
        for name in ("own_words", "own_grams", "own_cosine", "own_concepts")
    )
    return ranked[0].reading, int(np.argmax(fuse(words, grams, cosine, named, weights)))


def paragraph_cases(paragraphs: Sequence[Paragraph], every: int) -> list[Case]:
    examples = [example for paragraph in paragraphs for example in paragraph.examples][::every]
    return [
        Case(example, frozenset(f"{doc}.txt" for doc in example.docs), frozenset())
        for example in examples
        if example.question.strip()
    ]


def example_cases(retriever: Retriever, path: Path) -> list[Case]:
    judge = Judge(retriever.index)
    return [
        Case(example, frozenset(), frozenset(judge.right_rows(example)))
        for example in read_examples(path)
        if example.answerable and example.evidence and not example.history
    ]


def show(name: str, retriever: Retriever, cases: Sequence[Case], table: dict[str, Row]) -> None:
    index = retriever.index
    print(
        f"\n{name}: {len(cases)} questions, {len(index.documents)} documents, "
        f"{len(index.passages)} passages"
    )
    judged = cases[0].judged
    contest = table[BLOCK].weight > 0
    print(
        f"{'':12}   R@1    R@10  evidence@1"
        + "  keywords" * judged
        + "  contest" * (judged and contest)
    )
    for step, row in table.items():
        if step == BLOCK and not judged:
            continue
        line = f"{step:12}  {row.first / row.questions:.3f}  {row.ten / row.questions:.3f}"
        line += f"  {row.evidence / row.questions:10.3f}"
        if judged:
            line += f"  {row.keywords / row.questions:8.3f}"
            line += f"  {row.contest / row.weight:7.3f}" if row.weight else ""
        print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--every", type=int, default=1, help="one SQuAD question in so many (1)")
    options = parser.parse_args()
    print(f"{machine()}, bundled models")
    for name in ("cmrc_trial", "drcd_dev"):
        paragraphs = read_paragraphs(options.data / "eval" / f"{name}.json")
        with paragraph_index(paragraphs) as where:
            retriever = Retriever.load(where)
            cases = paragraph_cases(paragraphs, options.every)
            show(f"{name} ({SEEN})", retriever, cases, measure(retriever, cases))
    contest = options.data / "ccf"
    for name, documents, path in (
        ("ccf (not seen)", contest / "documents", contest / "questions.jsonl"),
        ("corpus", options.corpus, options.corpus / "questions.jsonl"),
    ):
        if not documents.is_dir():
            print(f"\n{name}: no folder {documents}")
            continue
        with passing_index(documents) as where:
            retriever = Retriever.load(where)
            cases = example_cases(retriever, path)
            show(name, retriever, cases, measure(retriever, cases))


if __name__ == "__main__":
    main()
