"""The sets that are learned from."""

from __future__ import annotations

from qa.measure.sets import Example, KeyBlock, Paragraph
from qa.understand import read_question
from training.sets import muffled, read_elsewhere, read_reworded, understood
from training.sets.labelled import articles


def asked(number: int, name: str, text: str, start: int) -> Example:
    shorts = (text[start : start + 2],)
    return Example(
        str(number),
        "?",
        docs=(name,),
        blocks=(KeyBlock(name, text),),
        shorts=shorts,
        starts=(start,),
    )


def test_an_article_is_one_document_and_its_answers_stand_where_they_stood() -> None:
    texts = ["甲在东城。\n乙在西城。", "丙在南城。", "丁在北城。"]
    paragraphs = [
        Paragraph(
            f"p{n}", article, title, text, tuple(asked(n, f"p{n}", text, at) for at in starts)
        )
        for n, (article, title, text, starts) in enumerate(
            zip((0, 0, 1), ("一", "一", "二"), texts, ((2, 8), (2,), (2,)), strict=True)
        )
    ]
    one, two = articles(paragraphs, every=1)
    assert one.text == "一\n\n甲在东城。 乙在西城。\n\n丙在南城。\n"
    assert (one.name, one.article, two.name, two.article) == ("a0000", 0, "a0001", 1)
    for article in (one, two):
        for example in article.examples:
            assert example.docs == (article.name,)
            assert article.text[example.starts[0] :].startswith(example.shorts[0])
    some = [example for article in articles(paragraphs, every=2) for example in article.examples]
    assert [example.shorts for example in some] == [("东城",), ("南城",)]


def test_questions_on_anything_stand_once_each_and_no_passage_asks_them() -> None:
    anything = read_elsewhere()
    assert len(anything) == len(set(anything)) > 100
    assert all(question == question.strip() != "" for question in anything)
    rows = read_reworded()
    assert {row.light for row in rows} == {False, True}
    assert not {question for row in rows for question in row.zh} & set(anything)


def test_a_muffled_question_looks_for_some_of_its_words_and_means_the_same() -> None:
    question = read_question("Shanyin 党支部在2023年建设了多少千兆小区？")
    some = {muffled(question, seed).content_words for seed in range(40)}
    assert () in some
    assert any(0 < len(words) < len(question.content_words) for words in some)
    for seed in range(40):
        quiet = muffled(question, seed)
        assert quiet == muffled(question, seed)
        assert set(quiet.content_words) <= set(question.content_words)
        assert tuple(dict.fromkeys(quiet.words)) == quiet.content_words
        assert tuple(dict.fromkeys(quiet.characters)) == quiet.content_characters
        assert set(quiet.content_characters) <= set(question.content_characters)
        assert quiet.text == question.text.lower().replace("？", "?")
        for name in ("wants", "tail", "focus", "periods", "unit", "cause"):
            assert getattr(quiet, name) == getattr(question, name)


def test_a_blank_question_looks_for_nothing() -> None:
    blank = understood(" ")
    assert (blank.text, blank.folded, blank.content, blank.tail) == ("", "", "", "")
    assert blank.words == blank.characters == blank.content_words == blank.content_characters == ()
    assert understood("建设了多少？") == read_question("建设了多少？")
