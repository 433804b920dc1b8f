"""The two real files of converter output that the format was written down from."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.loaders.common.encoding import decode
from index.loaders.plain.text import read
from index.records import Document
from tests.index.loaders.reading import SEEDS, check_spans, outline, words_in

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the seeds are not at {SEEDS}")


def seed(number: str) -> tuple[Document, str]:
    path = next(Path(SEEDS).glob(f"{number}_*.txt"))
    source, _ = decode(path.read_bytes(), path.name)
    return read(source, path.name), source


@pytest.mark.parametrize("number", ["000", "001"])
def test_spans(number: str) -> None:
    document, source = seed(number)
    check_spans(document, source)


def test_first_seed() -> None:
    document, _ = seed("000")
    assert (document.date, document.source, document.pages) == ("2022-01-14", "新闻宣传中心", 3)
    kinds = [kind for kind, _ in outline(document)]
    assert kinds[:3] == ["boilerplate", "title", "metadata"]
    assert next(text for kind, text in outline(document) if kind == "figure") == "发言席"
    headings = [text for kind, text in outline(document) if kind == "heading"]
    assert [heading[:4] for heading in headings] == ["党建引领", "强化教育", "创新载体"]
    assert headings[0].endswith("画好“同心圆")


def test_first_seed_number_points_back() -> None:
    document, source = seed("000")
    at = document.text.index("34个")
    spans = document.source_span(at, at + 3)
    assert "".join(source[a:b] for a, b in spans) == "34个"
    assert source[spans[0][0] : spans[-1][1]] == "34 个"
    assert document.page_at(at) == 3


def test_second_seed() -> None:
    document, source = seed("001")
    assert document.pages is None
    for whole in ("第三次中央新疆工作座谈会", "找准方法,把观摩", "“退休不退色”"):
        assert whole in document.text
    kinds = [kind for kind, _ in outline(document)]
    assert kinds[:2] == ["title", "metadata"]
    assert kinds.count("caption") == 3
    assert kinds[-3:] == ["credit", "caption", "caption"]
    assert words_in(document.text) == words_in(source)
