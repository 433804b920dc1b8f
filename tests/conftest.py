"""One index of corpus/ a session, built with the bundled model; and small helpers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does: before NumPy is there

from index.rankers.encoder import Encoder, load_encoder
from index.records import Block, BlockKind, Document
from index.store.store import Index
from qa.bot import Bot
from qa.find.retriever import Retriever

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="session")
def corpus_index_path(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    from index.build import build_index

    where = tmp_path_factory.mktemp("corpus") / "index"
    build_index(corpus=ROOT / "corpus", where=where, encoder=encoder)
    return where


@pytest.fixture(scope="session")
def corpus_index(corpus_index_path: Path) -> Index:
    return Index.open(corpus_index_path)


@pytest.fixture(scope="session")
def bot(corpus_index: Index, encoder: Encoder) -> Bot:
    return Bot(Retriever(corpus_index, encoder))


@pytest.fixture(scope="session")
def seeds() -> Path:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the seeds (../shared/data/seeds) are not on this machine")
    return folder


@pytest.fixture
def document() -> Callable[..., Document]:
    """A Document of blocks given as (kind, text) or (kind, text, level)."""

    def make(*parts: tuple[BlockKind, str] | tuple[BlockKind, str, int]) -> Document:
        text = ""
        blocks: list[Block] = []
        for kind, words, *level in parts:
            rows = kind is BlockKind.TABLE_ROW and blocks and blocks[-1].kind is kind
            text += ("\n" if rows else "\n\n") if text else ""
            blocks.append(Block(kind, len(text), len(text) + len(words), *level))
            text += words
        title = next((words for kind, words, *_ in parts if kind is BlockKind.TITLE), "")
        return Document("d.txt", "d.txt", title, text, tuple(blocks))

    return make


def run_wenqu(
    *arguments: str | bytes,
    stdin: str = "",
    env: dict[str, str] | None = None,
    cwd: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own."""
    command = Path(sys.executable).with_name("wenqu")
    return subprocess.run(
        [str(command), *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **(env or {})},
        cwd=cwd,
        timeout=120,
        check=False,
    )
