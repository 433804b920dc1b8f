"""What the ranker reads of a passage, from what the index keeps and without it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from index.passages import characters, fold, words
from index.rankers.encoder import Encoder
from index.rankers.static_encoder import StaticEncoder
from index.records import BlockKind
from index.store import Index
from qa.read import Ranked, Reader, Reading
from qa.read.passages import PLAIN, Read
from tests.qa.conftest import BotOf


@pytest.fixture(scope="module")
def static(encoder: Encoder) -> StaticEncoder:
    assert isinstance(encoder, StaticEncoder)
    return encoder


def test_a_reading_is_the_text_cut_again(corpus_index: Index, static: StaticEncoder) -> None:
    rows = list(range(0, len(corpus_index.passages), 7))
    for row, reading in zip(rows, Reader(corpus_index, static).read(rows), strict=True):
        passage = corpus_index.passages[row]
        assert (reading.row, reading.passage) == (row, passage)
        assert reading.folded == fold(f"{passage.context}\n{passage.text}")
        assert reading.context_words == frozenset(words(passage.context))
        assert reading.context_grams == frozenset(characters(passage.context))
        np.testing.assert_array_equal(
            reading.context_tokens, static.token_ids([passage.context])[0]
        )
        for unit in reading.units:
            assert unit.text == passage.text[unit.start : unit.end]
            assert unit.folded == fold(unit.text)
            assert unit.words == frozenset(words(unit.text))
            assert unit.grams == frozenset(characters(unit.text))
            np.testing.assert_array_equal(unit.tokens, static.token_ids([unit.text])[0])
            whole = static.encode([unit.text])[0].astype(np.float16)
            np.testing.assert_array_equal(unit.vector, whole)


def test_the_opening_is_title_headings_and_first_sentence(
    corpus_index: Index, static: StaticEncoder
) -> None:
    reader = Reader(corpus_index, static)
    for doc_id, rows in corpus_index.rows_by_document.items():
        first, *others = reader.read(rows)
        assert first.units, doc_id
        opening = first.context_grams | first.units[0].grams
        assert {reading.opening for reading in (first, *others)} == {opening}


def test_what_units_are_by_hand(bot_of: BotOf, static: StaticEncoder) -> None:
    index = bot_of(
        {
            "a.md": "# 题\n\n2021年建成基站34个、小区12个。会议通过《长津湖》议案：\n\n以上。\n\n"
            "- 身份证；申请表、照片\n- 户口簿\n\n| 项目 | 数量 |\n| --- | --- |\n| 光猫 | 12 |\n"
        }
    ).index
    plain = {
        (reading.passage.text[unit.start : unit.end]): dict(
            zip(PLAIN, reading.plain[at].tolist(), strict=True)
        )
        for reading in Reader(index, static).read(range(len(index.passages)))
        for at, unit in enumerate(reading.units)
    }
    fact = plain["2021年建成基站34个、小区12个。"]
    assert fact == {
        "length": pytest.approx(math.log1p(19)),
        "place": 0.0,
        "units": 2.0,
        "first": 1.0,
        "numbers": 2.0,
        "dates": 1.0,
        "titles": 0.0,
        "is_row": 0.0,
        "is_item": 0.0,
        "is_metadata": 0.0,
        "is_caption": 0.0,
        "ends_colon": 0.0,
        "lists": 1.0,
    }
    lead = plain["会议通过《长津湖》议案："]
    assert (lead["ends_colon"], lead["titles"], lead["first"]) == (1.0, 1.0, 0.0)
    assert (lead["place"], lead["units"]) == (0.5, 2.0)
    item = plain["身份证；申请表、照片"]
    assert (item["is_item"], item["lists"]) == (1.0, 2.0)
    assert plain["光猫 | 12"]["is_row"] == 1.0


def test_token_ids_of_another_model_are_not_taken(corpus_index: Index) -> None:
    """They are numbers of another vocabulary: the ranker cuts its own."""

    class Other:
        fingerprint = "another"

        def token_ids(self, texts: list[str]) -> list[np.ndarray]:
            return [np.array([len(text)], np.int64) for text in texts]

        def embed(self, ids: list[np.ndarray]) -> np.ndarray:
            return np.zeros((len(ids), 2), np.float32)

    (reading,) = Reader(corpus_index, Other()).read([0])  # type: ignore[arg-type]
    assert [unit.tokens.tolist() for unit in reading.units] == [
        [len(unit.text)] for unit in reading.units
    ]
    assert reading.context_tokens.tolist() == [len(reading.passage.context)]


def test_a_passage_is_read_once(corpus_index: Index, static: StaticEncoder) -> None:
    reader = Reader(corpus_index, static, keep=1)
    (first,) = reader.read([0])
    assert reader.read([0])[0] is first
    reader.read([1])
    assert reader.read([0])[0] is not first


def test_readings_come_in_the_order_asked_for_kept_or_not(
    corpus_index: Index, static: StaticEncoder
) -> None:
    reader = Reader(corpus_index, static)
    (kept,) = reader.read([2])
    readings = reader.read([3, 2, 0])
    assert [reading.row for reading in readings] == [3, 2, 0]
    assert readings[1] is kept


def test_the_one_looked_at_last_is_kept_longest(corpus_index: Index, static: StaticEncoder) -> None:
    reader = Reader(corpus_index, static, keep=2)
    zero, one = reader.read([0, 1])
    reader.read([0])  # now one is the older
    reader.read([2])
    assert reader.read([0])[0] is zero
    assert reader.read([1])[0] is not one


def ranked(reading: Reading, units: int) -> Ranked:
    return Ranked(replace(reading, units=reading.units[:1] * units), 0.0, 0.0, 0.0, 0.0)


def test_what_stands_beside_a_unit_is_of_its_own_passage(
    corpus_index: Index, static: StaticEncoder
) -> None:
    (reading,) = Reader(corpus_index, static).read([0])
    assert reading.passage.kind in BlockKind
    read = Read.of([ranked(reading, n) for n in (2, 0, 1, 3)])
    assert read.numbers == (0, 2, 3)  # the second has nothing to read
    assert read.starts.tolist() == [0, 2, 3]
    assert read.owner.tolist() == [0, 0, 1, 2, 2, 2]
    values = np.array([1, 2, 3, 4, 5, 6])
    assert read.before(values).tolist() == [0, 1, 0, 0, 4, 5]
    assert read.after(values).tolist() == [2, 0, 0, 5, 6, 0]
    held = np.array([[True, False, False, False, False, True], [False] * 6])
    assert read.near(held).tolist() == [[True, True, False, False, True, True], [False] * 6]
