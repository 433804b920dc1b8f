"""Figures against others: an earlier report's, and those that are wanted."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import QuestionsError
from qa.measure.evaluate import CUT, FIGURES, LESS_IS_BETTER, Report, Verdict, verdict
from qa.measure.rows import read_text

_ORDER = (Verdict.WRONG, Verdict.SILENT, Verdict.RIGHT)
_Key = tuple[str, str, int]  # id, question, which of those that have both


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier report says; verdicts of the questions that have one."""

    figures: dict[str, float]
    verdicts: dict[_Key, Verdict]


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose verdict is another one now."""

    id: str
    question: str
    before: Verdict
    after: Verdict

    @property
    def better(self) -> bool:
        return _ORDER.index(self.after) > _ORDER.index(self.before)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`better` and `worse` in the order of asking; figures that both have: now − before."""

    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    differences: dict[str, float]
    added: int  # questions asked now only
    gone: int  # questions asked then only

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_report(path: Path) -> Earlier:
    """What `wenqu eval --json` printed. Raises QuestionsError."""
    try:
        raw = json.loads(read_text(path))
        figures = {str(name): float(value) for name, value in raw["figures"].items()}
        judged = [
            (o["id"], o["question"], verdict(o["answerable"], o["found"], o["evidence"]))
            for o in raw["outcomes"]
        ]
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as exc:
        raise QuestionsError(
            f"{path}: not a report to compare with. "
            "Next: make one with `wenqu eval QUESTIONS --json > REPORT.json`"
        ) from exc
    return Earlier(figures, _by_key(judged))


def compare(earlier: Earlier, report: Report) -> Comparison:
    """Questions are the same if id and wording are; twins pair up in order."""
    now = _by_key((o.id, o.question, o.verdict) for o in report.outcomes)
    changes = [
        Change(key[0], key[1], before, after)
        for key, after in now.items()
        if (before := earlier.verdicts.get(key, after)) is not after
    ]
    return Comparison(
        tuple(change for change in changes if change.better),
        tuple(change for change in changes if not change.better),
        {
            name: value - earlier.figures[name]
            for name, value in report.figures.items()
            if name in earlier.figures
        },
        len(now.keys() - earlier.verdicts.keys()),
        len(earlier.verdicts.keys() - now.keys()),
    )


def _by_key(judged: Iterable[tuple[str, str, Verdict | None]]) -> dict[_Key, Verdict]:
    seen: Counter[tuple[str, str]] = Counter()
    verdicts: dict[_Key, Verdict] = {}
    for name, question, given in judged:
        if given is not None:
            verdicts[name, question, seen[name, question]] = given
        seen[name, question] += 1
    return verdicts


@dataclass(frozen=True, slots=True)
class Floor:
    """A figure that is wanted: at least, or at most where less is better (missed, p99_ms)."""

    metric: str
    wanted: float

    def unmet(self, figures: Mapping[str, float]) -> str | None:
        """Metric, found and wanted in a few words; None where it is met."""
        found = figures.get(self.metric)
        less = self.metric in LESS_IS_BETTER
        bound = f"wanted at {'most' if less else 'least'} {self.wanted:g}"
        if found is None:
            return f"{self.metric} was not measured on these questions, {bound}"
        met = found <= self.wanted if less else found >= self.wanted
        return None if met else f"{self.metric} is {_unlike(found, self.wanted)}, {bound}"


def _unlike(found: float, wanted: float) -> str:
    """`found` with as many digits as tell it from `wanted`."""
    for digits in (3, 6, 9):
        if float(f"{found:.{digits}g}") != wanted:
            return f"{found:.{digits}g}"
    return repr(found)


def read_floor(text: str) -> Floor:
    """METRIC=VALUE. Raises ValueError, naming the metrics there are."""
    metric, _, value = text.rpartition("=")
    if metric not in FIGURES and not re.fullmatch(rf"(?:{'|'.join(CUT)})@[1-9]\d*", metric):
        known = ", ".join((*(f"{name}@N" for name in CUT), *FIGURES))
        raise ValueError(f"{metric or text!r} is no metric; there are {known}")
    try:
        wanted = float(value)
    except ValueError:
        wanted = math.nan
    if not math.isfinite(wanted):
        raise ValueError(f"{value!r} is no number to hold {metric} against")
    return Floor(metric, wanted)


def unmet(floors: Sequence[Floor], figures: Mapping[str, float]) -> tuple[str, ...]:
    """What is not as wanted, in the order of `floors`."""
    return tuple(said for floor in floors if (said := floor.unmet(figures)) is not None)
