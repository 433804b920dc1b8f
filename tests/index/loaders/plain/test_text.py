"""Plain text and converters' text, one rule a test; the texts are our own."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ReadCode, ReadError
from index.loaders import SUFFIXES, load_document
from index.loaders.plain.text import read
from tests.index.loaders.reading import check_spans, outline, words_in

BODY = "去年冬天，山里的三个村子先后通了网，孩子们不用再爬到坡顶找信号。"
LONG = "去年冬天山里的三个村子先后通了网络，施工队顶着风雪把光缆一米一米地拉上山，"


def blocks(text: str) -> list[tuple[str, str]]:
    document = read(text, "a.txt")
    check_spans(document, text)
    return outline(document)


# --- the door


def test_suffixes_choose_the_loader() -> None:
    assert {".txt", ".text", ".md", ".markdown"} <= SUFFIXES
    document = load_document(BODY.encode(), "x/甲.TXT")
    assert (document.doc_id, document.format, document.text) == ("x/甲.TXT", "txt", BODY)


def test_an_unknown_suffix_is_unsupported() -> None:
    with pytest.raises(ReadError, match=r"no loader for '\.exe'") as caught:
        load_document(b"x", "a.exe")
    assert caught.value.code is ReadCode.UNSUPPORTED


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"<!-- Media -->\n<PAGE_DIV>"])
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_no_text_is_empty(data: bytes, suffix: str) -> None:
    with pytest.raises(ReadError, match="holds no text") as caught:
        load_document(data, f"a.{suffix}")
    assert caught.value.code is ReadCode.EMPTY


# --- clean text


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


# --- comments, figures, pages


def test_comments_go_and_end_a_block() -> None:
    assert blocks(f"{BODY}<!-- Media -->第二段从这里开始，说的是另外一件事。") == [
        ("paragraph", BODY),
        ("paragraph", "第二段从这里开始，说的是另外一件事。"),
    ]


def test_figure_text_is_a_figure() -> None:
    text = f"{BODY}\n\n<!-- figureText: 通网仪式 现场照片 -->\n\n{BODY}"
    assert blocks(text) == [
        ("paragraph", BODY),
        ("figure", "通网仪式 现场照片"),
        ("paragraph", BODY),
    ]


def test_a_comment_never_closed_is_text() -> None:
    assert blocks("甲<!--乙说：好。") == [("paragraph", "甲<!--乙说：好。")]
    assert blocks("甲<!--乙<!-- c -->") == [("paragraph", "甲<!--乙")]


def test_pages() -> None:
    document = read(f"{BODY}<PAGE_DIV> \n\n第二页也有话要说。<PAGE_DIV>\n", "a.txt")
    assert [document.page_at(block.start) for block in document.blocks] == [1, 2]
    assert document.pages == 2


def test_a_trailing_page_mark_alone_says_page_one() -> None:
    assert read(f"{BODY}<PAGE_DIV>", "a.txt").pages == 1
    assert read(BODY, "a.txt").pages is None


def test_a_page_begins_inside_a_sentence() -> None:
    source = "孩子们不用再爬到坡顶找信<PAGE_DIV>号，在家就能上课。"
    document = read(source, "a.txt")
    assert document.text == "孩子们不用再爬到坡顶找信号，在家就能上课。"
    at = document.text.index("号")
    assert (document.page_at(at - 1), document.page_at(at)) == (1, 2)


def test_a_page_mark_after_a_sentence_ends_the_paragraph() -> None:
    assert blocks("第一页完了。<PAGE_DIV>第二页开始了。") == [
        ("paragraph", "第一页完了。"),
        ("paragraph", "第二页开始了。"),
    ]


# --- boilerplate, metadata, credits


@pytest.mark.parametrize(
    "line",
    [
        "本文档由作者虚构，仅供教学演示使用。",
        "本资料仅限内部学习使用，请勿外传。",
        "免责声明：文中数字均为虚构，概不负责。",
        "本文档为示例语料，请勿转载。",
    ],
)
def test_disclaimers_first_and_last_are_boilerplate(line: str) -> None:
    text = f"{line}\n\n山村通网\n\n{BODY}\n\n{line}"
    assert [kind for kind, _ in blocks(text)] == [
        "boilerplate",
        "title",
        "paragraph",
        "boilerplate",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "合同末页应当附上免责声明，并由双方签字。",
        "本文档介绍备份的做法，仅限管理员操作。",
        "本办法适用于全体员工，仅供应商除外。",
    ],
)
def test_content_is_no_boilerplate(line: str) -> None:
    assert blocks(f"{line}\n\n{BODY}")[0] == ("paragraph", line)


def test_a_disclaimer_in_the_middle_is_content() -> None:
    line = "本资料仅供内部学习使用。"
    assert blocks(f"{BODY}\n\n{line}\n\n{BODY}")[1] == ("paragraph", line)


@pytest.mark.parametrize(
    ("line", "date", "source"),
    [
        ("发布时间：2021-03-09 发布人：网络部", "2021-03-09", "网络部"),
        ("来源：山里日报　日期：2021年3月9日", "2021-03-09", "山里日报"),
        ("发布日期：2021/3/9", "2021-03-09", None),
        ("日期：2021年3月", "2021-03", None),
        ("作者：林晓", None, "林晓"),
        ("日期：二〇二一年三月十二日", "2021-03-12", None),
        ("發佈時間：2021.3.9", "2021-03-09", None),
        ("综合办公室　2021年3月9日", "2021-03-09", "综合办公室"),
        ("日期：2021年13月40日", "2021", None),
    ],
)
def test_metadata(line: str, date: str | None, source: str | None) -> None:
    text = f"山村通网\n\n{line}\n\n{BODY}"
    assert blocks(text)[1] == ("metadata", line)
    document = read(text, "a.txt")
    assert (document.date, document.source) == (date, source)


def test_a_signature_and_date_at_the_end() -> None:
    document = read(f"关于通网的通知\n\n{BODY}\n\n网络建设办公室\n2021年3月9日", "a.txt")
    assert outline(document)[2:] == [("paragraph", "网络建设办公室"), ("metadata", "2021年3月9日")]
    assert (document.date, document.source) == ("2021-03-09", "网络建设办公室")


@pytest.mark.parametrize(
    "line",
    ["本版文图由网络部提供", "图片由林晓提供", "林晓 摄", "（本报记者 林晓 摄）", "林晓供图"],
)
def test_credits(line: str) -> None:
    assert blocks(f"山村通网\n\n{BODY}\n\n{line}")[2] == ("credit", line)


def test_sentences_after_the_credit_are_captions() -> None:
    captions = "施工队在坡上休息。\n\n\n\n孩子们在上网课。"
    text = f"山村通网\n\n{BODY}\n\n本版文图由网络部提供\n\n\n\n{captions}"
    assert blocks(text)[3:] == [
        ("caption", "施工队在坡上休息。"),
        ("caption", "孩子们在上网课。"),
    ]


# --- titles and headings


def levels(text: str) -> list[tuple[str, int, str]]:
    document = read(text, "a.txt")
    return [
        (str(b.kind), b.level, document.text[b.start : b.end])
        for b in document.blocks
        if b.kind in ("title", "heading")
    ]


def test_heading_levels() -> None:
    numbered = [
        "第一章 总则", "一、目标", "（一）路线", "1. 材料", "2.1 细目", "四、五项要求",
        "没有编号的标题",
    ]  # fmt: skip
    text = "通网办法\n\n" + "\n\n".join(f"{line}\n\n{BODY}" for line in numbered)
    assert levels(text) == [
        ("title", 0, "通网办法"),
        ("heading", 1, "第一章 总则"),
        ("heading", 1, "一、目标"),
        ("heading", 2, "（一）路线"),
        ("heading", 3, "1. 材料"),
        ("heading", 2, "2.1 细目"),
        ("heading", 1, "四、五项要求"),
        ("heading", 2, "没有编号的标题"),
    ]


def test_hashes_make_headings_and_are_dropped() -> None:
    text = f"通网记\n\n## 上山,架线\n\n{BODY}\n\n### 下山。\n\n{BODY}"
    assert levels(text)[1:] == [("heading", 2, "上山,架线"), ("heading", 3, "下山。")]


def test_a_heading_whose_quote_is_never_closed() -> None:
    text = f"通网记\n\n迎难而上,架起“连心桥\n\n<!-- Media -->\n\n{BODY}他说：“好。”"
    assert levels(text)[1] == ("heading", 2, "迎难而上,架起“连心桥")


def test_forty_characters_make_a_heading_and_more_do_not() -> None:
    line = "山" * 39 + "村"
    assert levels(f"题目\n\n{line}\n\n{BODY}")[1:] == [("heading", 2, line)]
    assert levels(f"题目\n\n{line}庄\n\n（一）{BODY}")[1:] == []


def test_a_subtitle_is_a_passage_of_its_own() -> None:
    assert blocks(f"通网记\n\n——山村三日见闻\n\n{BODY}")[:2] == [
        ("title", "通网记"),
        ("metadata", "——山村三日见闻"),
    ]


def test_lines_of_a_form_are_no_headings() -> None:
    text = f"会议纪要\n\n时间：周一上午\n地点：三楼会议室\n主持：林晓\n\n{BODY}"
    assert blocks(text)[1:4] == [
        ("list_item", "时间：周一上午"),
        ("list_item", "地点：三楼会议室"),
        ("list_item", "主持：林晓"),
    ]


def test_a_question_heads_its_answer() -> None:
    text = f"常见问题\n\n问：光猫闪红灯怎么办？\n答：先断电，再重启。\n\n{BODY}"
    assert blocks(text)[1:3] == [
        ("heading", "问：光猫闪红灯怎么办？"),
        ("paragraph", "答：先断电，再重启。"),
    ]


# --- lists and tables


def test_list_items_of_one_group_stand_close() -> None:
    lists = "1、带好工具\n2、带好干粮\n\n① 出发；\n② 回家。\n\n• 慢\n• 稳"
    text = f"办法\n\n步骤如下：\n\n{lists}\n\n{BODY}"
    assert read(text, "a.txt").text == text
    assert [t for kind, t in blocks(text) if kind == "list_item"] == [
        "1、带好工具", "2、带好干粮", "① 出发；", "② 回家。", "• 慢", "• 稳",
    ]  # fmt: skip


def test_clauses_after_a_colon_are_items_and_else_paragraphs() -> None:
    clauses = "（一）路近的先通；\n（二）路远的后通。"
    kinds = [kind for kind, _ in blocks(f"办法\n\n顺序如下：\n{clauses}")]
    assert kinds == ["title", "paragraph", "list_item", "list_item"]
    kinds = [kind for kind, _ in blocks(f"办法\n\n一、顺序\n{clauses}")]
    assert kinds == ["title", "heading", "paragraph", "paragraph"]


def test_a_decimal_is_no_list_marker() -> None:
    text = f"办法\n\n2.14个百分点是今年的增幅，比去年还要高。\n\n{BODY}"
    assert blocks(text)[1][0] == "paragraph"


def test_table_rows() -> None:
    text = "表\n\n| 村 | 户 |\n|---|---|\n| 东村 | 34 |\n| 西村 | 5 |\n\n单独一行 | 不是 | 表格。"
    assert blocks(text)[1:] == [
        ("table_row", "村 | 户"),
        ("table_row", "东村 | 34"),
        ("table_row", "西村 | 5"),
        ("paragraph", "单独一行 | 不是 | 表格。"),
    ]


def test_columns_set_with_tabs_are_rows() -> None:
    assert blocks("价目\n品名\t元\n光缆\t12\n光猫\t34\n")[1:] == [
        ("table_row", "品名\t元"),
        ("table_row", "光缆\t12"),
        ("table_row", "光猫\t34"),
    ]


def test_a_table_of_contents_is_a_list() -> None:
    text = f"目录\n\n一、起因\n二、经过\n三、结果\n\n一、起因\n\n{BODY}"
    assert [kind for kind, _ in blocks(text)] == [
        "title",
        "list_item",
        "list_item",
        "list_item",
        "heading",
        "paragraph",
    ]


# --- wraps


def test_lines_of_one_width_are_joined() -> None:
    wrapped = (
        "　　去年冬天山里的三个村子先后通了网络，施\n"
        "工队顶着风雪把光缆一米一米地拉上山，又一户\n"
        "一户地接进屋。老人们围着屏幕，看见了远方的\n"
        "亲人。\n"
        "　　开春以后，第四个村子也动工了，这一回有\n"
        "村民自己来帮忙，进度快了一倍。\n"
    )
    assert blocks(wrapped) == [
        (
            "paragraph",
            "去年冬天山里的三个村子先后通了网络，施工队顶着风雪把光缆一米一米地拉上山，又一户一户地"
            "接进屋。老人们围着屏幕，看见了远方的亲人。",
        ),
        ("paragraph", "开春以后，第四个村子也动工了，这一回有村民自己来帮忙，进度快了一倍。"),
    ]


def test_one_paragraph_a_line() -> None:
    lines = ["山村通网记", BODY, "接着又通了两个村。", "各位都说好：", BODY]
    assert [text for _, text in blocks("\n".join(lines))] == lines


def test_latin_wraps_get_a_blank() -> None:
    wrapped = (
        "The crew carried the cable up the hill through the snow, one metre\n"
        "after another, and then brought it into each house. The old people\n"
        "sat round the screen and saw their family far away, for the first\n"
        "time in years."
    )
    assert blocks(wrapped) == [("paragraph", wrapped.replace("\n", " "))]


def test_a_wrap_with_a_blank_line() -> None:
    text = f"通网记\n\n{LONG}又一户一户地接进\n\n屋里，老人们看见了远方的亲人。"
    assert blocks(text)[1:] == [
        ("paragraph", f"{LONG}又一户一户地接进屋里，老人们看见了远方的亲人。")
    ]


def test_a_long_title_does_not_swallow_the_body() -> None:
    title = "关于在全县范围内加快推进农村光缆网络建设与改造升级专项行动并做好有关保障工作的实施意见"
    assert blocks(f"{title}\n\n{BODY}") == [("title", title), ("paragraph", BODY)]


# --- interrupted sentences


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{LONG}大家都说这个方", "法好，明年还这样办。"),  # a word made whole
        (f"{LONG}大家说：“明年接着这样", "干，要干得更好！”说完都笑了。"),  # a quote closed
        (f"{LONG}大家都说好", "，明年接着干。"),  # punctuation first
    ],
)
def test_a_caption_inside_a_sentence(before: str, after: str) -> None:
    text = f"通网记\n\n{before}\n\n\n\n施工队正在坡上架线。\n\n{after}\n\n{BODY}"
    assert blocks(text)[1:] == [
        ("paragraph", before + after),
        ("caption", "施工队正在坡上架线。"),
        ("paragraph", BODY),
    ]


def test_a_caption_that_says_so_needs_no_other_sign() -> None:
    text = f"记\n\n{LONG}一共接通了260\n\n<!-- Media -->\n\n图为施工现场。\n\n户。后来又多三户。"
    assert blocks(text)[1:] == [
        ("paragraph", f"{LONG}一共接通了260户。后来又多三户。"),
        ("caption", "图为施工现场。"),
    ]


def test_a_figure_does_not_stop_a_sentence() -> None:
    text = f"记\n\n{LONG}大家都说这个方\n\n<!-- figureText: 架线 -->\n\n法好，明年还这样办。"
    assert blocks(text)[1:] == [
        ("paragraph", f"{LONG}大家都说这个方法好，明年还这样办。"),
        ("figure", "架线"),
    ]


def test_whole_sentences_are_never_joined() -> None:
    assert [text for _, text in blocks(f"{BODY}\n\n法律也要学。\n\n{BODY}")] == [
        BODY,
        "法律也要学。",
        BODY,
    ]


# --- stray blanks


@pytest.mark.parametrize(
    ("noisy", "clean"),
    [
        ("新建了 34 个小区。", "新建了34个小区。"),
        ("问题 28 件, 同时成立了小组。", "问题28件,同时成立了小组。"),
        ("一是 “选好人”强基础。", "一是“选好人”强基础。"),
        ("争创“五星” 为牵引。", "争创“五星”为牵引。"),
        ('突出了 "传帮带" 效应。', '突出了"传帮带"效应。'),
        ("率为 98.2 %,全县第一。", "率为98.2%,全县第一。"),
        ("红心向党 光缆进村，人人说好。", "红心向党 光缆进村，人人说好。"),
        ("use the fibre, 100G, today. 好的。", "use the fibre, 100G, today. 好的。"),
        ("设置 KPI 考核分值。", "设置 KPI 考核分值。"),
        ("请打 0578-5550123 报修。", "请打 0578-5550123 报修。"),
        ("会期 2021-03-09 上午。", "会期 2021-03-09 上午。"),
    ],
)
def test_stray_blanks(noisy: str, clean: str) -> None:
    assert blocks(noisy) == [("paragraph", clean)]


def test_a_cleaned_number_points_into_the_source() -> None:
    source = "东村新建小区 34 个,提速不停。"
    document = read(source, "a.txt")
    at = document.text.index("34个")
    assert document.source_span(at, at + 3) == ((7, 9), (10, 11))


def test_odd_commas_and_quotes_stay() -> None:
    text = "他说”先修路，再修网“,大家都听他的."
    assert blocks(text) == [("paragraph", text)]


# --- properties

NOISE = [
    "<!-- Media -->", "<!-- figureText: 图 -->", "<PAGE_DIV>", "<!--", "-->", "\n", "\n\n", " ",
    "　　", "\t", "“", "”", "‘", "（", "）", "，", ",", "。", "：", "|", " | ", "## ", "1. ",
    "（一）", "一、", "• ", "——", "发布时间：", "2021-03-09", "免责声明：", "图为", "中", "文字",
    "山里的村子", "word", "7", "KPI 34 个", "方", "法", "\x0c", "\u2028", "\x00", "\r", "第一章",
    "问：", "答：",    "---", LONG,
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(NOISE), max_size=40).map("".join))
def test_spans_are_exact_and_no_word_is_lost(text: str) -> None:
    source = text.replace("\r", "\n")
    document = read(source, "a.txt")
    check_spans(document, source)
    figures = re.sub(r"<!--\s*figureText: (图) -->", r"\1", source)
    kept = re.sub(r"<!--(?:(?!<!--|-->).)*-->|<PAGE_DIV>", "", figures, flags=re.DOTALL)
    assert words_in("".join(t for _, t in outline(document))) == words_in(kept)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(SUFFIXES & {".txt", ".md"})))
def test_bytes_give_a_document_or_a_read_error(data: bytes, suffix: str) -> None:
    try:
        document = load_document(data, f"a{suffix}")
    except ReadError:
        return
    assert document.text.strip()


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
