"""One function a command: options → API → print. Names are the commands' own."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.build import build_index
from index.errors import CorpusError, QuestionError
from index.settings import DEFAULT_CORPUS, IndexSettings, default_index_path
from index.store import read_manifest
from index.store.verify import verify_index
from qa import Bot, Retriever, Turn
from ui.command import show
from ui.command.progress import ProgressBar


def index_path(options: Namespace) -> Path:
    return Path(options.index) if options.index else default_index_path()


def print_json(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False))


def index(options: Namespace) -> None:
    paths, corpus = options.paths, options.corpus
    if not paths and corpus is None:
        corpus = DEFAULT_CORPUS
        if not corpus.is_dir():
            raise CorpusError(
                f"there is no folder {corpus} here. Next: name one, as in `wenqu index FOLDER`"
            )
    with ProgressBar(quiet=options.quiet) as bar:
        report = build_index(
            paths,
            corpus=corpus,
            where=index_path(options),
            settings=IndexSettings(model=options.model or "bundled"),
            rebuild=options.rebuild,
            jobs=options.jobs,
            progress=bar,
        )
    for file in report.failed:
        kept = " (what was indexed of it before is kept)" if file.status == "stale" else ""
        print(f"wenqu: {file.path}: {file.reason} [{file.code}]{kept}", file=sys.stderr)
    for file in report.files:
        if file.note:
            print(f"wenqu: {file.path}: {file.note}", file=sys.stderr)
    if options.json:
        record = asdict(report)
        record["where"] = str(report.where)
        print_json(record)
    elif not options.quiet:
        print(show.report(report))


def search(options: Namespace) -> None:
    retriever = Retriever.load(index_path(options), model=options.model, reranker=options.reranker)
    hits = retriever.search(options.question, options.k)
    for hit in hits:
        if options.json:
            print_json(hit.to_json())
        else:
            print(show.hit(hit))


def ask(options: Namespace) -> None:
    bot = Bot.load(index_path(options), model=options.model, reranker=options.reranker)
    answer = bot.ask(options.question, k=options.k, threshold=options.threshold)
    if options.json:
        print_json(answer.to_json())
    else:
        print(show.answer(answer))


def chat(options: Namespace) -> None:
    """Questions from stdin, a line each, until its end; follow-ups are understood."""
    bot = Bot.load(index_path(options), model=options.model, reranker=options.reranker)
    bot.warm_up()
    history: list[Turn] = []
    asking = sys.stdin.isatty()
    if asking:
        print("问渠：请提问。空行或 Ctrl-D 结束。", file=sys.stderr)
    while True:
        if asking:
            print("问 > ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line or (asking and not line.strip()):
            return
        if not line.strip():
            continue
        try:
            answer = bot.ask(line.rstrip("\n"), history, k=options.k, threshold=options.threshold)
        except QuestionError as error:
            print(f"wenqu: {error}", file=sys.stderr)
            continue
        history.append(Turn.of(answer))
        if options.json:
            print_json(answer.to_json())
        else:
            print(show.answer(answer), flush=True)


def info(options: Namespace) -> None:
    where = index_path(options)
    manifest = read_manifest(where)
    if options.json:
        print_json({"where": str(where), **asdict(manifest)})
    else:
        print(show.info(where, manifest))


def verify(options: Namespace) -> int:
    where = index_path(options)
    result = verify_index(where)
    if options.json:
        print_json({"where": str(where), **asdict(result)})
    else:
        print(show.verified(where, result))
    return 0
