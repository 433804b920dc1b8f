"""The two documents the project started from, read as they are; they are not in the product."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.rankers.encoder import Encoder
from index.store import Index
from qa import Bot, Retriever
from tests.conftest import run_wenqu

FIRST, SECOND = "000_97f27b1b6efe6c1a.txt", "001_5184c7156c2d75f3.txt"

QUESTIONS = [
    ("山阴党支部建设了多少千兆小区", FIRST, "34个"),
    ("山阴党支部为用户更换了多少千兆光猫", FIRST, "2621个"),
    ("分纤箱每隔多少米建设一个", FIRST, "100米"),
    ("山阴县雪亮工程安装了多少个摄像头", FIRST, "1057个"),
    ("应县党支部突击队解决业务发展难题多少件", FIRST, "24件"),
    ("组织多少名党员赴红色基地学习", FIRST, "52人"),
    ("学习了第几次中央新疆工作座谈会精神", SECOND, "第三次中央新疆工作座谈会"),
    ("企业要进一步理清思路、找准什么", SECOND, "找准方法,把观摩交流的成效"),
    ("打造了多少个党建示范点", SECOND, "16个"),
    ("创建了多少个党建品牌", SECOND, "28个"),
    ("昌粮集团有多少名指挥员下沉一线", SECOND, "28名"),
    ("昌吉分公司对多少个党支部开展考核", SECOND, "12个"),
]


@pytest.fixture(scope="module")
def where(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "index"
    run = run_wenqu("index", str(seeds), "--index", str(folder))
    assert run.returncode == 0, run.stderr
    return folder


@pytest.mark.parametrize(("question", "doc_id", "words"), QUESTIONS)
def test_questions_over_the_seeds(
    where: Path,
    encoder: Encoder,
    seeds: Path,
    question: str,
    doc_id: str,
    words: str,
) -> None:
    answer = Bot(Retriever(Index.open(where), encoder)).ask(question)
    assert answer.found
    assert words in answer.text
    source = (seeds / doc_id).read_text("utf-8")
    for citation in answer.citations:
        assert citation.doc_id == doc_id
        assert source[citation.start : citation.end] == citation.quote
    quoted = "".join(citation.quote for citation in answer.citations)
    assert "".join(quoted.split()) == "".join(answer.text.split())


def test_the_command_says_the_same(where: Path) -> None:
    run = run_wenqu("ask", QUESTIONS[0][0], "--index", str(where), "--json")
    record = json.loads(run.stdout)
    assert record["found"] is True
    assert record["citations"][0]["path"] == FIRST
    assert "34" in record["citations"][0]["quote"]
    assert record["citations"][0]["page"] == 3


def test_the_page_that_a_passage_starts_on(where: Path) -> None:
    index = Index.open(where)
    pages = {p.text[:6]: p.page for p in index.passages if p.doc_id == FIRST}
    assert [page for start, page in pages.items() if start.startswith("四是”支撑")] == [2]
    assert {p.page for p in index.passages if p.doc_id == SECOND} == {None}


def test_neither_disclaimer_nor_converter_marks_are_searched(where: Path) -> None:
    text = "\n".join(passage.text for passage in Index.open(where).passages)
    for noise in ("CCF BDCI", "<!--", "PAGE_DIV", "figureText"):
        assert noise not in text
