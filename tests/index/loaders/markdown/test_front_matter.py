"""What stands between two rules at the head of a file: YAML, or nearly."""

from __future__ import annotations

import pytest

from index.loaders.markdown.markdown import read
from tests.index.loaders.reading import check_spans, outline

BODY = "去年冬天，山里的三个村子先后通了网。"


def test_front_matter() -> None:
    text = f"---\ntitle: '通网记'\ndate: 2021-03-09\nsource: 网络部\ntags: [a]\n---\n\n{BODY}\n"
    document = read(text, "a.md")
    check_spans(document, text, written=" 标签")
    assert outline(document) == [
        ("metadata", "date: 2021-03-09"),
        ("metadata", "source: 网络部"),
        ("list_item", "标签 tags: [a]"),
        ("paragraph", BODY),
    ]
    assert (document.title, document.date, document.source) == ("通网记", "2021-03-09", "网络部")


@pytest.mark.parametrize(
    ("fields", "title", "shown"),
    [
        ("title: >-\n  山村\n  通网记\nsource: 网络部", "山村 通网记", ["source: 网络部"]),
        ('title: "他说\\"通了\\""\nauthor: [林晓, 周海]', '他说"通了"', ["author: [林晓, 周海]"]),
        ("title: 通网记 # 暂定\ndate: 2021-03-09 # 周二", "通网记", ["date: 2021-03-09"]),
        (
            "tags:\n  - 网络\nauthor:\n  - 林晓\ntitle: It's",
            "It's",
            ["标签 tags: 网络", "author: 林晓"],
        ),
        ("source: 网络部 \n  运维组\ntitle: 甲", "甲", ["source: 网络部 运维组"]),
        ("source: |\n  网络部\ndate:\ntitle:", "a", ["source: 网络部"]),
        ("title: 通网: 山村记\nsource: 网络部", "通网: 山村记", ["source: 网络部"]),  # no YAML
        ("标题：'通网记'\n日期：2021-03-09 ", "通网记", ["日期：2021-03-09"]),
        ("title: 甲\nx: " + "[" * 3000, "甲", []),
        ("title: 甲\n" + "x: 1\n" * 5000 + "source: 网络部", "甲", ["source: 网络部"]),
    ],
    ids=[
        "folded",
        "quoted",
        "comment",
        "list",
        "two lines",
        "block",
        "colon",
        "wide colon",
        "deep",
        "long",
    ],
)
def test_front_matter_is_yaml_and_what_is_none_is_read_by_lines(
    fields: str, title: str, shown: list[str]
) -> None:
    text = f"---\n{fields}\n---\n\n{BODY}\n"
    document = read(text, "a.md")
    check_spans(document, text, written=" :、标签")
    *head, body = outline(document)
    assert body == ("paragraph", BODY)
    assert [line for _, line in head if not line.startswith("x: ")] == shown
    assert document.title == title


def test_the_h1_goes_before_the_front_matter() -> None:
    assert read(f"---\ntitle: 甲\n---\n# 乙\n\n{BODY}", "a.md").title == "乙"


def test_a_rule_is_no_front_matter() -> None:
    assert outline(read(f"---\n\n{BODY}\n\n---\n", "a.md")) == [("paragraph", BODY)]
