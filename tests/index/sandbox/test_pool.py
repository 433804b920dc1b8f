from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from index.errors import ReadCode, ReadError
from index.loaders import load_document
from index.records import Document
from index.sandbox import child
from index.sandbox import pool as reading
from index.sandbox.child import BOOT
from index.sandbox.limits import Limits
from index.sandbox.pool import read_documents, read_file

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")


def boot_with(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Workers whose loader is this body of `def load(data, path)`."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    faulty = (
        "import os, time, ctypes\nimport index.sandbox.worker as worker\n"
        "real = worker.load_document\ndef load(data, path):\n"
        + lines
        + "    return real(data, path)\nworker.load_document = load\n"
    )
    monkeypatch.setattr(child, "BOOT", BOOT + faulty)


def children() -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                about = (folder / "stat").read_text().rpartition(")")[2].split()
                line = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if int(about[1]) == os.getpid() and (
                b"index.sandbox.worker" in line or about[0] == "Z"
            ):
                found.append(int(folder.name))
    return found


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[str, Path]]:
    made = []
    for number in range(12):
        file = tmp_path / f"文 件'{number:02}.md"
        text = f"# 第{number}号文件\n\n这是第{number}号文件的正文，说明供水安排。\n"
        file.write_text(text * (1 + number % 3), encoding="utf-8")
        made.append((file.name, file))
    return made


@pytest.mark.parametrize("jobs", [1, 3])
def test_documents_come_whole_and_in_order(files: list[tuple[str, Path]], jobs: int) -> None:
    told: list[tuple[str, int, int]] = []
    found = list(read_documents(files, jobs, progress=lambda *about: told.append(about)))
    assert found == [load_document(file.read_bytes(), path) for path, file in files]
    assert sorted(path for path, _, _ in told) == [path for path, _ in files]
    assert [(done, total) for _, done, total in told] == [(n, 12) for n in range(1, 13)]
    assert children() == []


def test_what_cannot_be_read_stands_in_its_place(
    tmp_path: Path, files: list[tuple[str, Path]]
) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    fifo = tmp_path / "管.txt"
    os.mkfifo(fifo)
    wanted = [
        files[0], ("空.txt", empty), ("无.txt", tmp_path / "无.txt"), ("管.txt", fifo),
        ("图.xyz", files[0][1]), files[1],
    ]  # fmt: skip
    found = list(read_documents(wanted, 2))
    assert [f.code if isinstance(f, ReadError) else f.path for f in found] == [
        files[0][0], ReadCode.EMPTY, ReadCode.UNREADABLE, ReadCode.UNREADABLE,
        ReadCode.UNSUPPORTED, files[1][0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("if '03' in path: os.kill(os.getpid(), 9)", ReadCode.CRASHED, "signal 9"),
        ("if '03' in path: ctypes.string_at(0)", ReadCode.CRASHED, "signal 11"),
        ("if '03' in path: os._exit(3)", ReadCode.CRASHED, "exit status 3"),
        ("if '03' in path: [][1]", ReadCode.CRASHED, "IndexError"),
        ("if '03' in path: bytearray(1 << 30)", ReadCode.TOO_LARGE, "more memory"),
        ("def deep(n): return deep(n) + 1\nif '03' in path: deep(1)", ReadCode.CORRUPT, "deep"),
        (
            "if '03' in path:\n kept = bytearray(560 << 20)\n time.sleep(.3)\n os.abort()",
            ReadCode.TOO_LARGE, "more than 640 MB",
        ),
        ("if '03' in path: time.sleep(60)", ReadCode.TIMEOUT, "within 2 s"),
        ("if '03' in path: print('x' * 100000); os.write(1, b'y')", None, ""),
    ],
    ids=["killed", "fault", "exit", "exception", "memory", "recursion", "full", "time", "print"],
)  # fmt: skip
def test_a_bad_file_is_an_error_of_that_file_only(
    monkeypatch: pytest.MonkeyPatch,
    files: list[tuple[str, Path]],
    body: str,
    code: ReadCode | None,
    words: str,
) -> None:
    boot_with(monkeypatch, body)
    seconds = 2 if code is ReadCode.TIMEOUT else 20  # enough on a machine that is busy
    found = list(read_documents(files[:6], 2, Limits(seconds=seconds, memory=640 << 20)))
    bad = found.pop(3)
    if code is None:
        assert isinstance(bad, Document)
    else:
        assert isinstance(bad, ReadError)
        assert bad.code is code
        assert words in bad.reason
    assert [f.path for f in found if isinstance(f, Document)] == [
        path for at, (path, _) in enumerate(files[:6]) if at != 3
    ]
    assert children() == []


def test_a_file_is_read_again_when_a_used_worker_dies(
    monkeypatch: pytest.MonkeyPatch, files: list[tuple[str, Path]]
) -> None:
    body = (
        "count = load.__dict__.setdefault('n', [])\n"
        "count.append(1)\n"
        "if len(count) == 3: os._exit(1)"
    )
    boot_with(monkeypatch, body)
    found = list(read_documents(files, 1))
    assert [f.path for f in found if isinstance(f, Document)] == [path for path, _ in files]


