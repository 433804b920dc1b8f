from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import QuestionError
from qa.answer.short import Model, short_answer
from qa.answer.short.finder import (
    MAX_TEXT,
    OPEN_THRESHOLD,
    THRESHOLD,
    ShortAnswer,
    bundled,
    candidates,
    cut,
    needed,
)
from qa.understand import Kind, read_question


def find(question: str, text: str) -> ShortAnswer | None:
    """The likeliest whatever its score; each term of the question weighs 1."""
    asked = read_question(question)
    return bundled().find(asked, text, dict.fromkeys(asked.content_characters, 1.0))


def short(question: str, text: str) -> str | None:
    found = find(question, text)
    return found.text if found else None


def given_as(question: str, text: str) -> str | None:
    asked = read_question(question)
    span = short_answer(asked, text, dict.fromkeys(asked.content_characters, 1.0))
    return text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (
            "杨村党支部建设了多少千兆小区？",
            "杨村党支部全年共建成千兆小区47个，更换光猫1280个。",
            "47个",
        ),
        (
            "杨村党支部更换了多少光猫？",
            "杨村党支部全年共建成千兆小区47个，更换光猫1280个。",
            "1280个",
        ),
        ("环湖绿道全长多少公里？", "环湖绿道2019年动工，全长32.5公里，设驿站12处。", "32.5公里"),
        (
            "研发投入占营业收入的比例是多少？",
            "公司研发投入6.2亿元，占营业收入的比例为8.4%。",
            "8.4%",
        ),
    ],
)
def test_numbers_with_their_units(question: str, text: str, answer: str) -> None:
    assert short(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (
            "新系统什么时候上线？",
            "新系统于2023年6月18日正式上线，首日访问量突破十万。",
            "2023年6月18日",
        ),
        ("老桥是哪一年建成的？", "老桥建成于1936年，1998年大修过一次。", "1936年"),
    ],
)
def test_dates(question: str, text: str, answer: str) -> None:
    assert short(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("谁担任项目组组长？", "会议决定由陈立群担任项目组组长，周敏任副组长。", "陈立群"),
        (
            "这座剧院是谁设计的？",
            "这座剧院由建筑师马丁·科瓦奇设计，可容纳八百名观众。",
            "马丁·科瓦奇",
        ),
        ("改造工程由哪家单位承建？", "改造工程由东江建设集团承建，工期十个月。", "东江建设集团"),
        ("公司总部设在哪个城市？", "公司总部设在青岛，在济南和烟台有分公司。", "青岛"),
    ],
)
def test_people_organisations_and_places(question: str, text: str, answer: str) -> None:
    assert short(question, text) == answer


def test_of_how_many_a_date_is_no_answer() -> None:
    text = "2021年全年,杨村党支部一共建成千兆小区47个。"
    assert short("How many gigabit communities did Yangcun build in 2021?", text) != "2021年"
    assert short("杨村党支部建成了多少个？", "杨村党支部成立于2021年3月。") is None


def test_asked_in_another_language_the_only_number_is_the_answer() -> None:
    question = "How many gigabit communities did Yangcun build in 2021?"
    text = "2021年全年,杨村党支部一共建成千兆小区47个。"
    assert given_as(question, text) == "47个"
    assert given_as(question, text + "换光猫12个。") is None


def test_a_title_with_its_marks_or_without() -> None:
    found = short("他的第一部长篇小说叫什么？", "他的第一部长篇小说是《白鹭洲》，出版于1987年。")
    assert found in ("《白鹭洲》", "白鹭洲")


def test_traditional_text_is_answered_in_its_own_characters() -> None:
    text = "該線鐵路由臺灣總督府興建，全長86公里。"
    assert short("这条铁路全长多少公里？", text) == "86公里"
    assert short("該線鐵路由哪一個單位興建？", text) == "臺灣總督府"


