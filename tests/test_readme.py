"""What the READMEs say is so: their Python runs, their commands, files and fields exist."""

from __future__ import annotations

import argparse
import json
import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.records import Answer, Citation, Hit, Turn
from tests.conftest import ROOT
from ui.command import show
from ui.command.cli import parser

NAMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = (*NAMES, "CHANGELOG.md", "CONTRIBUTING.md", "docs/architecture.md")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.S | re.M)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    return [body for found, body in _BLOCK.findall(text) if found == language]


def part(text: str, name: str) -> str:
    """What stands between <!-- name --> and <!-- /name -->."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.S)
    assert found, f"no part {name!r}"
    return found[1]


def subcommands() -> dict[str, argparse.ArgumentParser]:
    action = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


@pytest.mark.parametrize("name", NAMES)
def test_the_python_of_the_readme_runs(
    name: str,
    corpus_index_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "corpus" / "faq", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WENQU_INDEX", str(corpus_index_path))
    code = blocks(read(name), "python")
    assert code
    for block in code:
        exec(compile(block, name, "exec"), {})
    printed = capsys.readouterr().out
    assert printed.startswith("True ")
    assert "\n34 个\n" in printed
    assert "news/山阴千兆小区.txt" in printed
    assert (tmp_path / "my-index" / "CURRENT").is_file()


def test_the_answer_shown_is_the_answer_given(bot: Bot) -> None:
    asked, *shown = blocks(part(read("README.md"), "exchange"), "text")[0].splitlines()
    question = re.fullmatch(r'\$ make ask Q="(.+)"', asked)
    assert question
    *given, last = show.answer(bot.ask(question[1])).splitlines()
    assert shown[:-1] == given
    time = re.compile(r"，\d+ ms$")
    assert time.sub("", shown[-1]) == time.sub("", last)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_that_is_named_exists(name: str) -> None:
    named = set(re.findall(r"(?:^|[`/ ])wenqu ([a-z]+)\b", "\n".join(_code(read(name))), re.M))
    assert named - subcommands().keys() == set()


def _code(text: str) -> list[str]:
    """Code blocks and `code`: `wenqu` in prose is a name."""
    return [body for _, body in _BLOCK.findall(text)] + re.findall(
        r"`[^`\n]+`", _BLOCK.sub("", text)
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_command_stands_in_the_list_with_its_options(name: str) -> None:
    lines = blocks(part(read(name), "commands"), "text")[0].splitlines()
    listed = {line.split()[1]: set(re.findall(r"(?<![\w-])--?[a-z-]+", line)) for line in lines}
    common = {"-h", "--help", "--index", "--json", "--model"}
    for command, options in subcommands().items():
        known = {option for action in options._actions for option in action.option_strings}
        assert command in listed
        assert listed[command] - known == set(), command
        spelled = {max(a.option_strings, key=len) for a in options._actions if a.option_strings}
        missing = {
            option
            for option in spelled - common
            if not listed[command] & set(options._option_string_actions[option].option_strings)
        }
        assert missing == set(), command
    assert listed.keys() == subcommands().keys()


@pytest.mark.parametrize("name", NAMES)
def test_the_map_names_every_room_and_nothing_that_is_not_there(name: str) -> None:
    paths = re.findall(r"`([^`]+)`", part(read(name), "map"))
    assert [path for path in paths if not (ROOT / path).exists()] == []
    rooms = {f"{found.parent.relative_to(ROOT)}/" for found in ROOT.glob("*/*/__init__.py")}
    shipped = {room for room in rooms if room.startswith(("index/", "qa/", "ui/"))}
    assert shipped <= set(paths)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_to_a_file(name: str) -> None:
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", read(name))]
    local = [link for link in links if link and "://" not in link]
    assert [link for link in local if not ((ROOT / name).parent / link).is_file()] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_json_record_has_the_fields_of_the_api(name: str, bot: Bot) -> None:
    record = json.loads(blocks(part(read(name), "record"), "json")[0])
    answer = bot.ask("山阴党支部建设了多少千兆小区").to_json()
    assert list(record) == list(answer)
    assert list(record["citations"][0]) == list(answer["citations"][0])
    assert list(record["hits"][0]) == list(answer["hits"][0])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("record", [Answer, Citation, Hit, Turn])
def test_the_table_of_records_names_every_field(name: str, record: type) -> None:
    row = re.search(rf"^\| `{record.__name__}` \|(.+)\|$", read(name), re.M)
    assert row
    assert set(re.findall(r"`(\w+)`", row[1])) == {
        *(field.name for field in fields(record)),
        *(name for name, held in vars(record).items() if isinstance(held, property)),
    }


def test_both_languages_have_the_same_headings_and_code() -> None:
    english, chinese = map(read, NAMES)
    levels = [re.findall(r"^#+(?= )", _BLOCK.sub("", text), re.M) for text in (english, chinese)]
    assert levels[0] == levels[1]
    assert _BLOCK.findall(english) == _BLOCK.findall(chinese)
    markers = [re.findall(r"<!-- .+? -->", text) for text in (english, chinese)]
    assert markers[0] == markers[1]
    paths = [re.findall(r"`([^`]+)`", part(text, "map")) for text in (english, chinese)]
    assert paths[0] == paths[1]
