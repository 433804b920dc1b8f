"""The settings in the page's address: read back as written, whatever else an address holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.web.page.settings.address import MOST_K, folders_of, query_of, read_query
from ui.web.page.settings.choices import Choices

DOCUMENTS = ("a.txt", "news/b & c=d.md", "news/2024/e+f#.pdf", "政策/补贴 办法.docx")


def test_folders_are_those_above_a_document() -> None:
    assert folders_of(DOCUMENTS) == ("news", "news/2024", "政策")
    assert folders_of(("a.txt",)) == ()


def test_nothing_said_is_the_default() -> None:
    for query in ("", "?", "theme=dark&lang=en", None, 7, "k=" + "9" * 30_000):
        assert read_query(query, DOCUMENTS).choices == Choices()


def test_a_query_is_read() -> None:
    read = read_query("?k=12&lang=en&threshold=0.65&folder=news&folder=news&doc=a.txt", DOCUMENTS)
    assert read.choices == Choices(12, 0.65, ("a.txt",), ("news",))
    assert read.ignored == ()


@pytest.mark.parametrize(
    "pair",
    [
        ("k", "0"), ("k", "31"), ("k", "-1"), ("k", "1.5"), ("k", "٣"), ("k", "1e1"), ("k", ""),
        ("k", "12345"), ("threshold", "1.01"), ("threshold", "-0.1"), ("threshold", "nan"),
        ("threshold", "inf"), ("threshold", "1e-3"), ("threshold", "."), ("threshold", ""),
        ("doc", "../a.txt"), ("doc", ""), ("folder", "a.txt"), ("folder", "/"), ("folder", "."),
        ("lang", "fr"), ("lang", ""), ("theme", "red"),
    ],
)  # fmt: skip
def test_bad_values_are_ignored_and_told(pair: tuple[str, str]) -> None:
    name, value = pair
    read = read_query(f"k=5&{name}={value}", DOCUMENTS)
    assert read.choices == Choices(k=5)
    assert read.ignored == (pair,)


@given(
    st.builds(
        Choices,
        k=st.integers(1, MOST_K),
        threshold=st.none() | st.integers(0, 100).map(lambda n: n / 100),
        documents=st.lists(st.sampled_from(DOCUMENTS), unique=True).map(tuple),
        folders=st.lists(st.sampled_from(folders_of(DOCUMENTS)), unique=True).map(tuple),
    )
)
def test_what_is_written_is_read_back(choices: Choices) -> None:
    assert read_query(query_of(choices), DOCUMENTS).choices == choices
    assert read_query(query_of(choices), DOCUMENTS).ignored == ()


@given(st.text(max_size=300))
def test_no_query_raises(query: str) -> None:
    choices = read_query(query, DOCUMENTS).choices
    assert 1 <= choices.k <= MOST_K
    assert set(choices.documents) <= set(DOCUMENTS)
