"""`wenqu feedback list|export`: options → API → print."""

from __future__ import annotations

import sys
from argparse import Namespace

from qa.measure.rows import writing
from ui.command import show
from ui.command.commands import index_path, print_json
from ui.feedback import FeedbackError, FeedbackStore, questions


def feedback(options: Namespace) -> None:
    store = FeedbackStore.beside(index_path(options))
    opinions = store.opinions()
    if options.action == "list":
        for opinion in opinions:
            if options.json:
                print_json(opinion.to_json())
            else:
                print(show.opinion(opinion))
        return
    if not opinions:
        raise FeedbackError(
            f"{store.path}: no feedback yet. Next: `wenqu serve`, and give an answer a thumb"
        )
    rows = list(questions(opinions))
    if options.out is None:
        for row in rows:
            print_json(row)
        return
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    with writing(options.out, columns) as write:
        for row in rows:
            write(row)
    keyed = sum(row["kind"] != "disputed" for row in rows)
    print(f"{len(rows)} questions, {keyed} with a key, in {options.out}", file=sys.stderr)
