"""Passages → sentences in order of how well they answer, and how sure the first one is."""

from qa.read.confidence import THRESHOLD, confidence, surety
from qa.read.features import NAMES, Ranked, sentence_features
from qa.read.passages import Reader, Reading, Unit
from qa.read.query import Float64Array, Query, Terms
from qa.read.ranker import Matcher, Sentence, match, rank_sentences
from qa.read.reranker import Reranker, load_reranker, rerank
from qa.read.trees import Trees, chance, chances, log_odds

__all__ = [
    "NAMES",
    "THRESHOLD",
    "Float64Array",
    "Matcher",
    "Query",
    "Ranked",
    "Reader",
    "Reading",
    "Reranker",
    "Sentence",
    "Terms",
    "Trees",
    "Unit",
    "chance",
    "chances",
    "confidence",
    "load_reranker",
    "log_odds",
    "match",
    "rank_sentences",
    "rerank",
    "sentence_features",
    "surety",
]
