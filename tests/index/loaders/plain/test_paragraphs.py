"""Lines put together to paragraphs."""

from __future__ import annotations

from tests.index.loaders.plain.village import BODY, LONG, blocks


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
