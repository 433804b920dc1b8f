"""Sentences in order of how well they answer: trees over features, then, of the best, a small
network that reads the question against each of them, token by token.

The trees see shares and cosines; the network sees which token meets which, in what
order, and so what kind of thing is asked for and whether it stands there. It compares and
aggregates (Parikh et al. 2016; Wang and Jiang 2017): tokens of question and sentence, each with its
neighbours, are aligned by attention, compared, and summed up. Trained by training/matcher.py;
arrays only, no library that trains it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.rankers.static_encoder import Float32Array, StaticEncoder, unit
from qa.read.features import NAMES
from qa.read.passages import Ranked
from qa.read.query import Float64Array, Query
from qa.read.trees import Trees

Int64Array = npt.NDArray[np.int64]
MODELS = Path(__file__).parents[1] / "models"
MATCHED = 12  # sentences, the trees' best
QUESTION = 24  # tokens read of a question,
OWN, CONTEXT, BEFORE, AFTER = 44, 6, 10, 6  # of a sentence, its headings and its neighbours,
LENGTH = 56  # and of all that together
CHARACTERS = 6  # of a token that are looked at
# What a token belongs to; 0 is none.
IN_CONTEXT, IN_BEFORE, IN_OWN, IN_AFTER, IN_QUESTION = 1, 2, 3, 4, 5
_FAR = np.float32(-1e4)
BOUND = 4.0  # of a feature, in standard deviations


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (row, item) of a candidate passage. `start`, `end`: text offsets."""

    ranked: Ranked
    unit: int  # its number within the passage
    doc_id: str
    start: int
    end: int
    text: str
    score: float  # of the ranker, any real number; higher is better
    features: Float64Array  # shape (len(NAMES),)
    match: float | None = None  # the matcher's log-odds, where it read the sentence


@dataclass(frozen=True, slots=True)
class Texts:
    """Padded rows: `ids` (rows, tokens), `parts` likewise, 0 where there is none."""

    ids: Int64Array
    parts: Int64Array


def read_texts(sentences: Sequence[Sentence]) -> Texts:
    """Each sentence with the end of the one before, the start of the next, and its headings."""
    read = [
        sentence_tokens(
            [u.tokens for u in s.ranked.reading.units], s.ranked.reading.context_tokens, s.unit
        )
        for s in sentences
    ]
    # One column more: what stands beside the last token is the same for every row
    length = 1 + max((len(ids) for ids, _ in read), default=0)
    ids = np.zeros((len(read), length), np.int64)
    parts = np.zeros((len(read), length), np.int64)
    for row, (held, part) in enumerate(read):
        ids[row, : len(held)] = held
        parts[row, : len(part)] = part
    return Texts(ids, parts)


def sentence_tokens(
    units: Sequence[Int64Array], context: Int64Array, at: int
) -> tuple[Int64Array, Int64Array]:
    """(token ids, what each belongs to) of the unit `at` of a passage, LENGTH at most."""
    own, head = units[at][:OWN], context[:CONTEXT]
    room = LENGTH - len(own) - len(head)
    before = units[at - 1][-min(BEFORE, room) :] if at and room else own[:0]
    room -= len(before)
    after = units[at + 1][: min(AFTER, room)] if at + 1 < len(units) else own[:0]
    pieces = (head, before, own, after)
    parts = np.repeat((IN_CONTEXT, IN_BEFORE, IN_OWN, IN_AFTER), [len(p) for p in pieces])
    return np.concatenate(pieces), parts


def token_characters(vocabulary: Sequence[str]) -> npt.NDArray[np.int32]:
    """The characters of each token as numbers, shape (tokens, CHARACTERS), 0 for none."""
    numbers: dict[str, int] = {}
    table = np.zeros((len(vocabulary), CHARACTERS), np.int32)
    for row, token in enumerate(vocabulary):
        for column, character in enumerate(token.replace("\u2581", "")[:CHARACTERS]):
            table[row, column] = numbers.setdefault(character, len(numbers) + 1)
    return table


