"""A folder of two documents, for tests that build and change an index."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "news").mkdir(parents=True)
    (folder / "a.txt").write_text("机房在三号楼，一共有十二台服务器。", "utf-8")
    (folder / "news" / "b.md").write_text("# 食堂\n\n食堂每天十一点半开门。\n", "utf-8")
    return folder
