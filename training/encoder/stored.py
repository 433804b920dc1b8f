"""The encoder as it ships: int8 rows in a Sentence Transformers directory."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor

MODEL = Path("index/models/wenqu-static-zh-en")


def quantise(weights: Tensor) -> dict[str, Tensor]:
    """int8 rows and a float32 factor for each, under the names that StaticEmbedding loads.

    The stock loader multiplies them back to float32 (its Model2Vec form: `embeddings`, `weights`).
    """
    factor = weights.abs().amax(dim=1).clamp_min(1e-8) / 127
    rows = (weights / factor[:, None]).round().clamp(-127, 127).to(torch.int8)
    return {"embeddings": rows.contiguous(), "weights": factor}


def dequantise(stored: dict[str, Tensor]) -> Tensor:
    """What `quantise` stored, as float32."""
    return stored["embeddings"].float() * stored["weights"].float()[:, None]


def save(tokenizer: Tokenizer, weights: Tensor, out: Path) -> None:
    """Write a Sentence Transformers directory, aside first and then renamed; a README.md stays."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    aside = out.with_name(out.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    modules = [StaticEmbedding(tokenizer, embedding_weights=weights), Normalize()]
    model = SentenceTransformer(modules=modules, device="cpu")
    model.save_pretrained(str(aside), create_model_card=False)
    save_file(quantise(weights), aside / "model.safetensors")
    tokenizer.save(str(aside / "tokenizer.json"), pretty=False)
    if (out / "README.md").exists():
        shutil.copy(out / "README.md", aside / "README.md")
    shutil.rmtree(out, ignore_errors=True)
    (aside / "model.safetensors").chmod(0o644)  # safetensors writes it for its owner alone
    aside.rename(out)
