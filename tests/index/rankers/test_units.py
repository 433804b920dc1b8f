"""Units and their kept terms: what is kept is what cutting the text again would give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.passages.tokenizer import words
from index.rankers.encoder import Encoder, Float32Array, Role
from index.rankers.static_encoder import StaticEncoder
from index.rankers.units import Rows, UnitCutter, UnitIndex, units_of
from index.records import BlockKind, Passage
from index.store.store import Index, current_generation


def passage(text: str, kind: BlockKind = BlockKind.PARAGRAPH, title: str = "") -> Passage:
    return Passage("d#0", "d", 0, len(text), text, kind, title)


def cut(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [text[start:end] for start, end in units_of(passage(text, kind))]


def test_a_paragraph_falls_into_sentences() -> None:
    assert cut("机房在三号楼。有十二台服务器！") == ["机房在三号楼。", "有十二台服务器！"]


def test_rows_and_items_are_units_whatever_they_end_in() -> None:
    rows = "部门 | 人数\n财务部 | 12。一楼\n\n法务部 | 3"
    assert cut(rows, BlockKind.TABLE_ROW) == ["部门 | 人数", "财务部 | 12。一楼", "法务部 | 3"]


def test_a_long_sentence_falls_at_its_semicolons() -> None:
    parts = ["一是" + "甲" * 60 + "；", "二是" + "乙" * 60 + "；", "三是" + "丙" * 60 + "。"]
    assert cut("".join(parts)) == parts
    short = "一是甲；二是乙。"
    assert cut(short) == [short]


def test_rows_of_unequal_length() -> None:
    rows = Rows.of([[3, 1], [], [2]])
    assert [rows.row(at).tolist() for at in range(len(rows))] == [[3, 1], [], [2]]
    assert len(Rows.of([])) == 0


def test_every_passage_of_the_corpus_is_kept_as_it_would_be_cut(
    corpus_index: Index, encoder: Encoder
) -> None:
    assert isinstance(encoder, StaticEncoder)
    for row, held in enumerate(corpus_index.passages):
        kept = corpus_index.units.of(row)
        assert list(kept.spans) == units_of(held)
        texts = [*(held.text[start:end] for start, end in kept.spans), held.context]
        assert list(kept.words) == [frozenset(words(text)) for text in texts]
        assert kept.tokens is not None
        for ids, fresh in zip(kept.tokens, encoder.token_ids(texts), strict=True):
            np.testing.assert_array_equal(ids, fresh)


def test_what_is_loaded_is_what_was_saved(tmp_path: Path) -> None:
    cutter = UnitCutter()
    for text in ("机房在三号楼。有十二台服务器。", "", "食堂在一楼。"):
        cutter.add(passage(text, title="通知"))
    made = cutter.finish(None)
    made.save(tmp_path / "units")
    loaded = UnitIndex.load(tmp_path / "units")
    assert [loaded.of(row) for row in range(3)] == [made.of(row) for row in range(3)]
    assert loaded.of(1).spans == ()
    assert loaded.of(1).words == (frozenset({"通知"}),)
    assert loaded.of(2).tokens is None


def test_units_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match=r"units disagree: 2 entries, \[1, 1, 1\] rows"):
        UnitIndex(
            ["甲"],
            np.array([0, 2]),
            np.zeros((1, 2), np.int32),
            Rows.of([[0]]),
            None,
        )


class Lengths:
    """An encoder that is no static model."""

    name = "lengths"
    fingerprint = "l"
    dim = 2

    def encode(self, texts: list[str], role: Role) -> Float32Array:
        return np.array([[len(text), 1] for text in texts], np.float32).reshape(-1, 2)


def test_only_the_token_ids_of_a_static_model_are_kept(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("关于食堂的通知\n\n食堂十一点半开门。", "utf-8")
    for model, kept in ((encoder, True), (Lengths(), False)):
        where = tmp_path / model.name
        build_index(corpus=tmp_path / "corpus", where=where, encoder=model)
        assert (Index.open(where).units.of(0).tokens is not None) is kept
        folder = where / "generations" / current_generation(where) / "units"
        assert (folder / "tokens.npy").is_file() is kept
