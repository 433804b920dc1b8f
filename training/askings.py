"""Ask the labelled questions and keep what was read: all that is trained learns from it.

    python -m training.askings [--shared ../shared/data] [--out build/askings] [--sets NAME …]

Each question is asked of the whole index; one in MUFFLED once more with some of its words kept
from the lexical rankers; and, for the confidence, of the index without the document that answers.
One .npz a set is written, and what trains reads them: training.ranker, training.matcher,
training.confidence, in this order.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.squad import DATA
from qa.find.retriever import Retriever
from qa.read.features import NAMES
from qa.read.matcher import LENGTH, QUESTION, sentence_tokens
from qa.read.reading import Reading
from training.questions import (
    FEW,
    FOREIGN,
    MUFFLED,
    Labelled,
    LabelledSet,
    answers,
    few_documents,
    foreign,
    home_of,
    labelled_sets,
    muffled,
)

ASKINGS = Path("build/askings")
FOLDS = 4
# The large sets are asked without the answering document for one question in so many.
WITHOUT = {"drcd_dev": 2, "own, reworded": 2}


@dataclass(slots=True)
class Askings:
    """What was read for each asking, sentence after sentence, asking after asking."""

    # of each sentence read
    x: npt.NDArray[np.float32]  # (sentences, len(NAMES))
    right: npt.NDArray[np.bool_]  # it answers
    home: npt.NDArray[np.bool_]  # its passage is of the paragraph, or holds what answers
    passage: npt.NDArray[np.int32]  # row in the set's index
    document: npt.NDArray[np.int32]
    text: npt.NDArray[np.int32]  # row of `ids`
    # of each asking
    sizes: npt.NDArray[np.int32]  # sentences read
    fold: npt.NDArray[np.int8]
    weight: npt.NDArray[np.float32]
    muffled: npt.NDArray[np.bool_]
    without: npt.NDArray[np.bool_]  # the answering document was left out
    answerable: npt.NDArray[np.bool_]  # by some document, left out or not
    question: npt.NDArray[np.int32]  # (askings, QUESTION) token ids, -1 for none
    # of each text: a sentence with what stands around it
    ids: npt.NDArray[np.int32]  # (texts, LENGTH)
    parts: npt.NDArray[np.int8]

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Askings of the whole index that something there answers."""
        return self.answerable & ~self.without

    @property
    def ends(self) -> npt.NDArray[np.int64]:
        return np.cumsum(self.sizes, dtype=np.int64)

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            path, names=np.array(NAMES), **{f.name: getattr(self, f.name) for f in fields(self)}
        )

    @classmethod
    def load(cls, path: Path) -> Askings:
        with np.load(path, allow_pickle=False) as arrays:
            if tuple(map(str, arrays["names"])) != NAMES:
                raise ValueError(f"{path} has other features; run `python -m training.askings`")
            return cls(**{f.name: arrays[f.name] for f in fields(cls)})


_OF_SENTENCES = ("x", "right", "home", "passage", "document", "text")
_OF_TEXTS = ("ids", "parts")


def join(parts: list[Askings]) -> Askings:
    """All of them, one after the other; passages and documents keep their sets' numbers."""
    columns = {
        f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Askings)
    }
    before = np.cumsum([0, *(len(part.ids) for part in parts)])
    columns["text"] = np.concatenate(
        [part.text + offset for part, offset in zip(parts, before, strict=False)]
    )
    return Askings(**columns)


def of_sentences(askings: Askings, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which sentences belong to the chosen askings."""
    return np.repeat(chosen, askings.sizes)


class _Texts:
    """Every sentence read, with what stands around it, once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, int], int] = {}
        self._rows: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []

    def number(self, reading: Reading, unit: int) -> int:
        key = (reading.row, unit)
        if key not in self._numbers:
            self._numbers[key] = len(self._rows)
            units = [held.tokens for held in reading.units]
            self._rows.append(sentence_tokens(units, reading.context_tokens, unit))
        return self._numbers[key]

    def arrays(self) -> dict[str, npt.NDArray[np.integer]]:
        ids = np.zeros((len(self._rows), LENGTH), np.int32)
        parts = np.zeros((len(self._rows), LENGTH), np.int8)
        for row, (held, part) in enumerate(self._rows):
            ids[row, : len(held)], parts[row, : len(part)] = held, part
        return {"ids": ids, "parts": parts}