@dataclass(frozen=True, slots=True)
class Matcher:
    """The network's weights by name (training/matcher.py names them), float32."""

    weights: Mapping[str, Float32Array]
    static: StaticEncoder
    characters: npt.NDArray[np.int32]

    @classmethod
    def load(cls, static: StaticEncoder, path: Path = MODELS / "matcher.npz") -> Matcher:
        with np.load(path, allow_pickle=False) as arrays:
            if tuple(str(name) for name in arrays["names"]) != NAMES:
                raise ValueError(f"{path} knows other features; run `python -m training.matcher`")
            weights = {
                name: arrays[name].astype(np.float32) for name in arrays.files if name != "names"
            }
        return cls(weights, static, token_characters(static.vocabulary()))

    def score(self, ids: Int64Array, sentences: Sequence[Sentence]) -> Float32Array:
        """Log-odds that each sentence answers, shape (len(sentences),). `ids`: the question's."""
        if not sentences:
            return np.zeros(0, np.float32)
        features = np.stack([s.features for s in sentences]).astype(np.float32)
        trees = np.array([s.score for s in sentences], np.float32)
        return self.forward(ids[:QUESTION], read_texts(sentences), features, trees)

    def forward(
        self, question: Int64Array, texts: Texts, features: Float32Array, trees: Float32Array
    ) -> Float32Array:
        """`question` (tokens,), `features` (rows, len(NAMES)), `trees`: their scores (rows,)."""
        w = self.weights
        scored = w["sc"] * trees + w["b"]
        if not len(question):
            return np.asarray(scored, np.float32)
        seen = texts.parts > 0
        own = texts.parts == IN_OWN
        met = self._met(question, texts)
        vocabulary, place = np.unique(np.append(question, texts.ids), return_inverse=True)
        place = place.reshape(-1)
        vectors = self.static.token_vectors(vocabulary)
        lengths = np.linalg.norm(vectors, axis=1)
        entered = unit(vectors) @ w["inp.weight"].T
        lengths /= w["mean_length"]
        asked, said = place[: len(question)], place[len(question) :].reshape(texts.ids.shape)
        nothing = np.zeros((1, len(question), 3), np.float32)
        q = self._read(
            entered[asked][None],
            np.concatenate([lengths[asked][None, :, None], nothing], -1),
            np.full((1, len(question)), IN_QUESTION),
            np.ones((1, len(question), 1), np.float32),
        )[0]
        p = self._read(
            entered[said],
            np.concatenate([lengths[said][..., None], met.of_text], -1),
            texts.parts,
            seen[..., None].astype(np.float32),
        )
        aligned = (q @ w["aq.weight"].T) @ p.transpose(0, 2, 1) / np.float32(q.shape[1] ** 0.5)
        aligned += w["cosw"] * met.cosines + w["exw"] * met.same
        aligned = np.where(seen[:, None, :], aligned, _FAR)
        near = own | (texts.parts == IN_CONTEXT)
        found = _softmax(np.where(near[:, None, :], aligned, _FAR), 2) @ p
        meant = _softmax(aligned, 1).transpose(0, 2, 1) @ q
        qs = np.broadcast_to(q, found.shape)
        asked_for = _two(w, "cq", np.concatenate([qs, found, qs * found, met.of_question], -1))
        important = _softmax(q @ w["imp.weight"].T + w["imp.bias"], 0)
        summed = (important.T @ asked_for).reshape(len(asked_for), -1)
        compared = _relu(_linear(w, "cp.0", np.concatenate([p, meant, p * meant, met.of_text], -1)))
        compared = compared + _relu(_linear(w, "cc", _beside(compared)))
        compared *= own[..., None]
        mean = compared.sum(1) / np.maximum(own.sum(1), 1)[:, None]
        plain = _relu(_linear(w, "fx.0", self._standard(features)))
        whole = np.concatenate([summed, compared.max(1), mean, plain], -1)
        return np.asarray(scored + _two(w, "out", whole, last=3)[:, 0], np.float32)

    def _met(self, question: Int64Array, texts: Texts) -> _Met:
        seen, own = texts.parts > 0, texts.parts == IN_OWN
        both = seen[:, None, :]
        vocabulary, place = np.unique(texts.ids, return_inverse=True)
        place = place.reshape(texts.ids.shape)
        tokens = unit(self.static.token_vectors(question))
        every = self.static.token_cosines(tokens, vocabulary)
        cosines = np.where(both, every[:, place].transpose(1, 0, 2), np.float32(-1))
        same = ((question[:, None] == texts.ids[:, None, :]) & both).astype(np.float32)
        in_question = self.characters[question]
        in_text = self.characters[texts.ids] * seen[..., None]
        known = np.zeros(int(self.characters.max()) + 1, bool)
        known[in_question] = True
        known[0] = False
        shared = known[in_text].sum(-1) / np.maximum((in_text > 0).sum(-1), 1)
        held = np.zeros((len(own), len(known)), bool)
        held[np.arange(len(own))[:, None, None], in_text * own[..., None]] = True
        held[:, 0] = False
        told = held[:, in_question].sum(-1) / np.maximum((in_question > 0).sum(-1), 1)
        inside = own[:, None, :]
        near = np.where(inside, cosines, np.float32(-1))
        of_text = (cosines.max(1), same.max(1), shared)
        of_question = (near.max(2), (same * inside).max(2), cosines.max(2), told)
        return _Met(
            cosines,
            same,
            np.stack(of_text, -1).astype(np.float32),
            np.stack(of_question, -1).astype(np.float32),
        )

    def _read(
        self,
        entered: Float32Array,
        columns: Float32Array,
        parts: Int64Array,
        mask: Float32Array,
    ) -> Float32Array:
        """Tokens with what stands beside them, twice over; shapes (rows, tokens, …)."""
        w = self.weights
        x = entered + w["seg.weight"][parts] + columns @ w["fin.weight"].T
        x = _normal(w, "n0", _relu(x)) * mask
        for number in (1, 2):
            x = _normal(w, f"n{number}", x + _relu(_linear(w, f"c{number}", _beside(x)))) * mask
        return x

    def _standard(self, features: Float32Array) -> Float32Array:
        """In standard deviations, and how far below the best sentence's."""
        w = self.weights
        z = np.clip((features - w["mean"]) / w["deviation"], -BOUND, BOUND)
        return np.concatenate([z, z - z.max(0)], 1)


