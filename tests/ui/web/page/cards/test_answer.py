"""Hostile text stays text; marks stand where the answer stands; both languages speak."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from index.records import BlockKind, Document, Passage
from qa.records import Answer, Citation, Evidence, Hit, ShortSpan
from tests.ui.web.hostile import HOSTILE, Seen
from ui.web.page import viewer
from ui.web.page.cards import (
    Mark,
    Shelf,
    answer_message,
    cards_of,
    near_of,
    notice_message,
    question_message,
)
from ui.web.page.chat import Scene, chat
from ui.web.page.sources import answer_sources, sources
from ui.web.page.talk import Exchange, Talk
from ui.web.safe import encode
from ui.web.words import EN, LANGUAGES, ZH, Texts

ALLOWED = {"div", "p", "blockquote", "a", "mark", "br", "bdi", "ol", "li", "span", "section"}
ALLOWED |= {"h2", "h3", "small", "details", "summary", "dl", "dt", "dd", "i", "svg", "path", "rect"}
ALLOWED |= {"article", "button", "form", "input", "ul"}
OURS = re.compile(r"#src-\d+-(near-)?\d+|view/document\?[\w=%.&;#-]+")


def passage(text: str, start: int = 0, title: str = "标题", doc_id: str = "d.txt") -> Passage:
    end = start + len(text)
    return Passage(f"{doc_id}#0", doc_id, start, end, text, title=title, headings=("章节",), page=2)


def answer_of(
    text: str, short: str | None = None, place: int | None = None, *, title: str = "标题"
) -> tuple[Answer, Shelf]:
    """An answer that is one evidence, in the middle of its passage in the middle of a document.

    `place`: where the short answer stands in it; where it first does, if that is not said.
    """
    before, after = "前文。", "后文。"
    held = passage(f"{before}{text}{after}", 10, title)
    start = 10 + len(before)
    evidence = Evidence("d.txt", start, start + len(text), text, 0.9, 0, (1,))
    citation = Citation(1, "d.txt", title, "目录/d.txt", 2, "章节", 0, len(text), text)
    near = passage(f"别的段落 {text}", 900, title)
    hits = (
        Hit(1, 0.8, held, 0, {"words": 0.7, "dense": 0.5}),
        Hit(2, 0.4, near, 1, {"words": 1.7, "dense": -0.2, "<b>": 0.1}),
    )
    span = None
    if short is not None:
        at = text.index(short) if place is None else place
        span = ShortSpan(0, start + at, start + at + len(short), 1, at, at + len(short))
    answer = Answer("问题", True, 0.87, text, (citation,), hits, "问题", (evidence,), span)
    whole = "零一二三四五六七八九" + held.text
    document = Document("d.txt", "目录/d.txt", title, whole, ())
    return answer, Shelf((held, near), {"d.txt": document})


def exchange_of(answer: Answer, shelf: Shelf, turn: int = 1) -> Exchange:
    """The answer as the page keeps it."""
    cards = cards_of(answer, shelf) if answer.found else ()
    return Exchange(turn, answer.question, answer, cards=cards, near=near_of(answer, shelf))


def everything(text: str, texts: Texts) -> list[str]:
    """Every piece of HTML that this text can end up in."""
    answer, shelf = answer_of(text, text[:20], title=text)
    odd = Answer(text, False, 0.1, text, (), answer.hits, text + "?")
    first, second = exchange_of(odd, shelf), exchange_of(answer, shelf, 2)
    judged = Talk((first, second), 2).judged(2, False, False)
    return [
        question_message(text),
        notice_message(text, texts),
        answer_message(answer, 1, texts),
        answer_message(odd, 2, texts, first.near),
        sources([first, second], texts),
        sources([first], texts),
        chat(Scene(judged, judging=True), texts),
        chat(Scene(Talk(), pending=text), texts),
        chat(Scene(Talk(), examples=(text,)), texts),
    ]


@pytest.mark.parametrize("texts", LANGUAGES, ids=[texts.lang for texts in LANGUAGES])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_and_never_acts(hostile: str, texts: Texts) -> None:
    for html in everything(hostile, texts):
        seen = Seen(html)
        assert {tag for tag, _ in seen.tags} <= ALLOWED
        assert seen.open == []
        for tag, attributes in seen.tags:
            assert not [name for name in attributes if name.startswith("on") or name == "src"]
            assert tag != "a" or OURS.fullmatch(attributes["href"] or "")
        assert "\n" not in html  # a blank line would end Markdown's HTML block
        for syntax in ("{{", "${", "](", "```", "$$", "://", "javascript:"):
            assert syntax not in html
    assert hostile in Seen(everything(hostile, texts)[2]).text
    assert hostile in Seen(everything(hostile, texts)[4]).text


@pytest.mark.parametrize("mark", ["\u202e", "\u202a", "\u2066", "\u2069", "\u200f", "\u061c"])
def test_direction_marks_become_visible(mark: str) -> None:
    for html in everything(f"合同金额{mark}100元", ZH):
        assert mark not in html
    assert Seen(encode(f"a{mark}b")).text == f"a⟨U+{ord(mark):04X}⟩b"


def test_a_very_long_word_is_whole_and_inside_elements_that_wrap() -> None:
    word = "长" * 5_000 + "w" * 5_000
    answer, shelf = answer_of(word)
    for html in (answer_message(answer, 1, ZH), sources([exchange_of(answer, shelf)], ZH)):
        assert word in Seen(html).text
    assert len(Seen(question_message(word)).text) == 300


def test_the_chat_shows_short_answer_block_and_marker() -> None:
    answer, _ = answer_of("一共建成千兆小区 34 个,换猫 340 只。", "34 个")
    html = answer_message(answer, 3, ZH)
    assert '<p class="wq-short" lang="zh">34 个</p>' in html
    assert '小区 <mark class="wq-evidence wq-hit">34 个</mark>&#44;' in html
    assert html.count("<mark") == 1
    assert Seen(html).text.count("一共建成千兆小区 34 个,换猫 340 只。[1]") == 1
    marker = next(attributes for tag, attributes in Seen(html).tags if tag == "a")
    assert marker["href"] == "#src-3-1"
    assert marker["title"] == "来源 1：标题"
    assert "理解为" not in html


def test_what_was_understood_stands_above_when_it_differs() -> None:
    answer, shelf = answer_of("换出光猫2621个。", "2621个")
    follow = replace(answer, question="那光猫呢", understood="山阴光猫换了多少")
    assert Seen(answer_message(follow, 1, ZH)).text.startswith("理解为：山阴光猫换了多少")
    assert Seen(answer_message(follow, 1, EN)).text.startswith("Understood as: 山阴光猫换了多少")
    assert shelf.passages[0].text in Seen(sources([exchange_of(follow, shelf)], EN)).text


def test_the_card_marks_evidence_and_in_it_the_short_answer() -> None:
    answer, shelf = answer_of("一共建成千兆小区 34 个。", "34 个")
    html = answer_sources(exchange_of(answer, shelf, 3), ZH)
    assert (
        '前文。<mark class="wq-evidence">一共建成千兆小区 </mark>'
        '<mark class="wq-evidence wq-hit">34 个</mark><mark class="wq-evidence">。</mark>后文。'
    ) in html
    assert 'id="src-3-1">1</span>' in html
    assert "目录/d.txt · 第 2 页 · 章节" in Seen(html).text
    assert Seen(html).text.count("别的段落") == 1  # the other hit, folded
    assert "更多段落（1）" in Seen(html).text
    widths = re.findall(r"width:(\d+)%", html)
    # of the cited passage, then of the near one; clamped to what a bar can show
    assert widths == ["80", "70", "50", "40", "100", "0", "10"]


def test_of_two_places_that_say_the_same_the_right_one_is_marked() -> None:
    text = "新建5个。改造5个。"
    answer, shelf = answer_of(text, "5个", text.rindex("5个"))
    assert answer.short == "5个"
    wanted = "改造<hit>5个</hit>。"

    def marked(html: str) -> str:
        html = re.sub(r'<mark class="wq-evidence wq-hit">(.*?)</mark>', "<hit>\\1</hit>", html)
        return re.sub(r"</?mark[^>]*>", "", html)

    assert f">新建5个。{wanted}<a " in marked(answer_message(answer, 1, ZH))
    exchange = exchange_of(answer, shelf)
    assert f">前文。新建5个。{wanted}后文。<" in marked(answer_sources(exchange, ZH))
    (card,) = exchange.cards
    document = shelf.documents["d.txt"]
    assert f"前文。新建5个。{wanted}后文。<" in marked(viewer.view(document, card.place, ZH))
    parts = [answer_message(answer, 1, ZH, upto=upto) for upto in range(len(text))]
    assert [part.count("wq-hit") for part in parts] == [0] * 8 + [1, 1]


def test_evidence_outside_its_passage_is_shown_too() -> None:
    text = "表头 | 数量\n" + "甲" * 200 + "\n光猫 | 2621"
    held = Passage("d#1", "d", 208, len(text), text[208:], BlockKind.TABLE_ROW)
    document = Document("d", "d.md", "表", text, ())
    evidence = (
        Evidence("d", 0, 7, text[:7], 0.5, 0, (1,)),
        Evidence("d", 209, len(text), text[209:], 0.5, 0, (2,)),
    )
    citations = tuple(
        Citation(n, "d", "表", "d.md", None, None, e.start, e.end, e.text)
        for n, e in enumerate(evidence, start=1)
    )
    block = f"{evidence[0].text}\n{evidence[1].text}"
    span = ShortSpan(1, len(text) - 4, len(text), 2, 5, 9)
    answer = Answer("q", True, 0.9, block, citations, (), "q", evidence, span)
    (card,) = cards_of(answer, Shelf((held,), {"d": document}))
    assert card.numbers == (1, 2)
    assert [piece.text for piece in card.pieces] == ["表头 | 数量", "\n光猫 | 2621"]
    assert card.pieces[1].spans == (((1, 10), Mark.EVIDENCE), ((6, 10), Mark.SHORT))
    message = Seen(answer_message(answer, 1, ZH)).text
    assert message.startswith("2621表头 | 数量[1]\n光猫 | 2621[2]")


def test_not_found_says_so_and_lists_the_nearest() -> None:
    answer, shelf = answer_of("x")
    none = Answer("问", False, 0.1, "文档中没有。", (), answer.hits, "问")
    for texts in (ZH, EN):
        exchange = exchange_of(none, shelf)
        said = Seen(answer_message(none, 1, texts, exchange.near)).text
        where = f"{texts.page.format(2)} · 章节"
        assert said.startswith(f"{texts.not_found}{texts.nearest_hint}标题{where}前文。x后文。标题")
        listed = Seen(answer_sources(exchange, texts)).text
        assert listed.startswith(texts.nearest)
        assert "前文。x后文。" in listed
    bare = Answer("问", False, 0.0, "文档中没有。", (), (), "问")
    assert Seen(answer_message(bare, 1, ZH)).text == ZH.not_found
    assert Seen(answer_sources(exchange_of(bare, shelf), ZH)).text == ZH.no_sources


def test_the_panel_folds_earlier_questions() -> None:
    answer, shelf = answer_of("内容", "内容")
    html = sources([exchange_of(answer, shelf, turn) for turn in (1, 2)], ZH)
    assert html.index("src-2-1") < html.index("wq-turn") < html.index("src-1-1")
    assert Seen(sources((), ZH)).text == "来源" + ZH.sources_empty


def test_ids_are_unique_in_the_panel() -> None:
    answer, shelf = answer_of("内容")
    html = sources([exchange_of(answer, shelf, turn) for turn in range(1, 6)], EN)
    ids = re.findall(r' id="([^"]+)"', html)
    assert sorted(ids) == sorted(
        name for turn in range(1, 6) for name in (f"src-{turn}-1", f"src-{turn}-near-2")
    )


def test_a_card_shows_its_own_marks_alone() -> None:
    """The short answer of one card is not pulled into the others of the same document."""
    text = "甲是 34 个。" + "乙" * 400 + "丙很多。"
    first, second = passage(text[:8]), passage(text[-4:], len(text) - 4)
    evidence = (
        Evidence("d.txt", 0, 8, text[:8], 0.9, 0, (1,)),
        Evidence("d.txt", len(text) - 4, len(text), text[-4:], 0.5, 1, (2,)),
    )
    citations = tuple(
        Citation(n, "d.txt", "标题", "d.txt", None, None, e.start, e.end, e.text)
        for n, e in enumerate(evidence, start=1)
    )
    block = f"{text[:8]}\n{text[-4:]}"
    answer = Answer(
        "问", True, 0.9, block, citations, (), "问", evidence, ShortSpan(0, 2, 6, 1, 2, 6)
    )
    document = Document("d.txt", "d.txt", "标题", text, ())
    one, two = cards_of(answer, Shelf((first, second), {"d.txt": document}))
    assert one.place.hit == (2, 6)
    assert [piece.text for piece in two.pieces] == ["丙很多。"]
    assert two.place.hit is None


def test_the_same_words_elsewhere_have_a_marker_and_a_card_of_their_own() -> None:
    answer, shelf = answer_of("建成34个小区。")
    again = replace(answer.citations[0], n=2, doc_id="e.txt", title="转载", path="目录/e.txt")
    answer = replace(
        answer,
        citations=(*answer.citations, again),
        evidence=(replace(answer.evidence[0], also=(2,)),),
    )
    assert [(card.numbers, card.title) for card in cards_of(answer, shelf)] == [
        ((1,), "标题"),
        ((2,), "转载"),
    ]
    assert "建成34个小区。[1][2]" in Seen(answer_message(answer, 1, ZH)).text
