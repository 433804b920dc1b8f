"""What the list of documents says of each file."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from index import Index, build_index
from index.library.entries import listed
from index.records import Omission, Omitted
from ui.web.page.documents.list import documents_list, unread_of
from ui.web.words import EN, HANT, ZH, Texts

FILES = {
    "收费标准2022.txt": "收费标准（2022年）\n\n每小时收费3元。\n",
    "收费标准2024.txt": "收费标准（2024年）\n\n每小时收费4元。\n",
    "消防规定.txt": "消防规定\n\n本规定已废止。\n\n灭火器每两年送检一次。\n",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    root: Path = tmp_path_factory.mktemp("list")
    for name, text in FILES.items():
        (root / name).write_text(text, encoding="utf-8")
    build_index(corpus=root, where=root / "index")
    return Index.open(root / "index")


def test_newer_editions_and_repealed_rules_are_named(index: Index) -> None:
    entries = {entry.path: entry for entry in listed(index)}
    assert entries["收费标准2022.txt"].newer == "收费标准2024.txt"
    assert entries["收费标准2024.txt"].newer is None
    assert [path for path, entry in entries.items() if entry.repealed] == ["消防规定.txt"]
    html = unescape(documents_list(listed(index), "", ZH.documents, may_change=False))
    assert html.count("有更新的版本：收费标准2024.txt") == 1
    assert html.count("已废止") == 1


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (ZH, "未读出：2 幅图片 (1, 3)；1 个嵌入的文件"),
        (HANT, "未讀出：2 幅圖片 (1, 3)；1 個嵌入的檔案"),
        (EN, "Not read: 2 pictures (1, 3); 1 embedded files"),
    ],
)
def test_what_was_not_read_is_said_in_each_language(index: Index, texts: Texts, said: str) -> None:
    entry = replace(
        listed(index)[0],
        omitted=(Omitted(Omission.PICTURE, 2, "1, 3"), Omitted(Omission.OBJECT)),
    )
    assert unread_of(entry, texts.documents) == said
    assert said in unescape(documents_list([entry], "", texts.documents, may_change=False))
    assert set(texts.documents.omissions) == {str(kind) for kind in Omission}


def test_a_file_that_was_read_whole_says_nothing(index: Index) -> None:
    assert all(unread_of(entry, ZH.documents) == "" for entry in listed(index))
