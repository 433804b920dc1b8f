"""An exported conversation reads back as what was shown, and nothing in it acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa.records import Answer, Citation, Evidence, ShortSpan
from tests.ui.web.hostile import HOSTILE
from ui.web.page.export import escape, export
from ui.web.page.talk import Exchange, Refusal, Talk
from ui.web.safe import plain
from ui.web.words import EN, LANGUAGES, ZH, Texts

SAFE = {"heading", "paragraph", "blockquote", "inline", "strong", "text", "hardbreak", "softbreak"}


def tokens(markdown: str) -> list[Token]:
    """Of the most that a reader may understand: HTML, links, tables, strikethrough."""
    return (
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(markdown)
    )


def read(markdown: str) -> str:
    """The text that it shows; fails where there is more than text."""
    shown = []
    for token in tokens(markdown):
        for one in (token, *(token.children or ())):
            assert one.type.removesuffix("_open").removesuffix("_close") in SAFE, one
        if token.type == "inline":
            shown.append(
                "".join("\n" if c.type == "hardbreak" else c.content for c in token.children or ())
            )
    return "\n".join(shown)


def talk_about(text: str) -> Talk:
    citation = Citation(1, "d", text, "目录/d.txt", 2, text, 0, len(text), text)
    evidence = Evidence("d", 0, len(text), text, 0.9, 0, (1,))
    short = ShortSpan(0, 0, len(text[:20]), 1, 0, len(text[:20]))
    answer = Answer(text, True, 0.9, text, (citation,), (), f"全{text}", (evidence,), short)
    none = Answer("没有的", False, 0.1, "", (), (), "没有的")
    stopped = Exchange(3, "停", refusal=Refusal.STOPPED)
    return Talk((Exchange(1, text, answer), Exchange(2, "没有的", none), stopped), 3)


@pytest.mark.parametrize("texts", LANGUAGES, ids=[texts.lang for texts in LANGUAGES])
def test_it_reads_back(texts: Texts) -> None:
    shown = read(export(talk_about("千兆小区 34 个。\n光猫 2,621 个。"), texts))
    assert shown.startswith(f"{texts.export_title}\n1. {texts.export_question}: 千兆小区 34 个。")
    assert "\n千兆小区 34 个。\n光猫 2,621 个。\n" in shown
    assert (
        f"\n[1] 千兆小区 34 个。 光猫 2,621 个。 · 目录/d.txt · {texts.page.format(2)} · " in shown
    )
    assert shown.count(texts.export_none) == 1
    assert shown.endswith(texts.stopped)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile: str) -> None:
    line = " ".join(hostile.split())
    shown = " ".join(read(export(talk_about(hostile), ZH)).split())
    assert shown.count(line) >= 5  # question, understood, text, title, heading, quote


@given(st.text(max_size=80))
def test_any_line_reads_back(text: str) -> None:
    shown = read(f"{escape(text)}\n\n> {escape(text)}")
    line = " ".join(plain(text).split())
    assert shown == (f"{line}\n{line}" if line else "")


def test_no_bare_address_becomes_a_link() -> None:
    markdown = export(talk_about("见 https://example.org/ 和 www.example.org 与 a@example.org"), EN)
    for active in ("https://", "www.e", "a@"):
        assert active not in markdown