def test_a_hundred_megabytes_of_text_are_refused(
    tmp_path: Path, files: list[tuple[str, Path]]
) -> None:
    big = tmp_path / "大.txt"
    big.write_text("供水安排的说明文字一句。" * 2_900_000, encoding="utf-8")
    assert big.stat().st_size > 100e6
    outcomes = list(read_documents([("大.txt", big), files[0]], 1))
    assert isinstance(outcomes[0], ReadError)
    assert outcomes[0].code is ReadCode.TOO_LARGE
    assert isinstance(outcomes[1], Document)
    with pytest.raises(ReadError, match="at most 1 MB"):
        read_file("大.txt", big, Limits(file_bytes=1 << 20))


def test_closing_early_leaves_no_process(
    monkeypatch: pytest.MonkeyPatch, files: list[tuple[str, Path]]
) -> None:
    boot_with(monkeypatch, "if '05' in path: time.sleep(60)")
    outcomes = read_documents(files, 2)
    next(outcomes)
    assert len(children()) == 2
    started = time.monotonic()
    outcomes.close()  # type: ignore[attr-defined]
    assert children() == []
    assert time.monotonic() - started < 2


def test_ctrl_c_ends_the_workers(tmp_path: Path) -> None:
    """A real interrupt, to the whole group as a terminal sends it."""
    script = tmp_path / "read.py"
    script.write_text(
        "import sys, pathlib\nfrom index.sandbox import child, pool as reading\n"
        "child.BOOT += 'import index.sandbox.worker as w, time\\n'\n"
        "child.BOOT += 'w.load_document = lambda *a: time.sleep(60)\\n'\n"
        "file = pathlib.Path(sys.argv[1])\nprint('go', flush=True)\n"
        "list(reading.read_documents([('a.txt', file), ('b.txt', file)], 2))\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, str(script), str(script)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "go\n"
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert "KeyboardInterrupt" in errors
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)  # no one of the group is left


def test_a_worker_starts_fast_and_knows_no_torch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boot_with(
        monkeypatch,
        "import sys\nbad = {'torch', 'faiss', 'numpy', 'index.build'} & set(sys.modules)\n"
        "raise worker.ReadError(path, worker.ReadCode.EMPTY, repr(sorted(bad)))",
    )
    file = tmp_path / "甲.txt"
    file.write_text("文字")
    started = time.perf_counter()
    (outcome,) = read_documents([("甲.txt", file)], 1)
    assert time.perf_counter() - started < 1
    assert isinstance(outcome, ReadError)
    assert outcome.reason == "[]"


def test_modules_in_the_present_folder_are_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: list[tuple[str, Path]]
) -> None:
    (tmp_path / "stat.py").write_text("raise SystemExit('taken over')")
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    assert isinstance(read_file(*files[0]), Document)


def test_two_threads_may_read_at_once(files: list[tuple[str, Path]]) -> None:
    found: list[list[object]] = []
    threads = [
        threading.Thread(target=lambda: found.append(list(read_documents(files, 2))))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert found[0] == found[1]


SCANNED = """
if scanned and '坏' in path: os._exit(4)
if scanned and '慢' in path: time.sleep(60)
if scanned: return real(data, path)
if '图' in path: raise worker.ReadError(path, worker.ReadCode.NEEDS_OCR, 'pictures', scanned=3)
if '混' in path: return replace(real(data, path), unread=(2, 5))
"""


@pytest.fixture
def ocr_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that find scanned pages by a file's name, and read them where OCR is asked for."""
    monkeypatch.setattr(reading, "ocr_installed", lambda: True)
    boot_with(monkeypatch, SCANNED.strip())
    boot = child.BOOT.replace("def load(data, path):", "def load(data, path, scanned=False):")
    boot += (
        "from dataclasses import replace\n"
        "worker.load_scanned = lambda data, path: load(data, path, True)\n"
    )
    monkeypatch.setattr(child, "BOOT", boot)


@pytest.mark.usefixtures("ocr_of_our_own")
def test_scanned_pages_are_read_in_a_second_process_and_a_failure_keeps_the_first(
    tmp_path: Path,
) -> None:
    names = ["字.txt", "图.txt", "混.txt", "图坏.txt", "混坏.txt", "图慢.txt", "末.txt"]
    files = [(name, tmp_path / name) for name in names]
    for _, file in files:
        file.write_text("供水安排的说明文字。", "utf-8")
    told: list[tuple[str, int, int]] = []
    limits = Limits(seconds=2, ocr_seconds=0.5)
    found = list(read_documents(files, 2, limits, lambda *about: told.append(about)))
    assert [f.code if isinstance(f, ReadError) else f.unread for f in found] == [
        (), (), (), ReadCode.CRASHED, (2, 5), ReadCode.TIMEOUT, (),
    ]  # fmt: skip
    assert isinstance(found[5], ReadError)
    assert "within 3.5 s" in found[5].reason  # three pages more
    assert ("图.txt (OCR, 3 pages)" in {what for what, _, _ in told}) is True
    assert sorted(what for what, _, _ in told if "OCR" not in what) == sorted(names)
    assert children() == []


def test_the_limits_of_scans_grow_with_the_pages_up_to_an_end() -> None:
    limits = Limits(memory=100, seconds=60, ocr_memory=200, ocr_seconds=30, ocr_most_seconds=500)
    assert (limits.of_scans(2).memory, limits.of_scans(2).seconds) == (200, 120)
    assert limits.of_scans(20_000).seconds == 500
    assert Limits().of_scans(1).memory <= 2.5 * (1 << 30)