@cache
def ranker() -> Trees:
    """The bundled ranker of sentences; how it was made stands in qa/models/README.md."""
    return Trees.load_for(MODELS / "evidence.npz", NAMES, "training.ranker")


def rank_sentences(
    ranked: Sequence[Ranked],
    places: Sequence[tuple[int, int]],
    features: Float64Array,
    trees: Trees | None = None,
) -> tuple[Sentence, ...]:
    """All sentences, best first; ties by passage, then place. `trees`: default the bundled."""
    scores = np.round((trees or ranker()).predict(features), 9)
    order = np.lexsort((np.arange(len(scores)), -scores))
    sentences = []
    for at in order:
        passage_number, unit_number = places[at]
        reading = ranked[passage_number].reading
        unit = reading.units[unit_number]
        offset = reading.passage.start
        sentences.append(
            Sentence(
                ranked[passage_number],
                unit_number,
                reading.passage.doc_id,
                offset + unit.start,
                offset + unit.end,
                unit.text,
                float(scores[at]),
                features[at],
            )
        )
    return tuple(sentences)


def match(matcher: Matcher, query: Query, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences with the first MATCHED in the matcher's order.

    `sentences`: best first. Ties keep their order. The trees' scores stay what they are: how far
    an answer reaches is told by them.
    """
    first = sentences[:MATCHED]
    scores = np.round(matcher.score(query.ids, first).astype(np.float64), 6)
    order = np.argsort(-scores, kind="stable").tolist()
    matched = (replace(first[at], match=float(scores[at])) for at in order)
    return (*matched, *sentences[MATCHED:])


@dataclass(frozen=True, slots=True)
class _Met:
    """How the question's tokens meet the texts': (rows, question's tokens, text's tokens), and
    the best of it for each token of the text and of the question, a column each."""

    cosines: Float32Array
    same: Float32Array
    of_text: Float32Array
    of_question: Float32Array


def _linear(w: Mapping[str, Float32Array], name: str, x: Float32Array) -> Float32Array:
    return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def _two(w: Mapping[str, Float32Array], name: str, x: Float32Array, last: int = 2) -> Float32Array:
    return _linear(w, f"{name}.{last}", _relu(_linear(w, f"{name}.0", x)))


def _relu(x: Float32Array) -> Float32Array:
    return np.maximum(x, np.float32(0))


def _normal(w: Mapping[str, Float32Array], name: str, x: Float32Array) -> Float32Array:
    centred = x - x.mean(-1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(-1, keepdims=True) + np.float32(1e-5))
    return np.asarray(centred / spread * w[f"{name}.weight"] + w[f"{name}.bias"], np.float32)


def _beside(x: Float32Array) -> Float32Array:
    """Each token between the one before it and the one after it: (rows, tokens, 3 · width)."""
    none = np.zeros_like(x[:, :1])
    return np.concatenate([np.hstack([none, x[:, :-1]]), x, np.hstack([x[:, 1:], none])], -1)


def _softmax(x: Float32Array, axis: int) -> Float32Array:
    raised = np.exp(x - x.max(axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis, keepdims=True), np.float32)
