"""What the ranker reads of a passage, from what the index keeps and without it."""

from __future__ import annotations

import numpy as np

from index.passages.tokenizer import characters, fold, words
from index.rankers.encoder import Encoder
from index.rankers.static_encoder import StaticEncoder
from index.store.store import Index
from qa.read.reading import Reader


def test_a_reading_is_the_text_cut_again(corpus_index: Index, encoder: Encoder) -> None:
    assert isinstance(encoder, StaticEncoder)
    reader = Reader(corpus_index, encoder)
    for row in range(0, len(corpus_index.passages), 7):
        reading = reader.read(row)
        passage = corpus_index.passages[row]
        assert reading.folded == fold(f"{passage.context}\n{passage.text}")
        assert reading.context_words == frozenset(words(passage.context))
        for unit in reading.units:
            assert unit.text == passage.text[unit.start : unit.end]
            assert unit.words == frozenset(words(unit.text))
            assert unit.grams == frozenset(characters(unit.text))
            whole = encoder.encode([unit.text])[0].astype(np.float16)
            np.testing.assert_array_equal(unit.vector, whole)


def test_the_opening_is_title_headings_and_first_sentence(
    corpus_index: Index, encoder: Encoder
) -> None:
    assert isinstance(encoder, StaticEncoder)
    reader = Reader(corpus_index, encoder)
    for doc_id, rows in corpus_index.rows_by_document.items():
        first = reader.read(rows.start)
        assert first.units, doc_id
        opening = first.context_grams | first.units[0].grams
        for row in rows:
            assert reader.opening(row) == reader.read(row).context_grams | opening


def test_token_ids_of_another_model_are_not_taken(corpus_index: Index, encoder: Encoder) -> None:
    """They are numbers of another vocabulary: the ranker cuts its own."""

    class Other:
        fingerprint = "another"

        def token_ids(self, texts: list[str]) -> list[np.ndarray]:
            return [np.array([len(text)], np.int64) for text in texts]

        def embed(self, ids: list[np.ndarray]) -> np.ndarray:
            return np.zeros((len(ids), 2), np.float32)

    reading = Reader(corpus_index, Other()).read(0)  # type: ignore[arg-type]
    assert [unit.tokens.tolist() for unit in reading.units] == [
        [len(unit.text)] for unit in reading.units
    ]


def test_a_passage_is_read_once(corpus_index: Index, encoder: Encoder) -> None:
    assert isinstance(encoder, StaticEncoder)
    reader = Reader(corpus_index, encoder, keep=1)
    first = reader.read(0)
    assert reader.read(0) is first
    reader.read(1)
    assert reader.read(0) is not first
