"""The bundled model, and a transformer made here in place of the large ones people name."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.errors import IndexModelError, ModelError
from index.rankers.encoder import (
    BUNDLED_PATH,
    Encoder,
    Prompts,
    Role,
    SentenceTransformerEncoder,
    load_encoder,
    prompts_for,
)
from index.rankers.fingerprint import fingerprint
from index.settings import IndexSettings
from index.store.store import Index
from qa.find.retriever import Retriever


@pytest.fixture(scope="session")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two layers over single characters, saved by sentence-transformers itself."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer, set_seed

    set_seed(7)
    base = tmp_path_factory.mktemp("tiny") / "bert"
    base.mkdir()
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":"]
    letters = [chr(c) for c in (*range(ord("a"), ord("z") + 1), *range(0x4E00, 0x9FA6))]
    letters += [f"##{letter}" for letter in letters[:26]]
    (base / "vocab.txt").write_text("\n".join(marks + letters), "utf-8")
    BertTokenizer(str(base / "vocab.txt")).save_pretrained(base)
    config = BertConfig(
        vocab_size=len(marks + letters),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertModel(config).save_pretrained(base)
    word = Transformer(str(base))
    folder = base.parent / "multilingual-e5-tiny"
    SentenceTransformer(modules=[word, Pooling(32)], device="cpu").save_pretrained(str(folder))
    return folder


def test_the_bundled_model_embeds_unit_vectors_in_order(
    encoder: Encoder,
) -> None:
    vectors = encoder.encode(["千兆小区建设", "更换光猫", "党史学习教育"], Role.PASSAGE)
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, encoder.dim)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    again = encoder.encode(["党史学习教育"], Role.PASSAGE)[0]
    np.testing.assert_allclose(vectors[2], again, atol=1e-6)
    assert encoder.encode([], Role.QUERY).shape == (0, encoder.dim)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("怎么重置邮箱密码", "忘记登录口令时的处理办法", "山区道路养护预算"),
        ("How many base stations were built?", "全年新建基站三百座", "食堂供应早餐"),
        ("光纖寬頻收費", "光纤宽带资费标准", "职工运动会比赛结果"),
    ],
)
def test_the_bundled_model_knows_paraphrase_language_and_script(
    encoder: Encoder, question: str, near: str, far: str
) -> None:
    query = encoder.encode([question], Role.QUERY)[0]
    close, apart = encoder.encode([near, far], Role.PASSAGE) @ query
    assert close > apart + 0.02


def test_the_bundled_model_is_light_and_loads_with_the_stock_library() -> None:
    from sentence_transformers import SentenceTransformer

    size = sum(file.stat().st_size for file in BUNDLED_PATH.rglob("*") if file.is_file())
    assert size <= 25_000_000
    model = SentenceTransformer(str(BUNDLED_PATH), device="cpu", local_files_only=True)
    assert model.float().encode(["光纤"]).shape == (1, load_encoder().dim)


def test_with_and_without_torch_the_vectors_are_the_same(encoder: Encoder) -> None:
    stock = SentenceTransformerEncoder("bundled", BUNDLED_PATH)
    texts = ["山阴党支部建设了多少千兆小区", "光纖寬頻", "5G-A at 100 Gbps", "ｆｕｌｌ", "", "😀"]
    for role in Role:
        np.testing.assert_allclose(
            encoder.encode(texts, role), stock.encode(texts, role), atol=2e-6
        )
    assert (encoder.dim, encoder.fingerprint) == (stock.dim, stock.fingerprint)


def test_a_text_without_a_known_token_is_similar_to_nothing(
    encoder: Encoder,
) -> None:
    vector = encoder.encode([""], Role.QUERY)[0]
    assert np.isfinite(vector).all()
    assert float(vector @ encoder.encode(["光纤"], Role.PASSAGE)[0]) <= 1


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("intfloat/multilingual-e5-small", Prompts("query: ", "passage: ")),
        ("BAAI/bge-m3", Prompts()),
        ("BAAI/bge-large-zh-v1.5", Prompts("为这个句子生成表示以用于检索相关文章：")),
        ("paraphrase-multilingual-MiniLM-L12-v2", Prompts()),
        ("/somewhere/multilingual-e5-base", Prompts("query: ", "passage: ")),
    ],
)
def test_each_family_gets_its_prompts(name: str, prompts: Prompts) -> None:
    assert prompts_for(name) == prompts


def test_prompts_that_a_model_carries_come_first() -> None:
    own = {"query": "Frage: ", "document": "Text: "}
    assert prompts_for("intfloat/multilingual-e5-small", own) == Prompts("Frage: ", "Text: ")
    assert prompts_for("some/e5-model", {"query": "", "document": ""}).query == "query: "


def test_a_local_folder_is_loaded_with_its_family_prompts(transformer: Path) -> None:
    named = load_encoder(str(transformer))
    assert (named.dim, named.prompts) == (32, Prompts("query: ", "passage: "))
    as_query, as_passage = (named.encode(["光纤"], role)[0] for role in Role)
    assert not np.allclose(as_query, as_passage)
    from sentence_transformers import SentenceTransformer

    stock = SentenceTransformer(str(transformer), device="cpu")
    expected = stock.encode("query: 光纤", normalize_embeddings=True)
    np.testing.assert_allclose(as_query, expected, atol=1e-5)


def test_an_index_is_built_and_asked_with_a_named_model(transformer: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("机房在三号楼，一共有十二台服务器。", "utf-8")
    where = tmp_path / "index"
    build_index(corpus=corpus, where=where, settings=IndexSettings(model=str(transformer)))
    retriever = Retriever.load(where)
    assert retriever.encoder.dim == 32
    assert retriever.search("服务器有几台")[0].passage.doc_id == "a.txt"


def test_an_index_of_another_model_is_refused(
    encoder: Encoder, transformer: Path, corpus_index: Index
) -> None:
    with pytest.raises(IndexModelError, match=r"was built with model bundled .* at hand is"):
        Retriever(corpus_index, load_encoder(str(transformer)))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nobody/no-such-model", "nothing is downloaded"),
        ("/no/such/folder", "there is no such folder"),
        ("not a name at all!", "neither a folder nor a model's name"),
    ],
)
def test_a_model_that_cannot_be_had(name: str, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        load_encoder(name)


def test_a_folder_that_holds_no_model_or_a_broken_one(transformer: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"neither modules\.json nor config\.json"):
        load_encoder(str(tmp_path))
    broken = tmp_path / "broken"
    shutil.copytree(transformer, broken)
    (broken / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="broken"):
        load_encoder(str(broken))


def test_the_fingerprint_follows_weights_but_not_the_model_card(
    transformer: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(transformer, copy)
    before = fingerprint(copy)
    (copy / "README.md").write_text("another card", "utf-8")
    assert fingerprint(copy) == before == fingerprint(transformer)
    with (copy / "model.safetensors").open("r+b") as handle:
        handle.seek(-1, 2)
        handle.write(b"\x01")
    assert fingerprint(copy) != before
