from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from index.passages.chunker import chunk
from index.records import Block, BlockKind, Document
from index.settings import IndexSettings

K = BlockKind
Make = Callable[..., Document]


def texts(document: Document, **settings: int) -> list[str]:
    return [passage.text for passage in chunk(document, IndexSettings(**settings))]


def test_a_passage_never_crosses_a_heading_and_carries_its_path(document: Make) -> None:
    made = document(
        (K.TITLE, "年度报告"),
        (K.HEADING, "第一章 网络", 1),
        (K.PARAGRAPH, "建成基站十座。"),
        (K.HEADING, "一、无线", 2),
        (K.PARAGRAPH, "其中5G基站四座。"),
        (K.HEADING, "第二章 服务", 1),
        (K.PARAGRAPH, "满意度提升。"),
    )
    passages = chunk(made, IndexSettings())
    assert [(p.text, p.headings, p.title) for p in passages] == [
        ("建成基站十座。", ("第一章 网络",), "年度报告"),
        ("其中5G基站四座。", ("第一章 网络", "一、无线"), "年度报告"),
        ("满意度提升。", ("第二章 服务",), "年度报告"),
    ]
    assert passages[1].context == "年度报告\n第一章 网络\n一、无线"


def test_a_long_paragraph_is_cut_between_sentences_into_even_parts(document: Make) -> None:
    sentence = "这一句话正好有二十个汉字左右那么长了。"
    made = document((K.PARAGRAPH, sentence * 20))
    parts = texts(made, passage_length=100, passage_limit=150)
    assert "".join(parts) == sentence * 20
    assert all(part.endswith("。") and 70 <= len(part) <= 150 for part in parts)


def test_items_stay_with_the_line_that_opens_them(document: Make) -> None:
    made = document(
        (K.PARAGRAPH, "主要措施如下："),
        (K.LIST_ITEM, "1.巡检机房"),
        (K.LIST_ITEM, "2.更换电池"),
        (K.PARAGRAPH, "以上请遵照执行。"),
    )
    assert texts(made) == ["主要措施如下：\n\n1.巡检机房\n\n2.更换电池", "以上请遵照执行。"]


def test_later_parts_of_a_table_carry_its_header(document: Make) -> None:
    rows = [f"项目{number} | {number}00 | 备注内容若干" for number in range(12)]
    made = document((K.TABLE_ROW, "名称 | 金额 | 备注"), *((K.TABLE_ROW, row) for row in rows))
    passages = chunk(made, IndexSettings(passage_length=60, passage_limit=80))
    assert passages[0].text.startswith("名称 | 金额 | 备注")
    assert {p.headings for p in passages[1:]} == {("名称 | 金额 | 备注",)}
    assert "\n".join(p.text for p in passages) == made.text


def test_two_tables_one_after_the_other_stay_two(document: Make) -> None:
    first, second = "名称 | 金额\n甲 | 1", "站点 | 数量\n乙 | 2"
    rows = [*first.split("\n"), *second.split("\n")]
    made = document(*((K.TABLE_ROW, row) for row in rows))
    apart = made.text.replace("甲 | 1\n", "甲 | 1\n\n")
    shift = [Block(b.kind, b.start + (i > 1), b.end + (i > 1)) for i, b in enumerate(made.blocks)]
    two = Document("d.txt", "d.txt", "", apart, tuple(shift))
    assert texts(two) == [first, second]


def test_boilerplate_figures_and_credits_are_not_searched(document: Make) -> None:
    made = document(
        (K.BOILERPLATE, "本文仅供示例。"),
        (K.FIGURE, "图中文字"),
        (K.PARAGRAPH, "正文一句。"),
        (K.CREDIT, "本报记者摄"),
        (K.METADATA, "发布时间：2022-01-14"),
    )
    assert texts(made) == ["正文一句。", "发布时间：2022-01-14"]


def test_a_heading_with_nothing_under_it_is_still_found(document: Make) -> None:
    made = document((K.HEADING, "空的一节", 1), (K.HEADING, "另一节", 1), (K.PARAGRAPH, "有字。"))
    assert texts(made) == ["空的一节", "有字。"]


def test_a_document_of_a_title_alone_is_still_found(document: Make) -> None:
    assert texts(document((K.TITLE, "关于放假的通知"))) == ["关于放假的通知"]


blocks = st.lists(
    st.tuples(
        st.sampled_from([K.PARAGRAPH, K.LIST_ITEM, K.TABLE_ROW, K.HEADING, K.CAPTION]),
        st.text(alphabet="中文字句。；，A1 |：", min_size=1, max_size=300).filter(str.strip),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=12,
)


@given(blocks, st.integers(20, 120))
def test_every_passage_slices_back_and_every_word_of_the_body_is_in_one(
    parts: list[tuple[BlockKind, str, int]], length: int
) -> None:
    text, made = "", []
    for kind, words, level in parts:
        text += "\n\n" if text else ""
        made.append(
            Block(kind, len(text), len(text) + len(words), level if kind is K.HEADING else 0)
        )
        text += words
    document = Document("d.txt", "d.txt", "题", text, tuple(made))
    settings = IndexSettings(passage_length=length, passage_limit=length + 40)
    passages = chunk(document, settings)
    covered = set()
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        span = set(range(passage.start, passage.end))
        assert not covered & span
        covered |= span
    body = {
        at
        for block in made
        if block.kind is not K.HEADING
        for at in range(block.start, block.end)
        if not text[at].isspace()
    }
    assert body <= covered
    assert len({p.passage_id for p in passages}) == len(passages)
