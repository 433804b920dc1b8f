"""The files that are changed to try the loaders."""

from __future__ import annotations

import random
from pathlib import Path

from bench.fuzz import mutant, samples
from index.loaders import SUFFIXES, load_document


def test_there_is_one_for_each_form_and_it_is_read() -> None:
    found = samples(None)
    assert set(found) >= {".csv", ".docx", ".html", ".md", ".pdf", ".pptx", ".tsv", ".txt", ".xlsx"}
    assert set(found) <= set(SUFFIXES)
    for suffix, data in found.items():
        text = load_document(data, f"notice{suffix}").text
        assert "供水" in text or "营业收入" in text


def test_the_smallest_of_a_folder_stands_in_for_ours(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.txt").write_bytes(b"longer")
    (tmp_path / "deep" / "B.TXT").write_bytes(b"short")
    found = samples(tmp_path)
    assert found[".txt"] == b"short"
    assert found[".docx"] == samples(None)[".docx"]


def test_a_seed_gives_the_same_mutants() -> None:
    data = samples(None)[".xlsx"]
    one, other = ([mutant(data, random.Random(seed)) for seed in range(20)] for _ in range(2))
    assert one == other
    assert data not in one
