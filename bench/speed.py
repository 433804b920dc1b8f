"""How long a question takes in a running process, and how long a fresh one takes to answer.

python -m bench.speed [--corpus corpus] [--questions corpus/questions.jsonl]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.machine import machine, times
from bench.places import CORPUS
from index import build_index
from qa import Bot
from qa.measure.sets import read_examples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--questions", type=Path, default=CORPUS / "questions.jsonl")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "index"
        report = build_index(corpus=options.corpus, where=where)
        print(
            f"index: {report.documents} documents, {report.passages} passages "
            f"in {report.seconds:.1f} s"
        )
        bot = Bot.load(where)
        bot.warm_up()
        questions = [example.question for example in read_examples(options.questions)]
        for name in ("first time", "again"):
            seconds = [bot.ask(question).seconds for question in questions]
            print(f"{len(seconds)} questions, {name}: {times(seconds)}")
        command = [str(Path(sys.executable).with_name("wenqu")), "ask", questions[0]]
        started = time.perf_counter()
        subprocess.run([*command, "--index", str(where)], check=True, capture_output=True)
        print(f"wenqu ask in a fresh process: {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
