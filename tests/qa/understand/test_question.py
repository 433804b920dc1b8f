"""What may be asked, and a question taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import QuestionError
from index.passages import characters, fold, words
from qa.understand import MAX_LENGTH, Kind, Wants, check_question, read_question, tells_cause
from qa.understand.periods import Period


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\x00\x01\x1b", "　"])
def test_nothing_to_ask(question: str) -> None:
    for ask in (check_question, read_question):
        with pytest.raises(QuestionError, match="the question is empty"):
            ask(question)


def test_too_long() -> None:
    with pytest.raises(QuestionError, match=r"has 100000 characters, at most 2000"):
        check_question("问" * 100_000)
    assert check_question("问" * MAX_LENGTH) == "问" * MAX_LENGTH


def test_half_a_character() -> None:
    with pytest.raises(QuestionError, match="lone surrogate"):
        check_question("山阴\ud800党支部")


def test_control_characters_among_words_become_blanks() -> None:
    assert check_question("  建了\x00多少\x1b[31m小区？\n") == "建了 多少 [31m小区？"
    assert read_question(" 建了\x00多少 ").text == "建了 多少"


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("一共建成了多少座基站？", Wants.NUMBER),
        ("净利润同比增长百分之几？", Wants.NUMBER),
        ("How many stations were built?", Wants.NUMBER),
        ("割接安排在什么时候？", Wants.DATE),
        ("When was the notice issued?", Wants.DATE),
        ("采取了哪些措施？", Wants.LIST),
        ("哪位同志负责值班？", Wants.PERSON),
        ("服务中心搬到哪里了？", Wants.PLACE),
        ("改造由哪家单位承建？", Wants.ORGANISATION),
        ("这套系统叫什么名字？", Wants.NAME),
        ("为什么要更换光猫？", Wants.OTHER),
    ],
)
def test_what_is_asked_for(question: str, wants: Wants) -> None:
    assert read_question(question).wants is wants


def test_words_of_asking_are_no_content() -> None:
    question = read_question("请问山阴党支部建设了多少千兆小区？")
    assert question.content == "山阴党支部建设了 千兆小区"
    assert question.content_words == ("山阴", "党支部", "建设", "千兆", "小区")
    assert read_question("多少").content == "多少"  # nothing else is left


def test_a_list_may_be_one_of_dates_or_numbers() -> None:
    assert read_question("分别在什么时候开会？").several
    assert not read_question("什么时候开会？").several


def test_how_and_with_what_results_is_open() -> None:
    assert read_question("如何加强管理？").open
    assert read_question("取得了什么成效？").open
    assert not read_question("怎么办理？").open
    assert not read_question("建了多少个小区？").open


def test_terms_in_both_views_with_and_without_words_of_asking() -> None:
    question = read_question("光猫换了多少，光猫由谁换？")
    said = "光猫换了多少,光猫由谁换?"
    assert question.words == tuple(words(said))
    assert question.words.count("光猫") == 2
    assert question.characters == tuple(characters(said))
    assert question.content_words == ("光猫", "换", "由")  # each once, as they come
    assert question.content_characters[:5] == ("光", "猫", "换", "了", "光猫")
    assert len(set(question.content_characters)) == len(question.content_characters)


def test_the_tail_is_the_second_half_and_the_focus_what_stands_around_the_asking() -> None:
    question = read_question("山阴党支部建设了多少千兆小区？")
    assert question.tail == "设了 千兆小区"
    assert question.focus == "阴党支部建设了 千兆小区 "  # seven characters on either side
    english = read_question("How many gigabit communities were built?")
    assert english.focus.split() == ["gigabit", "communi"]  # twenty-one in English
    assert read_question("介绍割接安排和联系方式").focus == "安排和联系方式 "  # the end


def test_periods_are_those_that_it_names() -> None:
    assert read_question("2020年第三季度的收入").periods == {Period("2020", "q3")}
    assert read_question("收入是多少").periods == frozenset()


def test_full_width_and_traditional_are_folded_one_for_one() -> None:
    question = read_question("５Ｇ基站建設了多少個？")
    assert question.text == "５Ｇ基站建設了多少個？"
    assert question.folded == "5g基站建设了多少个?"
    assert question.content == "5g基站建设了 个"


@pytest.mark.parametrize(
    ("question", "fits", "differs"),
    [
        ("装一条宽带要多少钱", "安装费每次100元", "覆盖100个村"),
        ("住宿费限额是多少", "每人每天480元", "共480人"),
        ("离县城有多远", "距县城11公里", "历时11天"),
        ("备用电源能撑多久", "可满载运行12小时", "共12台"),
        ("占比是多少", "达到96.4%", "达到964户"),
        ("建设了多少个小区", "建成小区34个", "投入34万元"),
        ("一共来了多少人", "接待游客6.2万人次", "收入6.2万元"),
        ("how long is it kept", "保留8小时", "保留8份"),
        ("客服电话是多少", "请拨打0359-1234567", "共3人"),
    ],
)
def test_the_unit_asked_for(question: str, fits: str, differs: str) -> None:
    wanted = read_question(question).unit
    assert wanted is not None
    assert wanted.search(fits)
    assert not wanted.search(differs)


def test_a_question_that_names_no_unit_wants_none() -> None:
    assert read_question("谁是支部书记").unit is None


def test_causes() -> None:
    assert read_question("为什么要停电").cause
    assert not read_question("停电多久").cause
    assert tells_cause("因线路改造，暂停供电")
    assert not tells_cause("因此暂停供电")


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
    asked = read_question(question).asked
    assert (asked.kind, asked.before) == (kind, before)
    assert asked.head == head or not head


def test_what_is_counted_and_its_measure_word() -> None:
    asked = read_question("清河分公司投入了多少辆应急通信车").asked
    assert (asked.kind, asked.unit, asked.thing) == (Kind.NUMBER, "辆", "应急通信车")
    assert (asked.before, asked.after) == ("清河分公司投入了", "辆应急通信车")
    assert (asked.left, asked.right) == ("投入", "")


def test_it_is_looked_for_once() -> None:
    question = read_question("首任校长是谁？")
    assert question.asked is question.asked


TEXTS = st.text(
    st.sampled_from("多少哪些什么谁年月日个的是山阴党支部建设2０%，。？? ABhowmny\u3000臺½\u200b🙂")
    | st.characters(codec="utf-8"),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_what_a_person_can_write_is_taken_apart_and_no_character_of_it_moves(text: str) -> None:
    try:
        asked_of = check_question(text)
    except QuestionError:
        return
    question = read_question(text)
    assert question.text == asked_of
    assert question.folded == fold(asked_of)
    assert question.content
    assert question.content.endswith(question.tail)
    assert set(question.content_words) <= set(question.words) | set(words(question.content))
    asked, bare = question.asked, question.folded.strip().rstrip("?？。 \t\n\r\f\v\u3000")
    assert bare.startswith(asked.before)
    assert len(asked.before) + len(asked.after) <= len(bare)
    assert asked.kind is not Kind.OTHER or (bare.startswith(asked.before) and not asked.after)
    assert asked.after.endswith(asked.rest)
