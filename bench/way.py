"""The way of one question through the code: files passed, changes of file, work done again.

    python -m bench.way [QUESTION] [--after QUESTION …] [--index DIR]

The question is asked twice, behind the questions of --after, and the second time is counted: what
loads or is kept in mind has been by then. Counted are calls of Python functions (a generator that
goes on is called again; a return is no event) whose code stands in the packages qa and index.
A change of file is a call into another file than the counted call before it, and the first call.
For some functions, known by their name, whichever the module: how often each is called, and with
how many different texts.

`wenqu index corpus` makes the index. Before the code had rooms the default question had
37 files, 234 changes of file, fold 46 calls, idf 87 (of one term each; now `weights`, of many),
tag 3 with 2 different texts.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import FrameType

import index
import qa
from qa import Bot, Turn

QUESTION = "山阴党支部建设了多少千兆小区"
PACKAGES = tuple(Path(str(package.__file__)).parent for package in (qa, index))
FUNCTIONS = ("fold", "normalise", "tag", "weights")


@dataclass(frozen=True, slots=True)
class Call:
    """`path`: of the function's file, from the folder that holds the packages."""

    path: Path
    function: str
    last: object  # its last argument, where that is one of FUNCTIONS


@dataclass(frozen=True, slots=True)
class Way:
    """The calls of one question, in their order."""

    calls: tuple[Call, ...]

    def within(self, package: str) -> Way:
        return Way(tuple(call for call in self.calls if call.path.parts[0] == package))

    @property
    def files(self) -> tuple[Path, ...]:
        """Those passed, in the order of their first calls."""
        return tuple(dict.fromkeys(call.path for call in self.calls))

    @property
    def changes(self) -> int:
        paths = [None, *(call.path for call in self.calls)]
        return sum(one != other for one, other in pairwise(paths))

    def often(self, function: str) -> tuple[int, int]:
        """(calls, different last arguments)"""
        given = [call.last for call in self.calls if call.function == function]
        return len(given), len(set(given))


def way_of(bot: Bot, question: str, turns: Sequence[Turn] = ()) -> Way:
    """Of `Bot.ask`, as it is now: ask once before for the way of a warm question."""
    calls: list[Call] = []
    roots = tuple(f"{folder}/" for folder in PACKAGES)
    home = PACKAGES[0].parent

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(roots):
            return
        last = None
        if code.co_name in FUNCTIONS:
            last = frame.f_locals[code.co_varnames[code.co_argcount - 1]]
        calls.append(Call(Path(code.co_filename).relative_to(home), code.co_name, last))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        bot.ask(question, turns)
    finally:
        sys.setprofile(before)
    return Way(tuple(calls))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("question", nargs="?", default=QUESTION)
    parser.add_argument("--after", nargs="+", default=[], metavar="QUESTION")
    parser.add_argument("--index", type=Path, help="default: as of `wenqu ask`")
    parser.add_argument("--files", action="store_true", help="list the files passed")
    options = parser.parse_args()
    bot = Bot.load(options.index)
    turns: list[Turn] = []
    for earlier in options.after:
        turns.append(Turn.of(bot.ask(earlier, turns)))
    bot.ask(options.question, turns)
    way = way_of(bot, options.question, turns)
    print(" → ".join([*options.after, options.question]))
    print(f"{'':9} {'files':>6} {'changes':>8} {'calls':>7}")
    for name, part in (("qa", way.within("qa")), ("index", way.within("index")), ("both", way)):
        print(f"{name:9} {len(part.files):6} {part.changes:8} {len(part.calls):7}")
    for function in FUNCTIONS:
        times, texts = way.often(function)
        print(f"{function:9} {times:6} calls, {texts} different")
    if options.files:
        counted = Counter(call.path for call in way.calls)
        for path in way.files:
            print(f"  {path}  {counted[path]}")


if __name__ == "__main__":
    main()
