"""What is one thing printed twice, and what only looks like it."""

from __future__ import annotations

import pytest

from index.records import BlockKind, Passage
from qa import Bot
from qa.find.duplicates import fold_duplicates, same
from qa.understand import read_question
from tests.qa.conftest import BotOf
from ui.command import show

NEWS = (
    "2021年，山阴党支部建设千兆小区34个，更换光猫1200个。"
    "支部党员走村入户，把宽带送到了最远的山村，群众都说上网快了、看病近了、办事省心了。"
)


def passage(
    text: str,
    doc_id: str = "a.txt",
    *,
    title: str = "",
    headings: tuple[str, ...] = (),
    kind: BlockKind = BlockKind.PARAGRAPH,
) -> Passage:
    return Passage(f"{doc_id}#0", doc_id, 0, len(text), text, kind, title, headings)


def alike(one: Passage, other: Passage, *dates: str | None) -> bool:
    first, second = dates or (None, None)
    answers = same(one, first, other, second), same(other, second, one, first)
    assert answers[0] == answers[1]
    return answers[0]


@pytest.mark.parametrize(
    "other",
    [
        NEWS,
        NEWS.replace("，", ",").replace("。", ". "),  # marks and blanks
        NEWS.replace("1200", "1,200").replace("34", "３４"),  # the same figures, written otherwise
        NEWS.replace("支部黨員", "支部党员").replace("说", "說").replace("党", "黨"),  # traditional
        NEWS.replace("都说", "纷纷说"),  # a word
    ],
)
def test_the_same_news_in_two_files(other: str) -> None:
    assert alike(passage(NEWS), passage(other, "b.txt"))


@pytest.mark.parametrize(
    "other",
    [
        NEWS.replace("34", "35"),
        NEWS.replace("2021", "2022"),
        NEWS.replace("34个", "三十四个"),  # cannot be told to be equal
        NEWS.replace("支部党员走村入户", "支部党员2人走村入户"),
        NEWS + "今年还要把千兆光网铺进所有的乡镇，让老百姓用得上、用得起、用得好。",
        NEWS[:40],
        "山阴党支部在2021年把千兆小区建到34个，光猫一共换掉1200个，山村也有了宽带，村民很高兴。",
    ],
)
def test_other_figures_other_years_other_words(other: str) -> None:
    assert not alike(passage(NEWS), passage(other, "b.txt"))


def test_one_character_of_a_number_in_han() -> None:
    text = "第二季度，公司按计划完成了全部基站的节能改造，各项指标都好于去年同期，运行平稳。"
    assert not alike(passage(text), passage(text.replace("二", "三"), "b.txt"))


@pytest.mark.parametrize(
    ("one", "other", "folds"),
    [
        ("山阴2021年工作总结", "山阴2022年工作总结", False),
        ("山阴2021年工作总结", "山阴2021年总结（转载）", True),
        ("2023年第一季度报告", "2023年第三季度报告", False),
        ("2023年1月简报", "2023年11月简报", False),
        ("关于防汛的通知", "2023年防汛通知", True),
    ],
)
def test_titles_that_date_a_passage(one: str, other: str, folds: bool) -> None:
    text = "各单位要落实责任，加强巡查，发现隐患及时上报，确保通信网络安全畅通。"
    assert alike(passage(text, title=one), passage(text, "b.txt", title=other)) is folds


def test_documents_of_different_years() -> None:
    one, other = passage(NEWS), passage(NEWS, "b.txt")
    assert not alike(one, other, "2021-12-30", "2022-01-04")
    assert alike(one, other, "2021-12-30", "2021-11")
    assert alike(one, other, "2021-12-30", None)


def test_rows_and_places_of_one_document_need_the_same_heading() -> None:
    row, kind = "营业收入 | 12 | 34", BlockKind.TABLE_ROW
    one = passage(row, headings=("合并利润表",), kind=kind)
    assert not alike(one, passage(row, "b.txt", headings=("母公司利润表",), kind=kind))
    assert alike(one, passage(row, "b.txt", headings=("合并利润表",), kind=kind))
    assert not alike(passage(NEWS, headings=("一",)), passage(NEWS, headings=("二",)))
    assert alike(passage(NEWS, headings=("一",)), passage(NEWS, "b.txt", headings=("二",)))


