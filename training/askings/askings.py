"""What is kept of the askings of a set, and where: all that is trained learns from it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.read.features import NAMES
from training.sets import FEW, FOREIGN, REWORDED

ASKINGS = Path("build/askings")
FOLDS = 4


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


def path_of(folder: Path, name: str) -> Path:
    return folder / (name.replace(", ", "-").replace(" ", "-") + ".npz")


def load_all(folder: Path) -> dict[str, Askings]:
    """Every set's, by name, in the order they are asked; the small indexes' joined."""
    order = (
        *("cmrc_trial", "drcd_dev", "drcd_dev, articles", "ccf", "corpus", "own"),
        *(REWORDED, FEW, FOREIGN),
    )
    return {name: Askings.load(path_of(folder, name)) for name in order}
