"""Of all answers of corpus/ and of the seeds: the short answer is where it says, in text and
quote; and what the records are as JSON."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.passages.sentences import sentences
from index.records import BODY
from index.store import Index
from qa import Answer, Bot, Turn
from qa.measure.sets import read_examples
from qa.understand import spans
from tests.conftest import ROOT, SHARED
from tests.qa.conftest import BotOf

QUESTIONS = tuple(e.question for e in read_examples(ROOT / "corpus" / "questions.jsonl"))


def bare(text: str) -> str:
    """Without blanks and marks of Markdown, which a source may have between words."""
    return re.sub(r"[\s*`]", "", text)


def check_short(index: Index, answer: Answer) -> bool:
    """Whether it has a short answer, and that stands where it says."""
    span = answer.short_span
    if span is None:
        assert answer.short is None
        return False
    short = answer.short
    assert answer.found
    assert short
    assert short == short.strip()
    evidence = answer.evidence[span.evidence]
    (cited,) = (c for c in answer.citations if c.n == span.citation)
    assert cited.n in evidence.citations
    document = index.document_by_id[evidence.doc_id]
    assert cited.doc_id == document.doc_id
    assert evidence.start <= span.start < span.end <= evidence.end
    assert bare(document.text[span.start : span.end]) == bare(short)
    assert 0 <= span.quote_start < span.quote_end <= len(cited.quote)
    quoted = cited.quote[span.quote_start : span.quote_end]
    assert quoted == short  # to the character
    assert any(short in citation.quote for citation in answer.citations)
    # That very place, not another that reads so: what stands before it is the same
    before = bare(evidence.text[: span.start - evidence.start])
    assert before.endswith(bare(cited.quote[: span.quote_start]))
    source = document.text if document.original is None else document.original
    assert source[cited.start : cited.end] == cited.quote
    assert answer.to_json()["short"] == short
    return True


def test_of_every_question_of_the_corpus(bot: Bot) -> None:
    answers = [bot.ask(question, threshold=0.0) for question in QUESTIONS]
    short = [check_short(bot.index, answer) for answer in answers]
    assert sum(short) > len(QUESTIONS) / 2


def asking(index: Index) -> list[str]:
    """Sentences turned into questions: of a number how many, of a date when, else what, why and
    which of what they begin with."""
    questions = []
    for document in index.documents:
        for block in document.blocks:
            text = document.text[block.start : block.end]
            for start, end in sentences(text) if block.kind in BODY else ():
                said = text[start:end].rstrip("。！？；：!?;:.")
                dated, counted = spans.dates(said), spans.numbers(said)
                if dated:
                    a, b = dated[0]
                    questions.append(f"{said[:a]}什么时候{said[b:]}？")
                if counted:
                    a, b = counted[0]
                    unit = re.sub(r"^[^\u4e00-\u9fff%]+", "", said[a:b])
                    questions.append(f"{said[:a]}多少{unit}{said[b:]}？")
                if not dated and not counted and said:
                    begins = said[:12]
                    questions += [f"{begins}什么？", f"为什么{begins}？", f"{begins}有哪些？"]
    return questions


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_of_sentences_of_the_corpus_turned_into_questions(bot: Bot, data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(asking(bot.index)))
    check_short(bot.index, bot.ask(question, threshold=0.0))


@pytest.fixture(scope="module")
def of_seeds(bot_of: BotOf) -> Bot:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the seeds (../shared/data/seeds) are not on this machine")
    return bot_of({path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())})


def test_of_every_sentence_of_the_seeds_turned_into_questions(of_seeds: Bot) -> None:
    questions = asking(of_seeds.index)
    assert len(questions) > 100
    short = [
        check_short(of_seeds.index, of_seeds.ask(question, threshold=0.0)) for question in questions
    ]
    assert sum(short) > len(questions) / 4


def test_an_answer_as_json(bot: Bot) -> None:
    answer = bot.ask("山阴党支部建设了多少千兆小区", k=3)
    record = answer.to_json()
    assert list(record) == [
        "question", "understood", "found", "confidence", "text", "short", "reply",
        "suggestions", "citations", "hits",
    ]  # fmt: skip
    assert (record["short"], record["found"]) == ("34 个", True)
    assert record["confidence"] == round(answer.confidence, 4)
    assert list(record["citations"][0]) == [
        "n", "doc_id", "title", "path", "page", "heading", "start", "end", "quote",
    ]  # fmt: skip
    hit, given_as = answer.hits[0], record["hits"][0]
    assert (given_as["rank"], given_as["doc_id"], given_as["text"]) == (
        1,
        hit.passage.doc_id,
        hit.passage.text,
    )
    assert given_as["scores"] == {name: round(v, 6) for name, v in hit.scores.items()}
    assert [h["rank"] for h in record["hits"]] == [1, 2, 3]
    assert json.loads(json.dumps(record)) == record


def test_a_turn_is_an_answer_and_the_documents_it_cites_each_once(bot: Bot) -> None:
    answer = bot.ask("采取了哪些防汛措施", threshold=0.0)
    turn = Turn.of(answer)
    assert (turn.question, turn.answer, turn.understood) == (
        answer.question,
        answer.text,
        answer.understood,
    )
    assert list(turn.documents) == list(dict.fromkeys(c.doc_id for c in answer.citations))


def test_not_found_has_no_short_answer_and_says_what_was_asked(bot: Bot) -> None:
    answer = bot.ask("火星基地的咖啡机什么时候保养？")
    assert not check_short(bot.index, answer)
    assert answer.to_json()["short"] is None
    assert answer.to_json()["understood"] == "火星基地的咖啡机什么时候保养？"
