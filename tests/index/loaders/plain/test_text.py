"""Plain text as a whole: clean text as it was, spans exact, time linear."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.loaders.plain.text import read
from tests.index.loaders.plain.village import BODY, LONG, blocks
from tests.index.loaders.reading import check_spans, words_in


def test_a_clean_text_comes_through_unchanged() -> None:
    text = (
        "春耕通信保障小记\n\n"
        "3月起，分公司派出5支小队下乡，“先修路、再修网”，走遍了12个乡镇。\n\n"
        "一、准备\n\n"
        f"{BODY}\n\n"
        "项目 | 数量 | 单位\n光缆 | 38.5 | 公里\n\n"
        "1. 带好工具；\n2. 带好干粮。\n\n"
        "Everyone came home before dark, tired but happy."
    )
    assert read(f"\n{text}\n", "a.txt").text == text


def test_a_title_that_is_all_stays_searchable() -> None:
    assert blocks("只有一行字") == [("paragraph", "只有一行字")]


def test_title_falls_back_to_the_file_name() -> None:
    assert read(BODY, "x/通网记.txt").title == "通网记"


NOISE = [
    "<!-- Media -->", "<!-- figureText: 图 -->", "<PAGE_DIV>", "<!--", "-->", "\n", "\n\n", " ",
    "　　", "\t", "“", "”", "‘", "（", "）", "，", ",", "。", "：", "|", " | ", "## ", "1. ",
    "（一）", "一、", "• ", "——", "发布时间：", "2021-03-09", "免责声明：", "图为", "中", "文字",
    "山里的村子", "word", "7", "KPI 34 个", "方", "法", "\x0c", "\u2028", "\x00", "\r", "第一章",
    "问：", "答：",    "---", LONG,
]  # fmt: skip


@example("<!--<!-- figureText: 图 -->-->")
@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(NOISE), max_size=40).map("".join))
def test_spans_are_exact_and_no_word_is_lost(text: str) -> None:
    source = text.replace("\r", "\n")
    document = read(source, "a.txt")
    check_spans(document, source, source + " |:：")  # headers stand again beside their cells
    kept = re.sub(
        r"<!--(?:\s*figureText: (图) |(?:(?!<!--|-->).)*)-->|<PAGE_DIV>",
        lambda mark: mark[1] or "",
        source,
        flags=re.DOTALL,
    )
    shown = "".join(document.text[r.start : r.start + r.length] for r in document.source_runs or ())
    assert words_in(shown) == words_in(kept)


@pytest.mark.parametrize(
    "unit", ["字", "<!--", "“", " ", "<PAGE_DIV>", "字<PAGE_DIV>", "(", "|", "。", f"{LONG}\n\n"]
)
def test_time_is_linear(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.process_time()
    read(text, "a.txt")
    assert time.process_time() - started < 5


def test_a_megabyte_takes_seconds() -> None:
    page = f"## 题目\n\n{BODY}新建 34 个。\n\n1. 甲\n2. 乙\n\n{LONG}\n\n{BODY}<PAGE_DIV>\n\n"
    text = page * (1_000_000 // len(page.encode()))
    started = time.process_time()
    document = read(text, "a.txt")
    assert time.process_time() - started < 5
    assert document.pages == text.count("<PAGE_DIV>")
