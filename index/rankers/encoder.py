"""Texts → unit vectors: the Encoder protocol, and sentence-transformers behind it.

A model is named `bundled`, by a folder, or by a sentence-transformers name that is already in
the local cache. Nothing is downloaded unless WENQU_DOWNLOAD=1 is set.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.passages.tokenizer import normalise
from index.rankers.fingerprint import fingerprint
from index.rankers.static_encoder import StaticEncoder, is_static

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Float32Array = npt.NDArray[np.float32]

BUNDLED = "bundled"
BUNDLED_PATH = Path(__file__).parents[1] / "models" / "wenqu-static-zh-en"


class Role(StrEnum):
    """Many models embed a question and a passage differently."""

    QUERY = "query"
    PASSAGE = "passage"


class Encoder(Protocol):
    """Embeds texts. `fingerprint` changes whenever the vectors may."""

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def dim(self) -> int: ...

    def encode(self, texts: Sequence[str], role: Role) -> Float32Array:
        """Embed texts as unit vectors.

        Returns float32, shape (len(texts), dim), rows in input order; (0, dim) for no text.
        """
        ...


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model family wants in front of its inputs (each from the model's own card)."""

    query: str = ""
    passage: str = ""


_INSTRUCT = (
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
)
# First match wins; matched in the lower-cased name or folder name.
FAMILIES: tuple[tuple[str, Prompts], ...] = (
    ("e5-mistral", Prompts(_INSTRUCT)),
    ("e5-large-instruct", Prompts(_INSTRUCT)),
    ("e5-", Prompts("query: ", "passage: ")),
    ("bge-m3", Prompts()),
    ("bge-multilingual-gemma2", Prompts(_INSTRUCT)),
    ("bge-large-zh", Prompts("为这个句子生成表示以用于检索相关文章：")),
    ("bge-base-zh", Prompts("为这个句子生成表示以用于检索相关文章：")),
    ("bge-small-zh", Prompts("为这个句子生成表示以用于检索相关文章：")),
    ("bge-large-en", Prompts("Represent this sentence for searching relevant passages: ")),
    ("bge-base-en", Prompts("Represent this sentence for searching relevant passages: ")),
    ("bge-small-en", Prompts("Represent this sentence for searching relevant passages: ")),
    ("mxbai-embed", Prompts("Represent this sentence for searching relevant passages: ")),
    ("arctic-embed", Prompts("query: ")),
    ("nomic-embed", Prompts("search_query: ", "search_document: ")),
)


def prompts_for(name: str, own: dict[str, str] | None = None) -> Prompts:
    """The prompts of a model: those it carries itself, else those of its family, else none."""
    carried = {role: text for role, text in (own or {}).items() if text}
    if "query" in carried:
        return Prompts(carried["query"], carried.get("passage", carried.get("document", "")))
    lowered = name.lower()
    return next((prompts for part, prompts in FAMILIES if part in lowered), Prompts())


class SentenceTransformerEncoder:
    """Any sentence-transformers model, on the CPU."""

    def __init__(self, name: str, folder: Path) -> None:
        self._model = _load(name, folder)
        self.name: Final = name
        self.fingerprint: Final = fingerprint(folder)
        self._folds = name == BUNDLED or "wenqu-static" in folder.name
        self.prompts: Final = prompts_for(f"{name} {folder.name}", dict(self._model.prompts))
        self.dim: Final = int(self.encode(["维"], Role.PASSAGE).shape[1])

    def encode(self, texts: Sequence[str], role: Role) -> Float32Array:
        """See `Encoder.encode`."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        prompt = self.prompts.query if role is Role.QUERY else self.prompts.passage
        inputs = [prompt + (normalise(text) if self._folds else text) for text in texts]
        vectors = np.asarray(
            self._model.encode(
                inputs,
                batch_size=64 if len(inputs) > 1 else 1,
                prompt="",
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            ),
            np.float32,
        )
        # A text without one known token has no direction: a zero vector, similar to nothing.
        return np.nan_to_num(vectors)


def load_encoder(name: str = BUNDLED) -> Encoder:
    """The encoder of this name. Raises ModelError if it cannot be had."""
    folder = model_folder(name)
    own = name == BUNDLED or "wenqu-static" in folder.name
    if own and is_static(folder):
        return StaticEncoder(name, folder)
    return SentenceTransformerEncoder(name, folder)


def model_folder(name: str) -> Path:
    """Where the model's files lie. Raises ModelError; downloads only if WENQU_DOWNLOAD=1."""
    if name == BUNDLED:
        if not (BUNDLED_PATH / "modules.json").is_file():
            raise ModelError(name, f"{BUNDLED_PATH} holds no model; the installation is incomplete")
        return BUNDLED_PATH
    local = Path(name).expanduser()
    if local.is_dir():
        if not any((local / f).is_file() for f in ("modules.json", "config.json")):
            raise ModelError(name, "the folder holds neither modules.json nor config.json")
        return local
    if local.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise ModelError(name, "there is no such folder")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(
            snapshot_download(repository, local_files_only=os.environ.get("WENQU_DOWNLOAD") != "1")
        )
    except HFValidationError as exc:
        raise ModelError(name, "this is neither a folder nor a model's name") from exc
    except (LocalEntryNotFoundError, OSError) as exc:
        raise ModelError(
            name,
            "it is neither a folder nor in the local model cache, and nothing is downloaded "
            "unless WENQU_DOWNLOAD=1 is set",
        ) from exc


def _load(name: str, folder: Path) -> SentenceTransformer:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read at import: no look-up on the network
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # results own stdout, our progress stderr
        model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as exc:  # torch, transformers and safetensors raise anything
        lines = str(exc).strip().splitlines() or [type(exc).__name__]
        raise ModelError(name, lines[0].rstrip(".")[:200]) from exc
    loaded: SentenceTransformer = model.float().eval()
    return loaded