def collect(questions: LabelledSet) -> Askings:
    """Every asking of a set."""
    retriever = questions.retriever
    documents = {d.doc_id: number for number, d in enumerate(retriever.index.documents)}
    texts = _Texts()
    sentences: list[tuple[bool, bool, int, int, int]] = []
    askings: list[tuple[int, int, float, bool, bool, bool]] = []
    asked_ids: list[npt.NDArray[np.int32]] = []
    xs = []
    for number, asked in enumerate(questions.questions):
        if number % 500 == 0:
            print(f"{questions.name}: {number}/{len(questions.questions)}", file=sys.stderr)
        home = home_of(retriever.index, asked)
        for without, quiet in _ways(questions.name, asked, number):
            intent = muffled(asked.question, number) if quiet else None
            found = retriever.candidates(asked.question, intent=intent)
            left_out = next(iter(home), None) if without else None
            ranked, places, x = retriever.read(asked.question, found, left_out, intent)
            if not places:
                continue
            right = [
                asked.answerable and answers(retriever.index, ranked[p].reading, u, asked)
                for p, u in places
            ]
            holding = {p for (p, _), holds in zip(places, right, strict=True) if holds}
            for (p, u), holds in zip(places, right, strict=True):
                reading = ranked[p].reading
                doc_id = reading.passage.doc_id
                at_home = doc_id in home if questions.one_paragraph else p in holding
                sentences.append(
                    (holds, at_home, reading.row, documents[doc_id], texts.number(reading, u))
                )
            xs.append(x.astype(np.float32))
            askings.append(
                (
                    len(places),
                    asked.fold_key * 7919 % FOLDS,
                    asked.weight,
                    quiet,
                    without,
                    asked.answerable,
                )
            )
            asked_ids.append(_question_ids(retriever, asked.question))
    right_, at_home_, passage, document, text = zip(*sentences, strict=True)
    sizes, fold, weight, quiet_, without_, answerable = zip(*askings, strict=True)
    return Askings(
        x=np.concatenate(xs),
        right=np.array(right_, bool),
        home=np.array(at_home_, bool),
        passage=np.array(passage, np.int32),
        document=np.array(document, np.int32),
        text=np.array(text, np.int32),
        sizes=np.array(sizes, np.int32),
        fold=np.array(fold, np.int8),
        weight=np.array(weight, np.float32),
        muffled=np.array(quiet_, bool),
        without=np.array(without_, bool),
        answerable=np.array(answerable, bool),
        question=np.stack(asked_ids),
        **texts.arrays(),  # type: ignore[arg-type]
    )


def _ways(name: str, asked: Labelled, number: int) -> list[tuple[bool, bool]]:
    """(without the document, muffled) of each asking of a question."""
    quiet = (False, True) if number % MUFFLED == 0 else (False,)
    if not asked.answerable:
        return [(False, False)]
    without = number % WITHOUT.get(name, 1) == 0
    return [(False, q) for q in quiet] + [(True, q) for q in quiet if without]


def _question_ids(retriever: Retriever, question: str) -> npt.NDArray[np.int32]:
    ids = np.full(QUESTION, -1, np.int32)
    held = retriever.static.token_ids([question])[0][:QUESTION]
    ids[: len(held)] = held
    return ids


def path_of(folder: Path, name: str) -> Path:
    return folder / (name.replace(", ", "-").replace(" ", "-") + ".npz")


def load_all(folder: Path) -> dict[str, Askings]:
    """Every set's, by name, in the order of training.questions; the small indexes' joined."""
    order = (
        *("cmrc_trial", "drcd_dev", "drcd_dev, articles", "ccf", "corpus", "own"),
        *("own, reworded", FEW, FOREIGN),
    )
    return {name: Askings.load(path_of(folder, name)) for name in order}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=DATA)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=ASKINGS)
    parser.add_argument("--sets", nargs="*", help="only these; the default is all")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        few: list[Askings] = []
        for questions in chain(
            labelled_sets(options.shared, options.corpus, Path(folder), options.sets),
            few_documents(Path(folder)) if not options.sets or FEW in options.sets else (),
            [foreign(options.shared, Path(folder))]
            if not options.sets or FOREIGN in options.sets
            else (),
        ):
            asked = collect(questions)
            if questions.name.startswith(FEW):
                few.append(asked)
            else:
                asked.save(path_of(options.out, questions.name))
        if few:
            join(few).save(path_of(options.out, FEW))


if __name__ == "__main__":
    main()
