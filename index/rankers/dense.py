"""FAISS over unit vectors: a question's vector → (row, cosine)."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.rankers.encoder import Float32Array

Int64Array = npt.NDArray[np.int64]


class DenseIndex:
    """Exact inner product; over unit vectors that is the cosine, higher is better."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Float32Array) -> DenseIndex:
        """`vectors`: float32, shape (passages, dim), unit length, row = passage row."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        return int(self._index.d)

    def vectors(self) -> Float32Array:
        """All vectors, shape (passages, dim): a copy."""
        return np.asarray(self._index.reconstruct_n(0, len(self)), np.float32)

    def search(self, query: Float32Array, k: int) -> tuple[Int64Array, Float32Array]:
        """The k best rows and their cosines, descending; ties by row. `query`: shape (dim,)."""
        k = min(k, len(self))
        if k <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        scores, rows = self._index.search(query[None, :], k)
        order = np.lexsort((rows[0], -scores[0]))
        return rows[0][order].astype(np.int64), scores[0][order].astype(np.float32)

    def scores(self, query: Float32Array, rows: Int64Array) -> Float32Array:
        """The cosines of these rows, in the order given."""
        if not len(rows):
            return np.zeros(0, np.float32)
        picked = self._index.reconstruct_batch(rows)
        return np.asarray(picked @ query, np.float32)
