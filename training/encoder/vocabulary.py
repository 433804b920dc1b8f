"""The encoder's tokenizer: a unigram model over words counted in the training text.

A Chinese token is a word of jieba's (up to `LONGEST_WORD` characters) or a single Hanzi; the
Viterbi search of the unigram model then cuts a text into its likeliest words, as jieba does, but
inside `tokenizers` and without jieba at run time. English is whole frequent words and the pieces
of a trained unigram model; digits are groups of one to three, and years.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import jieba
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, trainers
from tokenizers.models import Unigram

from training.sets import PAIR_FILES, read_news, read_pairs, read_parallel

UNKNOWN = "[UNK]"
LONGEST_WORD = 6
FALLBACK_LOG_PROBABILITY = -18.0
"""Of a Hanzi or a digit group that was never counted: below every counted token."""

# What is not matched (blanks, punctuation) is dropped: it says nothing about the topic.
_TOKEN = r"\p{Han}+|[a-z]+|[0-9]+|[\p{L}\p{M}]+|[%‰$¥€£℃°+#]"
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]+")
_DIGITS = re.compile(r"[0-9]+")
_SYMBOLS = "%‰$¥€£°+#"


def sample(data: Path) -> Iterator[str]:
    """News, a third of the passages, all queries of the pairs, and the parallel text."""
    yield from islice(read_news(data), 0, None, 2)
    for name in PAIR_FILES:
        for row, pair in enumerate(read_pairs(data, name)):
            yield pair.query
            if row % 3 == 0:
                yield pair.passage
    for parallel in read_parallel(data):
        yield parallel.zh
        yield parallel.en


def count(texts: Iterable[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Chinese words, English words and digit groups with how often each occurs."""
    jieba.initialize()
    runs: Counter[str] = Counter()
    english: Counter[str] = Counter()
    digits: Counter[str] = Counter()
    for text in texts:
        runs.update(_HAN.findall(text))
        english.update(_LATIN.findall(text))
        digits.update(_DIGITS.findall(text))
    chinese: Counter[str] = Counter()
    for run, times in runs.items():
        for word in jieba.cut(run):
            if len(word) <= LONGEST_WORD:
                chinese[word] += times
            chinese.update(dict.fromkeys(word, 0))
    return chinese, english, digits


def _common_hanzi() -> list[str]:
    """The 6,763 characters of GB 2312."""
    cells = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return [cell.decode("gb2312", errors="ignore") for cell in cells]


def _english_pieces(words: Counter[str], size: int) -> list[str]:
    """Pieces of a unigram model trained on the words, each taken root-of-its-count times."""
    trainer = trainers.UnigramTrainer(
        vocab_size=size, unk_token=UNKNOWN, special_tokens=[UNKNOWN], max_piece_length=16
    )
    model = Tokenizer(Unigram())
    repeated = (word for word, n in sorted(words.items()) for _ in range(math.isqrt(n)))
    model.train_from_iterator(repeated, trainer)
    return sorted(model.get_vocab())


def build(
    data: Path, size: int, english_words: int = 12_000, english_pieces: int = 3_000
) -> Tokenizer:
    """Make the tokenizer of at most `size` tokens; token 0 is the unknown one."""
    chinese, english, digits = count(sample(data))
    counts: dict[str, int] = {}
    counts |= {hanzi: chinese[hanzi] for hanzi in _common_hanzi() if hanzi}
    counts |= {word: n for word, n in chinese.items() if len(word) == 1}
    for width in (1, 2, 3):
        counts |= {f"{i:0{width}}": digits[f"{i:0{width}}"] for i in range(10**width)}
    counts |= {str(year): digits[str(year)] for year in range(1900, 2051)}
    counts |= dict.fromkeys(_SYMBOLS, 1)
    counts |= {
        piece: english[piece]
        for piece in _english_pieces(english, english_pieces)
        if piece != UNKNOWN
    }
    counts |= {word: n for word, n in english.most_common(english_words) if n > 2}
    room = size - 1 - len(counts)
    longer = [(word, n) for word, n in chinese.items() if len(word) > 1 and n > 2]
    longer.sort(key=lambda item: (-item[1], item[0]))
    counts |= dict(longer[:room])
    total = sum(counts.values())
    vocabulary = [(UNKNOWN, -100.0)]
    for token, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        score = math.log(n / total) if n else FALLBACK_LOG_PROBABILITY
        vocabulary.append((token, round(max(score, FALLBACK_LOG_PROBABILITY), 3)))
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_TOKEN), behavior="removed", invert=True)
    return tokenizer
