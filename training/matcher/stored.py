"""The network's weights as qa.read.ranker loads them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.rankers.encoder import BUNDLED, model_folder
from index.rankers.static_encoder import StaticEncoder
from qa.read.features import NAMES


def save_weights(
    weights: Mapping[str, npt.NDArray[np.float32]],
    mean: npt.NDArray[np.float32],
    deviation: npt.NDArray[np.float32],
    path: Path,
) -> None:
    """For the matcher. `weights`: the network's by name; `mean`, `deviation`: of the features."""
    static = StaticEncoder(BUNDLED, model_folder(BUNDLED))
    vectors = static.token_vectors(np.arange(len(static.vocabulary())))
    halved: dict[str, Any] = {name: array.astype(np.float16) for name, array in weights.items()}
    np.savez_compressed(
        path,
        names=np.array(NAMES),
        mean=mean,
        deviation=deviation,
        mean_length=np.linalg.norm(vectors, axis=1).mean(),
        **halved,
    )
