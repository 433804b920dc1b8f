"""Exported chats."""

from __future__ import annotations

import pytest

from index.loaders.plain.text import read
from tests.index.loaders.plain.village import blocks

WECHAT = "线路组群\n\n汤九 08:02\n北坡站断电了\n\n娄一 08:05\n备用电源顶上\n\n汤九 08:20\n恢复了\n"
QQ = (
    "2024-03-02 08:02:11 汤九(10086)\n北坡站断电了\n备用电源没起\n\n"
    "2024-03-02 08:05:40 娄一(10010)\n我带油机上山\n\n2024-03-02 09:00:00 汤九(10086)\n好的\n"
)
DATED = (
    "汤九 2024/3/2 08:02\n北坡站断电了\n娄一 2024/3/2 08:05\n我带油机上山\n"
    "汤九 2024/3/2 08:20\n恢复了\n"
)
ASKED = "汤九 08:02\n谁上北坡站\n娄一 08:05\n我去，下午到\n汤九 08:20\n恢复了\n尤川 08:30\n收到\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (WECHAT, "娄一 08:05：备用电源顶上"),
        (QQ, "2024-03-02 08:02:11 汤九(10086)：北坡站断电了 备用电源没起"),
        (DATED, "娄一 2024/3/2 08:05：我带油机上山"),
        (ASKED, "汤九 08:02：谁上北坡站 娄一 08:05：我去，下午到"),
        (ASKED, "汤九 08:20：恢复了"),
    ],
)
def test_who_speaks_stands_with_what_is_said(text: str, message: str) -> None:
    assert ("paragraph", message) in blocks(text, text + " |:：")


def test_a_message_slices_its_source() -> None:
    document = read(ASKED, "a.txt")
    block = document.blocks[0]
    spans = document.source_span(block.start, block.end)
    assert ASKED[spans[0][0] : spans[-1][1]] == "汤九 08:02\n谁上北坡站\n娄一 08:05\n我去，下午到"


@pytest.mark.parametrize(
    "text",
    [
        "日程\n\n开会 09:30\n三楼大厅集合。\n\n散会 11:00\n各回各组。\n",  # two lines are no chat
        "课表\n\n语文 08:00\n数学 09:00\n体育 10:00\n",
    ],
)
def test_times_alone_are_no_chat(text: str) -> None:
    assert not any("：" in said for _, said in blocks(text, text + " |:："))
