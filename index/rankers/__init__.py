"""What gives passages scores: BM25 over two views, vectors, and the encoders behind them."""

from index.rankers.bm25 import BM25Index
from index.rankers.dense import DenseIndex
from index.rankers.encoder import Encoder, Float32Array, Role, load_encoder
from index.rankers.static_encoder import StaticEncoder
from index.rankers.units import UnitCutter, UnitIndex

__all__ = [
    "BM25Index",
    "DenseIndex",
    "Encoder",
    "Float32Array",
    "Role",
    "StaticEncoder",
    "UnitCutter",
    "UnitIndex",
    "load_encoder",
]
