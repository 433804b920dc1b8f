"""Train the bundled encoder: `python -m training.encoder`.

A text's vector is the sum of its tokens' rows, made a unit. The rows start as a random projection
of idf-weighted words, which finds a passage by its words from the first step; training with
in-batch softmax (Henderson et al. 2017, arXiv:1705.00652), both ways, then turns words that mean
the same towards one another, and Chinese towards English.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file
from tokenizers import Tokenizer

from training.encoder import vocabulary
from training.encoder.first import Recipe, train
from training.encoder.pools import make_pools
from training.encoder.stored import MODEL, dequantise, quantise, save
from training.encoder.tuning import TuneRecipe, tune
from training.sets import DATA


def log(message: str) -> None:
    """Progress goes to stderr."""
    print(message, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the vocabulary, train, save."""
    recipe = Recipe()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA / "train")
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--tokenizer", type=Path, help="a tokenizer.json made before")
    parser.add_argument(
        "--first", type=Path, help="weights of a first pass (.safetensors): only tune them further"
    )
    for name in ("tokens", "dim", "epochs", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(recipe, name))
    options = parser.parse_args(arguments)
    recipe = Recipe(options.tokens, options.dim, options.epochs, seed=options.seed)
    started = time.monotonic()
    if options.first and not options.tokenizer:
        parser.error("--first needs the --tokenizer that its rows belong to")
    if options.tokenizer:
        tokenizer = Tokenizer.from_file(str(options.tokenizer))
    else:
        tokenizer = vocabulary.build(options.data, recipe.tokens)
    log(f"vocabulary of {tokenizer.get_vocab_size():,} tokens, {time.monotonic() - started:.0f} s")
    by_name = make_pools(options.data, tokenizer)
    log("; ".join(f"{name} {len(pool):,}" for name, pool in by_name.items()))
    pools = list(by_name.values())
    if options.first:
        weights = dequantise(load_file(str(options.first)))
    else:
        weights = train(pools, tokenizer.get_vocab_size(), recipe)
        # Rounded as stored, so that tuning a stored first pass gives the same
        weights = dequantise(quantise(weights))
    weights = tune(weights, tokenizer, pools, TuneRecipe(seed=recipe.seed))
    save(tokenizer, weights, options.out)
    log(f"{options.out} written after {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
