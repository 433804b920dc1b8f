"""Another's order: a tiny cross-encoder of random weights, made here, orders the sentences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from index.rankers.encoder import Encoder, Float32Array
from index.store import Index
from qa import Bot, Retriever
from qa.read import confidence, load_reranker
from qa.read.reranker import RERANKED
from qa.understand import read_question
from tests.conftest import ROOT

QUESTION = "山阴党支部建设了多少千兆小区"


def save_model(folder: Path, kind: str = "BertForSequenceClassification", labels: int = 1) -> Path:
    import torch
    import transformers

    questions = (ROOT / "corpus" / "questions.jsonl").read_text("utf-8")
    letters = sorted({c for c in questions if "\u4e00" <= c <= "\u9fff"} | set("0123456789abc"))
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", "utf-8")
    tokenizer = transformers.BertTokenizer(str(folder / "vocab.txt"), model_max_length=128)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(5)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
        initializer_range=0.5,
        num_labels=labels,
    )
    getattr(transformers, kind)(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("models") / "tiny")


def test_its_scores_are_the_models_own(folder: Path) -> None:
    from sentence_transformers import CrossEncoder

    texts = ["机房在三号楼。", "山阴党支部建设了34个千兆小区。", "甲" * 400]
    scores = load_reranker(str(folder)).score(QUESTION, texts)
    model = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    expected = model.predict([(QUESTION, text) for text in texts], show_progress_bar=False)
    np.testing.assert_allclose(scores, expected, rtol=1e-5)
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    assert load_reranker(str(folder)).score(QUESTION, []).shape == (0,)


def test_the_order_is_the_rerankers(
    folder: Path, corpus_index_path: Path, corpus_index: Index, bot: Bot
) -> None:
    plain = bot.retriever.find(read_question(QUESTION), 10)
    other = Retriever.load(corpus_index_path, reranker=str(folder))
    found = other.find(read_question(QUESTION), 10)
    assert other.reranker
    first = plain.sentences[:RERANKED]
    texts = [f"{s.ranked.reading.passage.context}\n{s.text}" for s in first]
    scores = other.reranker.score(QUESTION, texts)
    expected = [first[at] for at in np.argsort(-scores, kind="stable")]
    places = [(s.start, s.text) for s in found.sentences]
    assert places[:RERANKED] == [(s.start, s.text) for s in expected]
    assert places[:RERANKED] != [(s.start, s.text) for s in first]
    assert places[RERANKED:] == [(s.start, s.text) for s in plain.sentences[RERANKED:]]

    rows = list(dict.fromkeys(s.ranked.reading.row for s in found.sentences))
    assert [hit.row for hit in found.hits] == rows[:10]
    said = [hit.scores["reranker"] for hit in found.hits if "reranker" in hit.scores]
    assert said == sorted(said, reverse=True)
    assert said[0] == pytest.approx(float(scores.max()))
    assert [hit.score for hit in found.hits] == sorted((h.score for h in found.hits), reverse=True)


def test_the_answer_is_the_sentence_then_first_and_the_confidence_the_bundled_one(
    folder: Path, corpus_index_path: Path, bot: Bot
) -> None:
    other = Bot.load(corpus_index_path, reranker=str(folder))
    found = other.retriever.find(read_question(QUESTION), 8)
    answer = other.ask(QUESTION, threshold=0.0)
    best = found.sentences[0]
    assert answer.evidence[0].start <= best.start < answer.evidence[0].end
    assert answer.confidence == confidence(found.sentences)
    assert answer.confidence < bot.ask(QUESTION).confidence


class Longest:
    """The longer the better: a Reranker is any object with this method."""

    def score(self, question: str, texts: Sequence[str]) -> Float32Array:
        return np.array([len(text) for text in texts], np.float32)


def test_any_object_with_the_method_will_do(corpus_index: Index, encoder: Encoder) -> None:
    retriever = Retriever(corpus_index, encoder, reranker=Longest())
    found = retriever.find(read_question(QUESTION), 3)
    lengths = [
        len(f"{s.ranked.reading.passage.context}\n{s.text}") for s in found.sentences[:RERANKED]
    ]
    assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no/such-model", "neither a folder nor in the local model cache"),
        ("ms-marco-of-nobody", "neither a folder nor in the local model cache"),
        ("/no/such/folder", "there is no such folder"),
        ("bundled", "neither a folder nor in the local model cache"),
    ],
)
def test_a_reranker_that_is_not_here(name: str, reason: str) -> None:
    with pytest.raises(ModelError, match=f"{name}.*{reason}.*leave --reranker out"):
        load_reranker(name)


def test_folders_that_are_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"neither modules\.json nor config\.json"):
        load_reranker(str(tmp_path))
    encoder = save_model(tmp_path / "encoder", "BertModel")
    with pytest.raises(ModelError, match="holds no cross-encoder"):
        load_reranker(str(encoder))
    bundled = ROOT / "index" / "models" / "wenqu-static-zh-en"
    with pytest.raises(ModelError, match="holds no cross-encoder"):
        load_reranker(str(bundled))
    three = save_model(tmp_path / "three", labels=3)
    with pytest.raises(ModelError, match="gives 3 scores a pair"):
        load_reranker(str(three))
    (three / "model.safetensors").write_bytes(b"none")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_reranker(str(three))
    (three / "config.json").write_text(json.dumps([]), "utf-8")
    with pytest.raises(ModelError, match="holds no cross-encoder"):
        load_reranker(str(three))
