"""A document in the viewer: all of it, in order, the cited stretch marked; hostile text inert."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from index.records import BlockKind, Document, PageStart
from tests.ui.web.hostile import HOSTILE, Seen
from ui.web.page import viewer
from ui.web.page.cards.marks import Mark
from ui.web.page.cards.place import Place
from ui.web.page.viewer import WINDOW
from ui.web.routes.viewer import media_type, quotes_on
from ui.web.words import EN, HANT, ZH

ELEMENTS = {"div", "h2", "h3", "h4", "h5", "h6", "p", "bdi", "a", "button", "mark", "br", "img"}
ELEMENTS |= {"span"}


def place_of(document: Document, said: str, hit: str = "") -> Place:
    start = document.text.index(said)
    at = document.text.index(hit, start) if hit else 0
    return Place.of(document, [(start, start + len(said))], (at, at + len(hit)) if hit else None)


def marked(html: str, mark: Mark) -> str:
    seen = Seen(html.replace("<br>", ""))
    return "".join(c for c, m in zip(seen.text, seen.strengths, strict=True) if m >= mark)


@pytest.fixture
def told(document: Callable[..., Document]) -> Document:
    return document(
        (BlockKind.TITLE, "年报"),
        (BlockKind.HEADING, "一、经营", 1),
        (BlockKind.PARAGRAPH, "全年建成千兆小区 34 个。用户满意。"),
        (BlockKind.HEADING, "（一）收入", 2),
        (BlockKind.TABLE_ROW, "项目 | 数额"),
        (BlockKind.TABLE_ROW, "收入 | 5 亿元"),
        (BlockKind.LIST_ITEM, "其一"),
    )


def test_all_of_it_is_shown_as_what_it_is(told: Document) -> None:
    html = viewer.view(told, place_of(told, "全年建成千兆小区 34 个。", "34 个"), ZH)
    seen = Seen(html)
    body = html[html.index('class="wq-view-text"') :]
    assert [tag for tag, _ in seen.tags if tag in ("h2", "h3", "h4", "h5")] == [
        "h2",
        "h3",
        "h4",
        "h5",
    ]
    assert Seen("<div " + body.removesuffix("</div></div>")).text == told.text.replace("\n", "")
    assert marked(html, Mark.EVIDENCE) == "全年建成千兆小区 34 个。"
    assert marked(html, Mark.SHORT) == "34 个"
    (at,) = [(tag, a) for tag, a in seen.tags if a.get("id") == "wq-at"]
    assert at[1]["class"] == "wq-paragraph"
    assert [a["class"] for _, a in seen.tags if "class" in a].count("wq-table_row") == 2
    assert "wq-view-page" not in html  # no PDF


def test_struck_text_is_shown_as_struck(document: Callable[..., Document]) -> None:
    told = document((BlockKind.PARAGRAPH, "每月180元。"), (BlockKind.STRUCK, "300元"))
    html = viewer.view(told, place_of(told, "每月180元。"), ZH)
    assert re.search(r'<s [^>]*class="wq-struck"[^>]*>300元</s>', unescape(html))


def test_pages_break_where_they_begin(told: Document) -> None:
    inside = told.text.index("用户满意")
    starts = (PageStart(0, 1), PageStart(inside, 2), PageStart(told.text.index("其一"), 3))
    paged = Document("d", "d.pdf", "年报", told.text, told.blocks, starts, format="pdf")
    html = viewer.stretch(paged, place_of(paged, "34 个。用户满意。"), 0, len(paged.text), ZH)
    assert re.sub("<[^>]+>", "", html).index("2用户") < html.index('separator">3')
    assert Seen(html).text == (
        "年报一、经营全年建成千兆小区 34 个。2用户满意。（一）收入项目 | 数额收入 | 5 亿元3其一"
    )
    assert quotes_on(paged, place_of(paged, "34 个。用户满意。"), 1) == ("34 个。",)
    assert quotes_on(paged, place_of(paged, "34 个。用户满意。"), 2) == ("用户满意。",)
    assert quotes_on(paged, place_of(paged, "34 个。用户满意。"), 3) == ()
    whole = viewer.view(paged, place_of(paged, "其一"), EN)
    assert 'data-page="3" data-pages="3"' in whole


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_and_never_acts(
    hostile: str, document: Callable[..., Document]
) -> None:
    held = document((BlockKind.TITLE, hostile), (BlockKind.PARAGRAPH, f"甲{hostile}乙"))
    held = Document(hostile, hostile, hostile, held.text, held.blocks, format="pdf", source=hostile)
    html = viewer.view(held, place_of(held, f"甲{hostile}"), ZH)
    seen = Seen(html.replace('<img alt="">', ""))
    assert {tag for tag, _ in seen.tags} <= ELEMENTS
    assert seen.open == []
    for _, attributes in seen.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert not (attributes.get("href") or "view/").startswith("javascript")
    for syntax in ("{{", "${", "javascript:", "<script"):
        assert syntax not in html
    assert f"甲{hostile}乙" in seen.text


def long_document(document: Callable[..., Document], length: int = 60_000) -> Document:
    parts = [(BlockKind.PARAGRAPH, f"第{n}段。" + "字" * 200) for n in range(length // 206)]
    return document(*parts)


def test_a_long_document_opens_around_the_place_and_leads_both_ways(
    document: Callable[..., Document],
) -> None:
    held = long_document(document)
    place = place_of(held, "第150段。")
    html = viewer.view(held, place, ZH)
    assert marked(html, Mark.EVIDENCE) == "第150段。"
    assert "第0段。" not in Seen(html).text
    assert len(html) < 60_000
    shown = Seen(viewer._around(held, place, ZH)).text
    while found := re.search(r"before&#61;(\d+)", html):
        html = viewer.before(held, place, int(found[1]), ZH)
        shown = Seen(html).text + shown
    html = viewer.view(held, place, ZH)
    while found := re.search(r"after&#61;(\d+)", html):
        html = viewer.after(held, place, int(found[1]), ZH)
        shown += Seen(html).text
    for label in (ZH.before, ZH.after):
        shown = shown.replace(label, "")
    assert shown == held.text.replace("\n", "")


def test_one_endless_paragraph_is_cut(document: Callable[..., Document]) -> None:
    held = document((BlockKind.PARAGRAPH, "长" * 200_000 + "此处" + "w" * 200_000))
    html = viewer.view(held, place_of(held, "此处"), EN)
    assert marked(html, Mark.EVIDENCE) == "此处"
    assert len(Seen(html).text) < 3 * WINDOW


def test_a_document_that_has_changed_says_so_and_marks_nothing(told: Document) -> None:
    place = place_of(told, "34 个")
    changed = Document("d.txt", "d.txt", "年报", told.text.replace("34", "35"), told.blocks)
    html = viewer.view(changed, place, HANT)
    assert "<mark" not in html
    assert HANT.changed in Seen(html).text
    assert HANT.changed not in Seen(viewer.view(told, place, HANT)).text


def test_a_place_reads_back_from_its_address_and_nonsense_is_no_place(told: Document) -> None:
    from urllib.parse import parse_qs

    place = place_of(told, "全年建成千兆小区 34 个。", "34 个")
    asked = parse_qs(place.query)
    assert Place.read(asked["id"][0], asked["at"], asked["hit"][0], asked["check"][0]) == place
    odd = Place.read("d.txt", ["9-3", "x", "-1-4", "1-99999999999", "1-2 "], "a-b", "zz")
    assert odd == Place("d.txt", (), None, "zz")
    beyond = Place.read("d.txt", ["5-9999"], "", "00000000")
    assert beyond.spans == ((5, 9999),)
    assert beyond.within(told).spans == ()
    assert Place.read("d.txt", ["0-999999999"] * 99, "", "").spans == ()
    long = Document("d", "d", "", "字" * 30_000, ())
    place = Place.of(long, [(5, 29_000)])
    again = Place.read("d", [f"{start}-{end}" for start, end in place.spans], "", place.check)
    assert again.within(long).spans == ((5, 20_005),)


def test_what_a_browser_could_run_is_served_as_plain_text() -> None:
    assert media_type("a.html") == "text/plain"
    assert media_type("a.HTM") == "text/plain"
    assert media_type("a.pdf") == "application/pdf"
    assert media_type("年报.md") == "text/markdown; charset=utf-8"
    assert media_type("a.docx").startswith("application/vnd.openxmlformats")
