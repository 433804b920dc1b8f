"""Small indexes of a few files each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from index.build import build_index
from index.rankers.encoder import Encoder
from index.settings import IndexSettings
from index.store import Index
from qa import Bot, Retriever

BotOf = Callable[..., Bot]


@pytest.fixture(scope="session")
def bot_of(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> BotOf:
    """Makes a Bot of files given as path → text; `index.corpus` is the folder they lie in."""

    def make(files: Mapping[str, str], settings: IndexSettings | None = None) -> Bot:
        folder = tmp_path_factory.mktemp("files")
        for name, text in files.items():
            path = folder / "corpus" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        (folder / "corpus").mkdir(exist_ok=True)
        build_index(
            corpus=folder / "corpus",
            where=folder / "index",
            encoder=encoder,
            settings=settings,
            may_be_empty=not files,
        )
        return Bot(Retriever(Index.open(folder / "index"), encoder))

    return make
