"""The encoder as it is trained: a row a token, a text the sum of its tokens' rows, made a unit."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.encoder.batches import Ragged


class Bag(nn.Module):
    """Rows of token numbers → unit vectors, shape (rows, dim); no token gives a zero vector."""

    def __init__(self, weights: Tensor) -> None:
        super().__init__()
        self.rows = nn.EmbeddingBag.from_pretrained(weights, freeze=False, mode="sum")

    def forward(self, texts: Ragged) -> Tensor:
        tokens = torch.from_numpy(texts.tokens.astype(np.int64))
        return F.normalize(self.rows(tokens, torch.from_numpy(texts.offsets[:-1])), dim=-1)
