"""Records → lines for a terminal. Document text is shown without control characters."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

from index.build import BuildReport
from index.records import FileStatus
from index.store import Manifest
from index.store.verify import Verified
from qa.measure.batch import BatchReport
from qa.measure.compare import Change, Comparison
from qa.measure.evaluate import Report
from qa.records import Answer, Citation, Hit
from ui.feedback import Opinion


def plain(text: str) -> str:
    """Text without characters that command a terminal: escapes, and marks that turn the line."""
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf") else "�" for c in text
    )


def place(path: str, page: int | None, heading: str | None) -> str:
    parts = [path]
    if page is not None:
        parts.append(f"p. {page}")
    if heading:
        parts.append(heading)
    return plain(", ".join(parts))


def citation(cited: Citation) -> str:
    return f"[{cited.n}] 《{plain(cited.title)}》 {place(cited.path, cited.page, cited.heading)}"


def hit(found: Hit) -> str:
    passage = found.passage
    scores = "  ".join(f"{name} {score:.3f}" for name, score in found.scores.items())
    head = f"{found.rank}. {place(passage.doc_id, passage.page, passage.heading)}"
    also = "".join(
        f"   = {place(other.doc_id, other.page, other.heading)}\n" for other in found.also
    )
    return f"{head}\n   {found.score:.3f}  ({scores})\n{also}   {_indent(passage.text)}\n"


def answer(given: Answer) -> str:
    lines = []
    if given.understood and given.understood != given.question.strip():
        lines.append(f"（理解为：{plain(given.understood)}）")
    if given.reply:
        return "\n".join([*lines, plain(given.text)])
    if not given.found:
        lines.append(f"{given.text}（把握 {given.confidence:.0%}）")
        lines += [f"您是否要问：{plain(meant)}" for meant in given.suggestions]
        if given.hits:
            lines.append("相近的段落：")
            lines += [
                f"  - {place(h.passage.doc_id, h.passage.page, h.passage.heading)}: "
                f"{_clip(plain(h.passage.text))}"
                for h in given.hits[:3]
            ]
        return "\n".join(lines)
    if given.short:
        lines.append(f"{plain(given.short)}\n")
    for item in given.evidence:
        marks = "".join(f"[{n}]" for n in (*item.citations, *item.also))
        lines.append(f"{plain(item.text)} {marks}")
    lines.append("")
    lines += [citation(cited) for cited in given.citations]
    lines.append(f"把握 {given.confidence:.0%}，{given.seconds * 1000:.0f} ms")
    return "\n".join(lines)


def opinion(given: Opinion) -> str:
    thumb = "+" if given.good else "-"
    said = given.short or given.answer
    word = f"\n   {_indent(given.word)}" if given.word else ""
    return f"{thumb} {given.at}  {plain(given.understood)}\n   → {_indent(said)}{word}"


def report(made: BuildReport) -> str:
    return (
        f"{made.documents} documents, {made.passages} passages in {made.where} "
        f"({made.reused} documents unchanged, {made.encoded} passages encoded, "
        f"{len(made.failed)} files with a problem, {made.seconds:.1f} s)"
    )


def info(where: Path, manifest: Manifest) -> str:
    kinds = Counter(Path(file.path).suffix.lower() or "?" for file in manifest.files)
    of_kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    lines = [
        f"index      {where} (format {manifest.format_version}, made {manifest.created})",
        f"documents  {manifest.documents}{f' ({of_kinds})' if of_kinds else ''}",
        f"passages   {manifest.passages}",
        f"model      {manifest.model_name}, {manifest.dim} dimensions, "
        f"fingerprint {manifest.model_fingerprint}",
    ]
    for file in manifest.files:
        state = (
            "" if file.status is FileStatus.OK else f"  {file.status}: {file.reason} [{file.code}]"
        )
        state += f"  {file.note}" if file.note else ""
        state += "  repealed" if file.repealed else ""
        state += f"  newer: {plain(file.later[-1])}" if file.later else ""
        lines.append(f"  {plain(file.path)}  {file.passages} passages{state}")
    return "\n".join(lines)


def verified(where: Path, result: Verified) -> str:
    changed = [*result.changed, *result.missing]
    tail = f"; changed or gone since: {', '.join(map(plain, changed))}" if changed else ""
    return (
        f"{where}: {result.parts} files as written, {result.passages} passages slice back, "
        f"{result.sources} documents agree with their sources{tail}"
    )


def figures(measured: Report, comparison: Comparison | None = None) -> str:
    """A row a figure: of all questions, then of each kind; where another report is at hand, how
    much more or less than in that one."""
    columns = {"all": measured.figures}
    if len(measured.by_kind) > 1:
        columns |= measured.by_kind
    counts = Counter(outcome.kind for outcome in measured.outcomes)
    asked = [measured.questions, *(counts[kind] for kind in list(columns)[1:])]
    rows = [["", *columns], ["questions", *map(str, asked)]]
    for name in dict.fromkeys(name for values in columns.values() for name in values):
        rows.append([name, *(_figure(name, values.get(name)) for values in columns.values())])
    if comparison:
        rows[0].insert(2, "change")
        rows[1].insert(2, "")
        for row in rows[2:]:
            row.insert(2, _difference(row[0], comparison.differences.get(row[0])))
    lines = _aligned(rows)
    if measured.absent:
        lines.append(f"{measured.absent} questions are about documents that the index lacks")
    return "\n".join(lines)


def _figure(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.1f}" if name.endswith("_ms") else f"{value:.3f}"


def _difference(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:+.1f}" if name.endswith("_ms") else f"{value:+.3f}"


def _aligned(rows: list[list[str]]) -> list[str]:
    """Columns side by side: the first to the left, the others to the right."""
    rows = [[plain(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            " " * (width - _width(cell)) + cell for cell, width in zip(row, widths, strict=True)
        ]
        lines.append("  ".join([row[0] + " " * (widths[0] - _width(row[0])), *cells[1:]]).rstrip())
    return lines


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def comparison(made: Comparison) -> str:
    lines = []
    for word, changes in (("better", made.better), ("worse", made.worse)):
        lines.append(f"{word}: {len(changes)}")
        lines += [_change(change) for change in changes]
    if made.added or made.gone:
        lines.append(f"not compared: {made.added} asked only now, {made.gone} only then")
    return "\n".join(lines)


def _change(change: Change) -> str:
    turned = f"{change.before} → {change.after}"
    return f"  {plain(change.id)}  {turned}  {_clip(plain(change.question))}"


def batch(made: BatchReport) -> str:
    return (
        f"{made.questions} questions in {made.out}: {made.found} answered, "
        f"{made.questions - made.found - len(made.refused)} not found, "
        f"{len(made.refused)} not asked"
    )


def _indent(text: str) -> str:
    return plain(text).replace("\n", "\n   ")


def _clip(text: str, length: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"
