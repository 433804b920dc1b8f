"""Changed bytes for every loader: no crash of this process, no hang, no empty success.

    python -m bench.fuzz --mutations 2000 --seed 7

Each mutant is a file that is read as the index reads it, in child processes with their limits.
Half of the Office mutants are changed inside their ZIP, whose checksums would hide it else.
"""

from __future__ import annotations

import argparse
import platform
import random
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from io import BytesIO
from pathlib import Path

from index.errors import ReadError
from index.loaders import SUFFIXES
from index.sandbox.limits import Limits
from index.sandbox.pool import read_documents

_BATCH = 200
_TABLE = "指标,2022年,2023年\n营业收入,1100,1234\n净利润,48,56\n"
_PAGE = (
    "<html><head><title>供水通知</title></head><body><h1>供水通知</h1><p>正文一段，说明安排。</p>"
    "<table><tr><th>区县<th>水量<tr><td>东城<td>12.5</table><ul><li>甲<li>乙</ul></body></html>"
)
_TEXT = "# 供水通知\n\n发布时间：2023年5月6日\n\n正文一段，说明供水的安排。\n\n- 甲项\n- 乙项\n"


def samples(folder: Path | None) -> Mapping[str, bytes]:
    """A file for each suffix: of the folder where it holds one (the smallest), else of our own."""
    found = {
        ".txt": _TEXT.encode("gb18030"), ".md": _TEXT.encode(), ".csv": _TABLE.encode("gb18030"),
        ".tsv": _TABLE.replace(",", "\t").encode(), ".html": _PAGE.encode("gb18030"),
        ".docx": _word(), ".pptx": _slides(), ".xlsx": _workbook(), ".pdf": _pages(),
    }  # fmt: skip
    files = sorted(folder.rglob("*"), key=lambda f: f.stat().st_size) if folder else []
    for file in reversed(files):
        if file.is_file() and file.suffix.lower() in SUFFIXES:
            found[file.suffix.lower()] = file.read_bytes()
    return {suffix: data for suffix, data in found.items() if suffix in SUFFIXES}


def mutant(data: bytes, chance: random.Random) -> bytes:
    if data.startswith(b"PK") and chance.random() < 0.5:
        return _inside(data, chance)
    return _hurt(data, chance)


def _hurt(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    way = chance.random()
    if way < 0.1:
        return bytes(changed[: chance.randrange(len(changed))])
    for _ in range(chance.choice((1, 2, 4, 16, 64))):
        at = chance.randrange(len(changed))
        if way < 0.6:
            changed[at] = chance.randrange(256)
        elif way < 0.8:
            length = chance.randrange(1, 40)
            changed[at:at] = changed[max(0, at - length) : at] * chance.choice((1, 2, 50))
        else:
            del changed[at : at + chance.randrange(1, 40)]
        if not changed:
            return b""
    return bytes(changed)


def _inside(data: bytes, chance: random.Random) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = set(chance.sample(names, chance.randint(1, min(3, len(names)))))
        for name in names:
            part = old.read(name)
            if name in chosen and part:
                if chance.random() < 0.05:
                    continue
                part = _hurt(part, chance)
            new.writestr(name, part)
    return out.getvalue()


def run(suffix: str, data: bytes, count: int, seed: int, jobs: int) -> Counter[str]:
    """What became of the mutants: "read", a code, or what must not be."""
    chance = random.Random(f"{seed}{suffix}")
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for first in range(0, count, _BATCH):
            files = []
            for number in range(first, min(count, first + _BATCH)):
                file = Path(folder) / f"{number}{suffix}"
                file.write_bytes(mutant(data, chance))
                files.append((file.name, file))
            for outcome in read_documents(files, jobs, Limits(seconds=20)):
                if isinstance(outcome, ReadError):
                    outcomes[outcome.code] += 1
                    if outcome.code in ("crashed", "timeout"):
                        print(f"  {outcome}")
                else:
                    outcomes["read" if outcome.text.strip() else "EMPTY SUCCESS"] += 1
            for _, file in files:
                file.unlink()
    return outcomes


def _word() -> bytes:
    from tests.index.loaders.office_files import docx, w_p, w_tbl

    table = w_tbl([["指标", "2023年"], ["营业收入", "1,234"]], header=True)
    return docx(w_p("供水通知", "T") + w_p("一、总则", "1") + w_p("正文一段，说明安排。") + table)


def _slides() -> bytes:
    from tests.index.loaders.office_files import pptx, sp

    return pptx([sp(["供水通知"], role="title") + sp(["正文一段。"], (0, 9, 9, 9))], {1: "备注。"})


def _workbook() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.create_sheet("收支")
    for name, *values in (line.split(",") for line in _TABLE.splitlines()):
        sheet.append([name, *(int(v) if v.isdigit() else v for v in values)])
    sheet["B2"].number_format = "#,##0.00"
    sheet.merge_cells("A3:A4")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _pages() -> bytes:
    canvases = import_module("reportlab.pdfgen.canvas")  # it has no types
    fonts = import_module("reportlab.pdfbase.cidfonts")
    out = BytesIO()
    canvas = canvases.Canvas(out)
    import_module("reportlab.pdfbase.pdfmetrics").registerFont(fonts.UnicodeCIDFont("STSong-Light"))
    for page in range(2):
        canvas.setFont("STSong-Light", 12)
        for at, line in enumerate(_TEXT.splitlines() * 3):
            canvas.drawString(90, 760 - 20 * at, f"{line}{page}" if line else "")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--samples", type=Path, help="a folder of real files to change")
    parser.add_argument("--only", nargs="*", help="suffixes, as .docx")
    asked = parser.parse_args()
    print(f"python {platform.python_version()}, {platform.platform()}, seed {asked.seed}")
    failed = False
    for suffix, data in sorted(samples(asked.samples).items()):
        if asked.only and suffix not in asked.only:
            continue
        started = time.perf_counter()
        outcomes = run(suffix, data, asked.mutations, asked.seed, asked.jobs)
        seconds = time.perf_counter() - started
        said = ", ".join(f"{n} {what}" for what, n in outcomes.most_common())
        print(f"{suffix:6} {asked.mutations} mutants in {seconds:.0f} s: {said}", flush=True)
        failed |= bool(outcomes["EMPTY SUCCESS"] + outcomes["crashed"] + outcomes["timeout"])
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
