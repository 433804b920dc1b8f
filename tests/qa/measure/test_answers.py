"""Which sentence answers: by its place where the key knows it, else by its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.build import build_index
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa.measure.judge import Judge
from qa.measure.sets import Example, KeyBlock

FIRST, SECOND = "机房在三号楼二层。", "三号楼的机房一共有12台服务器。"


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Judge:
    folder = tmp_path_factory.mktemp("answers")
    (folder / "corpus").mkdir()
    for name in ("机房", "别处"):
        (folder / "corpus" / f"{name}.txt").write_text(FIRST + SECOND, "utf-8")
    build_index(corpus=folder / "corpus", where=folder / "index", encoder=encoder)
    return Judge(Index.open(folder / "index"))


def answering(judge: Judge, example: Example, doc_id: str = "机房.txt") -> list[str]:
    """Those of the two sentences that answer."""
    (row,) = judge.index.rows_by_document[doc_id]
    passage = judge.index.passages[row]
    places = [(at, at + len(text)) for text in (FIRST, SECOND) for at in [passage.text.index(text)]]
    return [passage.text[a:b] for a, b in places if judge.answers(example, passage, a, b)]


ROOM = Example("1", "机房在哪里？", docs=("机房",), shorts=("三号楼",), starts=(3,))


def test_by_the_place_of_the_answer(judge: Judge) -> None:
    assert answering(judge, ROOM) == [FIRST]
    assert answering(judge, replace(ROOM, starts=(len(FIRST),))) == [SECOND]
    assert answering(judge, replace(ROOM, starts=(len(FIRST) - 1, len(FIRST)))) == [FIRST, SECOND]


def test_by_the_words_of_the_key(judge: Judge) -> None:
    assert answering(judge, replace(ROOM, starts=())) == [FIRST, SECOND]
    assert answering(judge, replace(ROOM, starts=(), evidence=("12台", "二层"))) == [FIRST, SECOND]
    assert answering(judge, replace(ROOM, starts=(), evidence=("12 台",))) == [SECOND]
    assert answering(judge, replace(ROOM, starts=(), evidence=("13台",))) == []


def test_in_a_block_of_the_key(judge: Judge) -> None:
    held = replace(ROOM, starts=(), evidence=("三号楼",), blocks=(KeyBlock("机房", SECOND),))
    assert answering(judge, held) == [SECOND]


def test_not_in_another_document_and_not_where_nothing_answers(judge: Judge) -> None:
    assert answering(judge, ROOM, "别处.txt") == []
    assert answering(judge, replace(ROOM, answerable=False)) == []
