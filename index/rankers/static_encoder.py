"""Static embedding models without torch: a token table in NumPy, the same vectors.

sentence-transformers' StaticEmbedding is a mean of token rows; read straight from its files it
starts in a fraction of a second instead of the five that importing torch takes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from index.errors import ModelError
from index.passages.tokenizer import normalise
from index.rankers.fingerprint import fingerprint

Float32Array = npt.NDArray[np.float32]


class TokenTable:
    """Token ids → vectors. Rows are kept as they are stored (int8 and a scale, or floats)."""

    def __init__(self, rows: npt.NDArray[Any], scale: Float32Array | None) -> None:
        self._rows = rows
        self._scale = scale
        blocks = (rows[at : at + 4096].astype(np.float32) for at in range(0, len(rows), 4096))
        lengths = np.concatenate([np.linalg.norm(block, axis=1) for block in blocks])
        self._lengths = np.maximum(lengths, 1e-12).astype(np.float32)

    @property
    def dim(self) -> int:
        return int(self._rows.shape[1])

    def cosines(self, vectors: Float32Array, ids: npt.NDArray[np.int64]) -> Float32Array:
        """A row's scale does not turn it: stored rows and their own lengths are enough."""
        products = vectors @ self._rows[ids].astype(np.float32).T
        return np.asarray(products / self._lengths[ids], np.float32)

    def __getitem__(self, ids: npt.NDArray[np.int64]) -> Float32Array:
        """float32, shape (len(ids), dim)."""
        vectors = self._rows[ids].astype(np.float32)
        if self._scale is not None:
            vectors *= self._scale[ids][:, None]
        return vectors


class StaticEncoder:
    """An Encoder (see index.rankers.encoder) over a folder that holds a static model."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name: Final = name
        self.fingerprint: Final = fingerprint(folder)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.no_padding()
            self._tokenizer.no_truncation()
            self._table = _read_table(folder / "model.safetensors")
        except ModelError:
            raise
        except Exception as exc:  # tokenizers and safetensors raise bare Exceptions
            raise ModelError(name, f"{folder} cannot be read ({exc})"[:200]) from exc
        self.dim: Final = self._table.dim

    def encode(self, texts: Sequence[str], role: object = None) -> Float32Array:
        """Unit vectors, float32, shape (len(texts), dim); the role makes no difference here.

        A text without one known token has no direction: a zero vector, similar to nothing.
        """
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        return self.embed(self.token_ids(texts))

    def embed(self, ids: Sequence[npt.NDArray[np.int64]]) -> Float32Array:
        """The vectors of texts given as token ids."""
        vectors = np.zeros((len(ids), self.dim), np.float32)
        lengths = np.array([len(row) for row in ids])
        full = np.flatnonzero(lengths)
        if len(full):
            starts = np.concatenate([[0], np.cumsum(lengths[full])[:-1]])
            tokens = self._table[np.concatenate([ids[int(at)] for at in full])]
            vectors[full] = np.add.reduceat(tokens, starts, axis=0)
        return unit(vectors)

    def token_ids(self, texts: Sequence[str]) -> list[npt.NDArray[np.int64]]:
        """The token ids of each text, folded as when training."""
        encoded = self._tokenizer.encode_batch_fast(
            [normalise(text) for text in texts], add_special_tokens=False
        )
        return [np.array(row.ids, np.int64) for row in encoded]

    def vocabulary(self) -> tuple[str, ...]:
        """Every token as the tokenizer writes it, by id."""
        tokens = self._tokenizer.get_vocab()
        return tuple(sorted(tokens, key=tokens.__getitem__))

    def token_cosines(self, vectors: Float32Array, ids: npt.NDArray[np.int64]) -> Float32Array:
        """Cosines of unit `vectors` with tokens, shape (len(vectors), len(ids))."""
        return self._table.cosines(vectors, ids)

    def token_vectors(self, ids: npt.NDArray[np.int64]) -> Float32Array:
        """The tokens' own vectors; their length is their weight in a text."""
        return self._table[ids]


def unit(vectors: Float32Array) -> Float32Array:
    """Rows at length one; zero rows stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def is_static(folder: Path) -> bool:
    """Whether the folder holds a StaticEmbedding, normalised or not, and nothing else."""
    try:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
        kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
        paths = [module["path"] for module in modules]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return (
        kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"])
        and paths[0] == ""
        and (folder / "model.safetensors").is_file()
        and (folder / "tokenizer.json").is_file()
    )


def _read_table(path: Path) -> TokenTable:
    try:
        with safe_open(str(path), "np") as file:
            keys = set(file.keys())
            if "embedding.weight" in keys:
                return TokenTable(file.get_tensor("embedding.weight"), None)
            rows = file.get_tensor("embeddings")
            if "mapping" in keys:
                rows = rows[file.get_tensor("mapping")]
            scale = file.get_tensor("weights").astype(np.float32) if "weights" in keys else None
            return TokenTable(rows, scale)
    except (SafetensorError, OSError) as exc:
        raise ModelError(str(path.parent), f"{path.name} cannot be read ({exc})"[:200]) from exc
