"""A small index, a key over it, and figures that can be counted by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build_index
from index.errors import QuestionsError
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa.bot import Bot
from qa.find.retriever import Retriever
from qa.measure.compare import Change, Floor, compare, read_floor, read_report, unmet
from qa.measure.evaluate import Outcome, Report, Verdict, evaluate, summarise, verdict
from qa.measure.judge import Judge
from qa.measure.sets import Example, KeyBlock, anywhere

TEXTS = {
    "机房/三号楼.txt": "机房值班办法\n\n机房在三号楼二层，一共有12台服务器。值班电话是6120。",
    "布点.txt": "分纤箱布点\n\n河阳县的分纤箱按每80米一只布点。河阳县的分纤箱一共有415只。",
    "食堂.txt": "食堂通知\n\n职工食堂的早餐从7点20分开始。午餐的价格是每份15元。",
}
ROOM = Example("room", "机房一共有多少台服务器？", docs=("机房/三号楼.txt",),
               evidence=("12台服务器",), shorts=("12台",))  # fmt: skip
BOXES = Example("boxes", "河阳县的分纤箱一共有多少只？", docs=("布点",), evidence=("415只",))
MARS = Example("mars", "火星基地的咖啡机什么时候保养？", "unanswerable", answerable=False)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Bot:
    folder = tmp_path_factory.mktemp("small")
    for name, text in TEXTS.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    build_index(corpus=folder / "corpus", where=folder / "index", encoder=encoder)
    return Bot(Retriever(Index.open(folder / "index"), encoder))


def rows(bot: Bot, doc_id: str) -> tuple[int, ...]:
    return tuple(bot.index.rows_by_document[doc_id])


def test_right_passages_are_of_the_key_s_document_and_hold_a_piece_of_the_key(small: Bot) -> None:
    judge = Judge(small.index)
    assert judge.right_rows(ROOM) == rows(small, "机房/三号楼.txt")
    assert judge.documents(BOXES) == ("布点.txt",)
    assert judge.right_rows(BOXES) == rows(small, "布点.txt")
    assert judge.right_rows(replace(ROOM, evidence=("13台服务器",))) == ()
    assert judge.right_rows(replace(ROOM, docs=("布点",))) == ()
    assert judge.right_rows(replace(ROOM, evidence=())) == rows(small, "机房/三号楼.txt")
    assert judge.right_rows(MARS) == ()
    assert judge.right_rows(Example("x", "只有问题")) == ()


def test_a_block_counts_in_its_own_document_only(small: Bot) -> None:
    judge = Judge(small.index)
    block = KeyBlock("食堂", "职工食堂的早餐从7点20分开始")
    example = Example("x", "早餐几点？", docs=("食堂", "布点"), blocks=(block,))
    assert judge.right_rows(example) == rows(small, "食堂.txt")
    elsewhere = replace(example, blocks=(replace(block, doc="布点"),))
    assert judge.right_rows(elsewhere) == ()
    assert judge.right_rows(anywhere(elsewhere)) == rows(small, "食堂.txt")


def test_outcomes_of_a_small_set(small: Bot) -> None:
    seen: list[tuple[str, int, int]] = []
    wrong = replace(BOXES, id="wrong", evidence=("416只",))  # a key that no answer can hold
    report = evaluate(small, [ROOM, wrong, MARS], lambda *at: seen.append(at))
    room, other, mars = report.outcomes
    assert (room.found, room.evidence, room.document, room.relevant) == (True, True, True, 1)
    assert room.ranks == (1,)
    assert (room.keywords, room.verdict) == (1.0, Verdict.RIGHT)
    assert (other.evidence, other.relevant, other.ranks) == (False, 0, ())
    assert other.verdict is Verdict.WRONG
    assert (mars.found, mars.evidence, mars.ranks, mars.verdict) == (
        False, None, None, Verdict.RIGHT,
    )  # fmt: skip
    figures = report.figures
    assert figures["R@1"] == figures["RR@10"] == figures["nDCG@10"] == 0.5
    assert figures["evidence"] == figures["keywords"] == 0.5
    assert figures["document@1"] == 1.0
    assert figures["missed"] == figures["false_answers"] == 0.0
    assert figures["EM"] == float(room.short == "12台")
    assert "contest" not in figures
    assert list(report.by_kind) == ["plain", "unanswerable"]
    assert list(report.by_kind["unanswerable"]) == ["false_answers", "p50_ms", "p95_ms", "p99_ms"]
    assert [done for _, done, _ in seen] == [0, 1, 2, 3]
    assert json.loads(json.dumps(report.to_json()))["outcomes"][0]["id"] == "room"


def test_an_answer_below_the_threshold_is_no_answer(small: Bot) -> None:
    report = evaluate(small, [replace(ROOM, wholes=("机房在三号楼",)), MARS], threshold=1.0)
    assert report.outcomes[0].verdict is Verdict.SILENT
    assert report.outcomes[0].contest == report.outcomes[0].keywords == 0.0
    assert report.figures["missed"] == 1.0
    assert evaluate(small, [MARS], threshold=0.0).figures["false_answers"] == 1.0


def test_k_names_the_depths(small: Bot) -> None:
    names = list(evaluate(small, [ROOM], k=3).figures)
    assert names[:4] == ["R@1", "R@3", "RR@3", "nDCG@3"]
    assert list(evaluate(small, [ROOM], k=20).figures)[:6] == [
        "R@1", "R@5", "R@10", "R@20", "RR@10", "nDCG@10",
    ]  # fmt: skip


def test_a_question_is_asked_after_its_history(small: Bot) -> None:
    later = Example("x", "它一共有多少台服务器？", history=("机房在几层？",), docs=("三号楼",))
    assert evaluate(small, [later]).outcomes[0].document is True


def test_a_question_that_cannot_be_asked_is_left_out_and_told(small: Bot) -> None:
    told = evaluate(small, [replace(MARS, question=" "), ROOM, replace(BOXES, history=("",))])
    assert [outcome.id for outcome in told.outcomes] == ["room"]
    assert told.questions == 1
    assert [name for name, _ in told.refused] == ["mars", "boxes"]
    assert all(why.startswith("the question is empty") for _, why in told.refused)


def test_what_cannot_be_measured(small: Bot) -> None:
    with pytest.raises(QuestionsError, match=r"no question has a key.*wenqu batch"):
        evaluate(small, [Example("x", "机房在哪里？")])
    with pytest.raises(QuestionsError, match=r"holds none of the documents.*nowhere"):
        evaluate(small, [replace(ROOM, docs=("nowhere",)), MARS])
    assert evaluate(small, [replace(ROOM, docs=("nowhere",)), BOXES]).absent == 1


def outcome(name: str, **given: object) -> Outcome:
    plain = Outcome(
        name, "fact", name, True, True, 0.9, "", None, (1,), 1, True, True, 1.0, None, None, None, 5
    )
    return replace(plain, **given)  # type: ignore[arg-type]


def test_the_contest_counts_tables_and_several_passages_twice() -> None:
    outcomes = [
        outcome("a", contest=0.2),
        outcome("b", contest=0.8, kind="multi"),
        outcome("c", contest=0.5, kind="table"),
        outcome("d"),
    ]
    assert summarise(outcomes)["contest"] == pytest.approx((0.2 + 2 * 0.8 + 2 * 0.5) / 5)


def test_ndcg_wants_every_right_passage_of_the_index() -> None:
    figures = summarise([outcome("a", ranks=(1,), relevant=2)])
    assert figures["nDCG@10"] == pytest.approx(0.61315, abs=1e-5)  # 1 / (1 + 1 / log2(3))


def test_answered_when_a_tenth_of_the_unanswerable_may_be() -> None:
    known = [outcome(str(n), confidence=n / 10) for n in range(1, 10)]  # .1 … .9
    unknown = [
        outcome(f"u{n}", answerable=False, evidence=None, ranks=None, confidence=c)
        for n, c in enumerate([0.95, 0.65, *[0.05] * 8])
    ]
    assert summarise(known + unknown)["answered@10%"] == pytest.approx(3 / 9)  # above .65


@pytest.mark.parametrize(
    ("answerable", "found", "evidence", "given"),
    [
        (True, True, True, Verdict.RIGHT),
        (True, True, False, Verdict.WRONG),
        (True, False, False, Verdict.SILENT),
        (True, True, None, None),
        (False, True, None, Verdict.WRONG),
        (False, False, None, Verdict.RIGHT),
    ],
)
def test_verdicts(
    answerable: bool, found: bool, evidence: bool | None, given: Verdict | None
) -> None:
    assert verdict(answerable, found, evidence) is given


def report(*outcomes: Outcome) -> Report:
    return Report(len(outcomes), (), 0, summarise(outcomes), {}, outcomes)


def test_comparing_with_an_earlier_report(tmp_path: Path) -> None:
    silent = {"found": False, "evidence": False}
    unknown = {"answerable": False, "evidence": None, "ranks": None}
    before = report(
        outcome("same"), outcome("up", **silent), outcome("down"),
        outcome("rash", **silent), outcome("twin"), outcome("twin", **silent),
        outcome("none", found=True, **unknown), outcome("gone"),
    )  # fmt: skip
    now = report(
        outcome("same"), outcome("up"), outcome("down", evidence=False),
        outcome("rash", evidence=False), outcome("twin"), outcome("twin"),
        outcome("none", found=False, **unknown), outcome("new"), outcome("new2"),
    )  # fmt: skip
    path = tmp_path / "before.json"
    path.write_text(json.dumps(before.to_json()), "utf-8")
    made = compare(read_report(path), now)
    assert made.better == (
        Change("up", "up", Verdict.SILENT, Verdict.RIGHT),
        Change("twin", "twin", Verdict.SILENT, Verdict.RIGHT),
        Change("none", "none", Verdict.WRONG, Verdict.RIGHT),
    )
    assert made.worse == (
        Change("down", "down", Verdict.RIGHT, Verdict.WRONG),
        Change("rash", "rash", Verdict.SILENT, Verdict.WRONG),
    )
    assert (made.added, made.gone) == (2, 1)
    assert made.differences["evidence"] == pytest.approx(6 / 8 - 4 / 7)
    assert made.differences["false_answers"] == -1.0
    assert made.to_json()["better"][0] == {
        "id": "up", "question": "up", "before": "not found", "after": "right",
    }  # fmt: skip


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"figures": {"R@1": "x"}, "outcomes": []}'])
def test_what_is_no_report(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content, "utf-8")
    with pytest.raises(QuestionsError, match=r"other\.json: not a report.*wenqu eval"):
        read_report(path)


def test_floors() -> None:
    floors = [read_floor(text) for text in ("R@1=0.9", "missed=.05", "answered@10%=1", "F1=0.5")]
    assert floors[0] == Floor("R@1", 0.9)
    figures = {"R@1": 0.89996, "missed": 0.06, "answered@10%": 1.0}
    assert unmet(floors, figures) == (
        "R@1 is 0.89996, wanted at least 0.9",
        "missed is 0.06, wanted at most 0.05",
        "F1 was not measured on these questions, wanted at least 0.5",
    )
    assert unmet(floors[:2], {"R@1": 0.9, "missed": 0.05}) == ()


@pytest.mark.parametrize("text", ["accuracy=0.9", "R@0=1", "R@1", "=1", "nDCG=0.4"])
def test_an_unknown_metric_is_told_the_known_ones(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no metric; there are R@N, RR@N.*p99_ms"):
        read_floor(text)


@pytest.mark.parametrize("value", ["", "high", "nan", "inf"])
def test_a_floor_is_a_number(value: str) -> None:
    with pytest.raises(ValueError, match="is no number to hold F1 against"):
        read_floor(f"F1={value}")
