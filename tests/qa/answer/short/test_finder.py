from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answer.short.features import place_columns
from qa.answer.short.finder import Model, bundled, find_short, read_runs, short_answer
from qa.answer.short.rates import RATES, rate_keys
from qa.answer.short.runs import candidates, cut
from qa.understand.asked import Kind, read_asked
from qa.understand.intent import read_intent


def short(question: str, text: str, threshold: float = 0.0) -> str | None:
    found = find_short(question, read_intent(question), text, {}, threshold)
    return found.text if found else None


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
    intent = read_intent(question)
    text = "2021年全年,杨村党支部一共建成千兆小区47个。"
    assert short_answer(intent, text, {}, question) == "47个"
    assert short_answer(intent, text + "换光猫12个。", {}, question) is None


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
    assert short("一共多少人参加？", "参加的有128人。", threshold=1.1) is None


def test_the_answer_stands_where_it_says_in_a_long_text_too() -> None:
    text = "各部门要高度重视，落实责任。" * 60 + "其中应急值班电话共设14部。" + "特此通知。" * 40
    question = "应急值班电话设了多少部？"
    found = find_short(question, read_intent(question), text, {}, 0.0)
    assert found is not None
    assert (found.text, text[found.start : found.end]) == ("14部", "14部")
    assert 0 <= found.score <= 1


def test_the_call_without_the_question() -> None:
    intent = read_intent("杨村党支部建设了多少千兆小区？")
    assert short_answer(intent, "杨村党支部全年共建成千兆小区47个。", {}) == "47个"


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
    found = find_short(question, read_intent(question), text, {}, 0.0)
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


@pytest.mark.parametrize(
    ("question", "kind", "head", "before"),
    [
        ("總部位於哪一座城市？", Kind.WHICH, "城市", "总部位于"),
        ("首任校长是谁？", Kind.WHO, "校长", "首任校长是"),
        ("该桥在哪一年通车？", Kind.WHEN, "年", "该桥在"),
        ("全长多少公里？", Kind.NUMBER, "公里", "全长"),
        ("为什么推迟开工？", Kind.WHY, "", ""),
        ("他信仰什么宗教？", Kind.WHAT, "宗教", "他信仰"),
        ("首都为何？", Kind.WHAT, "", "首都"),
    ],
)
def test_where_a_question_asks(question: str, kind: Kind, head: str, before: str) -> None:
    asked = read_asked(question)
    assert (asked.kind, asked.before) == (kind, before)
    assert asked.head == head or not head


def test_features_are_finite_and_as_the_model_names_them() -> None:
    runs = read_runs("建成于哪一年？", "老桥建成于1936年，长120米。")
    names = bundled().trees.names
    columns = place_columns(runs.asked, runs.tokens, runs.runs, {"建成": 2.0})
    assert [*names[-len(columns) :]] == list(columns)
    assert all(np.isfinite(column.astype(float)).all() for column in columns.values())
    assert rate_keys(runs.asked, runs.tokens, runs.runs).shape == (len(runs.runs), len(RATES))


def test_a_model_is_loaded_as_it_was_saved(tmp_path: Path) -> None:
    bundled().save(tmp_path)
    again = Model.load(tmp_path)
    question, text = "全长多少公里？", "环湖绿道全长32.5公里，设驿站12处。"
    first = bundled().find(question, read_intent(question), text, {})
    assert again.find(question, read_intent(question), text, {}) == first
    assert first is not None


def test_the_models_are_small() -> None:
    folder = Path(__file__).parents[4] / "qa" / "models"
    sizes = [(folder / name).stat().st_size for name in ("short.npz", "short_rates.npz")]
    assert sum(sizes) <= 2_000_000
