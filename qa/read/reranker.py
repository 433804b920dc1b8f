"""An order of one's own for the best sentences: any cross-encoder that is already on the disk.

It reads question and sentence together, title and headings in front, and orders the first
RERANKED. The bundled ranker's scores stay what they are: from them the confidence is read, of
the sentence then first, and how far the answer reaches. Where the two disagree the confidence
is therefore low.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from index.errors import ModelError
from index.rankers.encoder import Float32Array, model_folder
from qa.read.ranker import Sentence

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 20  # sentences
_KINDS = ("ForSequenceClassification", "ForCausalLM")  # what a cross-encoder's network may be


class Reranker(Protocol):
    """Says how well texts answer a question."""

    def score(self, question: str, texts: Sequence[str]) -> Float32Array:
        """One score a text, in input order, shape (len(texts),); higher is better."""
        ...


class CrossEncoderReranker:
    """Any sentence-transformers CrossEncoder that gives one score, on the CPU."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name: Final = name
        self._model = _load(name, folder)
        if self._model.num_labels != 1:
            raise _error(
                name, f"it gives {self._model.num_labels} scores a pair, a reranker gives one"
            )

    def score(self, question: str, texts: Sequence[str]) -> Float32Array:
        """See `Reranker.score`."""
        if not texts:
            return np.zeros(0, np.float32)
        pairs = [(question, text) for text in texts]
        scores = self._model.predict(pairs, convert_to_numpy=True, show_progress_bar=False)
        return np.nan_to_num(np.asarray(scores, np.float32).reshape(len(texts)))


def load_reranker(name: str) -> CrossEncoderReranker:
    """The cross-encoder of this name or folder; a bare name is one of `cross-encoder/`.

    Raises ModelError; downloads only if WENQU_DOWNLOAD=1.
    """
    full = name if "/" in name or Path(name).expanduser().is_dir() else f"cross-encoder/{name}"
    try:
        folder = model_folder(full)
    except ModelError as error:
        raise _error(name, error.reason) from error
    return CrossEncoderReranker(name, folder)


def rerank(
    reranker: Reranker, question: str, sentences: Sequence[Sentence]
) -> tuple[tuple[Sentence, ...], tuple[float, ...]]:
    """The sentences with the first RERANKED in the reranker's order, and its scores for these.

    `sentences`: best first. Ties keep their order.
    """
    first = sentences[:RERANKED]
    scores = reranker.score(question, [_shown(sentence) for sentence in first])
    order = np.argsort(-scores, kind="stable").tolist()
    ordered = (*(first[at] for at in order), *sentences[RERANKED:])
    return ordered, tuple(float(scores[at]) for at in order)


def _shown(sentence: Sentence) -> str:
    return f"{sentence.ranked.reading.passage.context}\n{sentence.text}".strip()


def _error(name: str, reason: str) -> ModelError:
    return ModelError(name, reason, option="--reranker")


def _load(name: str, folder: Path) -> CrossEncoder:
    if not _is_cross_encoder(folder):
        raise _error(name, f"{folder} holds no cross-encoder")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read at import: no look-up on the network
    try:
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # results own stdout, our progress stderr
        model: Any = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    except Exception as exc:  # torch, transformers and safetensors raise anything
        lines = str(exc).strip().splitlines() or [type(exc).__name__]
        raise _error(name, lines[0].rstrip(".")[:200]) from exc
    loaded: CrossEncoder = model.float().eval()
    return loaded


def _is_cross_encoder(folder: Path) -> bool:
    """sentence-transformers would put an untrained head on any other network, and say nothing."""
    said = _json(folder / "config_sentence_transformers.json")
    if (folder / "modules.json").is_file():
        return said.get("model_type") == "CrossEncoder"
    networks = _json(folder / "config.json").get("architectures") or ()
    return any(str(network).endswith(_KINDS) for network in networks)


def _json(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}
