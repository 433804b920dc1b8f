"""Of several editions the one in force answers, unless another is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import build_index
from index.editions import edition, says_repealed
from index.loaders.formats import load_document
from qa import Bot

FILES = {
    "停车/收费标准2022.txt": "停车收费标准（2022年）\n\n小型车每小时收费3元，月卡160元。\n",
    "停车/收费标准2024.txt": "停车收费标准（2024年）\n\n小型车每小时收费4元，月卡180元。\n",
    "差旅办法（已废止）.md": "# 差旅办法（已废止）\n\n住宿费上限为每晚350元。\n",
    "差旅办法（2024修订）.md": "# 差旅办法（2024修订）\n\n住宿费上限为每晚420元。\n",
    "油机手册 V1.2.txt": "油机手册 V1.2\n\n机油每运行200小时更换一次。\n",
    "油机手册 V2.0.txt": "油机手册 V2.0\n\n机油每运行250小时更换一次。\n",
    "2021年/考勤制度.txt": "考勤制度\n\n职工上午八点三十分上班。\n",
    "现行考勤制度.txt": "现行考勤制度\n\n职工上午九点上班。\n",
    "消防规定.txt": "消防规定\n\n本规定已废止。\n\n灭火器每两年送检一次。\n",
    "船只登记.txt": "船只登记规定\n\n本规定自2020年起现已失效。\n\n登记费为每艘船50元。\n",
    "新消防管理细则.txt": "消防管理细则\n\n灭火器每年送检一次，由安保组负责。\n",
}


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    root: Path = tmp_path_factory.mktemp("editions")
    for name, text in FILES.items():
        path = root / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    build_index(corpus=root / "corpus", where=root / "index")
    return Bot.load(root / "index", threshold=0.0)


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("小型车停车每小时收费多少元", "4元", "3元"),
        ("2022年小型车停车每小时收费多少元", "3元", "4元"),
        ("住宿费上限是每晚多少元", "420元", "350元"),
        ("机油运行多少小时更换一次", "250小时", "200小时"),
        ("职工上午几点上班", "九点", "八点"),
        ("灭火器多久送检一次", "每年", "每两年"),
    ],
)
def test_the_edition_in_force_answers(editions: Bot, question: str, holds: str, lacks: str) -> None:
    answer = editions.ask(question)
    assert holds in answer.text
    assert lacks not in answer.text


def test_a_rule_that_no_longer_holds_says_so(editions: Bot) -> None:
    answer = editions.ask("船只登记费每艘船多少元")
    assert "50元" in answer.text
    assert "现已失效" in answer.text
    assert "50元" in (answer.short or "50元")


@pytest.mark.parametrize(
    ("text", "repealed"),
    [
        ("差旅办法（已废止）", True),
        ("【作废】采购流程", True),
        ("状态：已失效", True),
        ("本办法自2023年起废止。", True),
        ("本办法自印发之日起施行，原《差旅办法》同时废止。", False),
        ("关于废止部分文件的决定", False),
        ("作废发票的处理", False),
        ("发票作废流程", False),
    ],
)
def test_what_says_of_itself_that_it_no_longer_holds(text: str, repealed: bool) -> None:
    assert says_repealed(text) is repealed


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("价目表2021.txt", "价目表2023.txt"),
        ("价目表 第二版.txt", "价目表 第三版.txt"),
        ("价目表v1.9.txt", "价目表v1.10.txt"),
        ("价目表20230105.txt", "价目表20231101.txt"),
        ("价目表2024.txt", "现行价目表.txt"),
    ],
)
def test_editions_of_one_family_are_in_order(older: str, newer: str) -> None:
    one, other = (edition(load_document("每件三元。\n".encode(), path)) for path in (older, newer))
    assert one.family == other.family
    assert one.order < other.order
