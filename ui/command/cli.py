"""The `wenqu` command: parse → API → print.

Results on stdout, progress and warnings on stderr. Exit 0 success, 1 a known error in one line,
2 usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.measure.compare import Floor

_MODULES = {
    "eval": "ui.command.measuring",
    "batch": "ui.command.measuring",
    "serve": "ui.command.serving",
    "password": "ui.command.serving",
    "feedback": "ui.command.feedback",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = parser().parse_args(arguments)
    _set_up_libraries()
    from index.errors import WenquError

    module = import_module(_MODULES.get(options.command, "ui.command.commands"))
    try:
        return int(getattr(module, options.command)(options) or 0)
    except WenquError as error:
        print(f"wenqu: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("wenqu: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe has seen enough, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _set_up_libraries() -> None:
    """By the environment, which they read when they are imported."""
    # Of small matrices one thread is faster than two that wait for one another: a question takes
    # 27 ms of a processor instead of 63. PyTorch has threads of its own, for other models.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # No call home, no look-up of a newer model.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    if os.environ.get("WENQU_DOWNLOAD") != "1":
        os.environ.setdefault("HF_HUB_OFFLINE", "1")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="wenqu",
        description="问渠: ask a folder of documents, get their own words with the place.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"wenqu {version('wenqu')}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    index = commands.add_parser("index", help="read documents and build the index")
    index.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="folders or files")
    index.add_argument("--corpus", type=Path, metavar="DIR", help="the folder that paths are in")
    index.add_argument("--model", metavar="NAME", help="bundled (default), a name, or a folder")
    index.add_argument(
        "--jobs", type=_positive, default=1, metavar="N", help="files read side by side (1)"
    )
    index.add_argument("--rebuild", action="store_true", help="read and encode everything again")
    index.add_argument("--quiet", action="store_true", help="say only what went wrong")
    _common(index, model=False)

    search = commands.add_parser("search", help="show the best passages")
    search.add_argument("question")
    search.add_argument("-k", type=_positive, default=5, metavar="N", help="how many (5)")
    _common(search)

    ask = commands.add_parser("ask", help="answer one question")
    ask.add_argument("question")
    _answering(ask)
    _common(ask)

    chat = commands.add_parser("chat", help="ask one question after the other")
    _answering(chat)
    _common(chat)

    batch = commands.add_parser("batch", help="answer a file of questions")
    batch.add_argument("questions", type=Path, help=".csv (ques_id,question) or .jsonl")
    batch.add_argument(
        "-o", "--out", type=Path, required=True, help=".csv or .jsonl: the rows, answers added"
    )
    _threshold(batch)
    _common(batch)

    measure = commands.add_parser("eval", help="ask questions whose answers are known, and count")
    measure.add_argument(
        "questions", type=Path, help=".jsonl with keys, or SQuAD's .json (brings its documents)"
    )
    measure.add_argument("-k", type=_positive, default=10, metavar="N", help="hits judged (10)")
    measure.add_argument(
        "--compare", type=Path, metavar="OTHER.json", help="what an earlier --json printed"
    )
    measure.add_argument(
        "--fail-under",
        type=_floor,
        nargs="+",
        action="extend",
        default=[],
        metavar="METRIC=VALUE",
        help="exit 1 where a figure is worse, as in R@1=0.9 or p99_ms=150",
    )
    _threshold(measure)
    _common(measure)

    serve = commands.add_parser("serve", help="start the web page")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=7860)
    doors = serve.add_mutually_exclusive_group()
    doors.add_argument(
        "--auth", type=Path, metavar="USERS", help="who may log in: lines of `wenqu password`"
    )
    doors.add_argument("--no-auth", action="store_true", help="anybody who reaches it may ask")
    serve.add_argument(
        "--allow-uploads", action="store_true", help="with --no-auth: anybody may change documents"
    )
    serve.add_argument(
        "--proxy",
        action="append",
        default=[],
        metavar="NAME",
        help="the name of a site that a proxy on this machine passes on",
    )
    serve.add_argument(
        "--rate",
        type=_rate,
        metavar="N",
        help="questions a minute from one client (120 on a network, else 0: any number)",
    )
    serve.add_argument("--mcp", action="store_true", help="offer ask and search by MCP at /mcp")
    _common(serve, as_json=False)

    feedback = commands.add_parser("feedback", help="what visitors thought of the answers")
    actions = feedback.add_subparsers(dest="action", required=True, metavar="ACTION")
    _common(actions.add_parser("list", help="one opinion after the other"), model=False)
    export = actions.add_parser("export", help="as questions for `wenqu eval`")
    export.add_argument("-o", "--out", type=Path, metavar="FILE", help=".jsonl (or stdout)")
    _common(export, model=False, as_json=False)
    password = commands.add_parser("password", help="write a user's line for `serve --auth`")
    password.add_argument("name")
    password.add_argument("--editor", action="store_true", help="may change documents too")

    _common(commands.add_parser("info", help="say what the index holds"), model=False)
    _common(commands.add_parser("verify", help="check the index, byte by byte"), model=False)
    return top


def _common(command: argparse.ArgumentParser, *, model: bool = True, as_json: bool = True) -> None:
    command.add_argument(
        "--index", type=Path, metavar="DIR", help="where the index is ($WENQU_INDEX or .wenqu)"
    )
    if model:
        command.add_argument("--model", metavar="NAME", help="default: the one of the index")
        command.add_argument(
            "--reranker", metavar="NAME", help="a cross-encoder that orders the best sentences"
        )
    if as_json:
        command.add_argument("--json", action="store_true", help="one JSON object a line")


def _answering(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-k",
        type=_positive,
        default=8,
        metavar="N",
        help="hits in --json; without it the nearest, at most 3, where nothing is found (8). "
        "The answer is the same with any number",
    )
    _threshold(command)


def _threshold(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--threshold", type=_share, metavar="0..1", help="least confidence of an answer"
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to 1000")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 1 to 65535")
    return int(text)


def _rate(text: str) -> int:
    if not text.isdecimal() or int(text) > 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 to 100000")
    return int(text)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return value


def _floor(text: str) -> Floor:
    from qa.measure.compare import read_floor  # here, since it is slow to import

    try:
        return read_floor(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


if __name__ == "__main__":
    sys.exit(main())