@pytest.mark.parametrize("text", ["", "。", "……！", "\n \t", "的", "《》“”"])
def test_nothing_to_answer_with_is_none(text: str) -> None:
    assert short("建设了多少个基站？", text) is None


def test_below_the_threshold_is_none() -> None:
    question, text = "谁夺冠？", "出席的有张三、李四、王五、赵六、陈七、孙八、周九、吴十。"
    found = find(question, text)
    assert found is not None
    assert found.score < needed(found.kind)
    assert given_as(question, text) is None
    assert needed(Kind.LIST) == OPEN_THRESHOLD > needed(Kind.NUMBER) == THRESHOLD


@pytest.mark.parametrize("question", ["为什么推迟开工？", "材料怎么送到村里？"])
def test_a_reason_or_a_way_is_told_by_the_whole_sentence(question: str) -> None:
    text = "因连日大雨，工程推迟开工，材料用船送到村里。"
    assert find(question, text) is not None
    assert given_as(question, text) is None


def test_of_a_list_the_items_begin_behind_the_colon() -> None:
    text = "办理须带三样材料：身份证、户口簿、申请表。"
    assert given_as("办理要带哪些材料？", text) == "身份证、户口簿、申请表"


def test_the_answer_stands_where_it_says_in_a_long_text_too() -> None:
    text = "各部门要高度重视，落实责任。" * 60 + "其中应急值班电话共设14部。" + "特此通知。" * 40
    assert len(text) > MAX_TEXT
    found = find("应急值班电话设了多少部？", text)
    assert found is not None
    assert (found.text, text[found.start : found.end]) == ("14部", "14部")
    assert 0 <= found.score <= 1


def test_the_short_answer_is_where_it_stands() -> None:
    question = read_question("杨村党支部建设了多少千兆小区？")
    weight = dict.fromkeys(question.content_characters, 1.0)
    assert short_answer(question, "杨村党支部全年共建成千兆小区47个。", weight) == (14, 17)


def test_same_input_same_answer() -> None:
    call = ("谁担任组长？", "由陈立群担任组长，周敏任副组长。")
    assert {short(*call) for _ in range(3)} == {short(*call)}


TEXTS = st.text(
    st.sampled_from(
        "的是在一2年0月.,，。、（）()《》“”「」·· \n\tABc-%３Ⅷ½㍿𫚭國国民大学人é\u0000\u200b🙂"
    )
    | st.characters(codec="utf-8"),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_verbatim_never_blank_never_raises(question: str, text: str) -> None:
    try:
        found = find(question, text)
    except QuestionError:  # no person could have asked it
        return
    if found is not None:
        assert found.text == text[found.start : found.end]
        assert found.text.strip()
        assert 0 <= found.score <= 1


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_tokens_cover_the_text_and_candidates_are_words(text: str) -> None:
    tokens = cut(text)
    assert "".join(item.text for item in tokens.items) == tokens.text
    assert [item.start for item in tokens.items[1:]] == [item.end for item in tokens.items[:-1]]
    runs = candidates(tokens)
    assert runs == sorted(set(runs))
    assert all(0 <= first <= last < len(tokens.items) for first, last in runs)


def test_a_model_is_loaded_as_it_was_saved(tmp_path: Path) -> None:
    bundled().save(tmp_path)
    again = Model.load(tmp_path)
    question, text = "全长多少公里？", "环湖绿道全长32.5公里，设驿站12处。"
    first = find(question, text)
    asked = read_question(question)
    assert again.find(asked, text, dict.fromkeys(asked.content_characters, 1.0)) == first
    assert first is not None
    assert (first.text, first.kind) == ("32.5公里", Kind.NUMBER)


def test_the_models_are_small() -> None:
    folder = Path(__file__).parents[4] / "qa" / "models"
    sizes = [(folder / name).stat().st_size for name in ("short.npz", "short_rates.npz")]
    assert sum(sizes) <= 2_000_000