def test_short_texts() -> None:
    assert alike(passage("无"), passage("无。", "b.txt"))
    assert not alike(passage("有"), passage("无", "b.txt"))


def test_groups_keep_the_order() -> None:
    texts = ["甲乙丙丁戊己庚辛", NEWS, "子丑寅卯辰巳午未", NEWS, "甲乙丙丁戊己庚辛", NEWS]
    ranked = [(passage(text, f"{at}.txt"), None) for at, text in enumerate(texts)]
    assert fold_duplicates(ranked) == ((0, 4), (1, 3, 5), (2,))
    assert fold_duplicates([]) == ()


TWICE = "清河县分公司3月投入应急通信车6辆，抢通基站41个，保障了三个乡镇的通信。"
REST = "沿河的光缆全部改为架空，机房的门槛加高，备用油机逐台试运行，值班人员昼夜轮换。"
FILES = {
    "news/a.txt": f"清河防汛纪实\n\n{TWICE}{REST}",
    "news/b.md": f"# 清河防汛纪实（转载）\n\n记者 报道\n\n{TWICE}{REST}",
    "news/c.txt": f"清河防汛\n\n{TWICE.replace('保障了', '确保了')}{REST}",
    "news/d.txt": f"清河防汛\n\n{TWICE.replace('6辆', '7辆')}{REST}",
    "other.txt": "食堂通知\n\n食堂每天十一点半开门，早餐七点开始。",
}


@pytest.fixture(scope="module")
def twice(bot_of: BotOf) -> Bot:
    return bot_of(FILES)


def test_hits_are_different_things(twice: Bot) -> None:
    hits = twice.retriever.search("清河县分公司抢通基站多少个", k=3)
    folded = next(hit for hit in hits if hit.also)
    places = {folded.passage.doc_id, *(p.doc_id for p in folded.also)}
    assert places == {"news/a.txt", "news/b.md", "news/c.txt"}
    texts = [hit.passage.text for hit in hits]
    assert sum("抢通基站41个" in text and "6辆" in text for text in texts) == 1
    assert "news/d.txt" in {hit.passage.doc_id for hit in hits}  # another figure: another thing
    assert [hit.rank for hit in hits] == [1, 2, 3]
    other = folded.also[0]
    assert folded.to_json()["also"][0] == {
        "doc_id": other.doc_id, "page": other.page, "start": other.start, "end": other.end,
    }  # fmt: skip
    shown = show.hit(folded)
    assert all(f"   = {p.doc_id}" in shown for p in folded.also)


def test_each_place_of_the_same_words_is_cited(twice: Bot) -> None:
    answer = twice.ask("清河县分公司抢通基站多少个", threshold=0.0)
    first = answer.evidence[0]
    assert TWICE in first.text or "确保了" in first.text or "7辆" in first.text
    again = [c for c in answer.citations if c.n in first.also]
    if first.doc_id in ("news/a.txt", "news/b.md"):
        assert {first.doc_id, *(c.doc_id for c in again)} == {"news/a.txt", "news/b.md"}
    for cited in answer.citations:
        assert FILES[cited.path][cited.start : cited.end] == cited.quote
        assert cited.quote == first.text
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_an_answer_is_no_less_sure_for_standing_in_two_places(bot_of: BotOf) -> None:
    question = "清河县分公司抢通基站多少个"
    sure = []
    for names in (("news/a.txt", "other.txt"), ("news/a.txt", "news/b.md", "other.txt")):
        bot = bot_of({name: FILES[name] for name in names})
        found = bot.retriever.find(read_question(question), 3)
        texts = [sentence.text for sentence in found.sentences]
        assert len(set(texts)) == len(texts)
        sure.append(bot.ask(question).confidence)
    assert sure[1] > sure[0] - 0.1
