"""The commands over a file of questions: options → API → print. Names are the commands' own."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from qa import Bot
from qa.measure.batch import answer_batch, read_batch
from qa.measure.compare import compare, read_report, unmet
from qa.measure.evaluate import evaluate
from qa.measure.sets import anywhere, is_squad, read_examples, squad_index
from ui.command import show
from ui.command.commands import index_path, print_json
from ui.command.progress import ProgressBar


def eval(options: Namespace) -> int:
    """1 where a figure is worse than --fail-under wants it, after everything is printed."""
    examples = read_examples(options.questions)
    earlier = read_report(options.compare) if options.compare else None
    brings_documents = is_squad(options.questions)
    if brings_documents and options.index:
        examples = tuple(map(anywhere, examples))
    with ProgressBar() as bar, _index(options, brings_documents, bar) as where:
        bot = Bot.load(where, model=options.model, reranker=options.reranker)
        bot.warm_up()  # latency is that of a running process
        report = evaluate(bot, examples, bar, k=options.k, threshold=options.threshold)
    for name, reason in report.refused:
        print(f"wenqu: question {name} is left out: {reason}", file=sys.stderr)
    comparison = compare(earlier, report) if earlier else None
    if options.json:
        record = report.to_json()
        if comparison:
            record["comparison"] = comparison.to_json()
        print_json(record)
    else:
        print(show.figures(report, comparison))
        if comparison:
            print(show.comparison(comparison))
    missed = unmet(options.fail_under, report.figures)
    if missed:
        print(f"wenqu: {'; '.join(missed)}", file=sys.stderr)
    return int(bool(missed))


@contextmanager
def _index(options: Namespace, brings_documents: bool, bar: ProgressBar) -> Iterator[Path]:
    if brings_documents and not options.index:
        with squad_index(options.questions, options.model, bar) as where:
            yield where
    else:
        yield index_path(options)


def batch(options: Namespace) -> None:
    questions = read_batch(options.questions, options.out)
    bot = Bot.load(index_path(options), model=options.model, reranker=options.reranker)
    with ProgressBar() as bar:
        report = answer_batch(bot, questions, bar, threshold=options.threshold)
    for line, reason in report.refused:
        print(f"wenqu: {options.questions}, line {line}: {reason}", file=sys.stderr)
    if options.json:
        print_json({**asdict(report), "out": str(report.out)})
    else:
        print(show.batch(report))
