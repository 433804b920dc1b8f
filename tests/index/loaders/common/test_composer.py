"""Blocks, pages and runs as the composer lays them out."""

from __future__ import annotations

import pytest

from index.loaders.common.composer import Composer, Written
from index.records import Block, BlockKind, PageStart, SourceRun


def test_blocks_stand_apart_and_list_items_close() -> None:
    composer = Composer("甲乙丙丁")
    assert composer.add(BlockKind.HEADING, [(0, 1)], level=2) == "甲"
    composer.add(BlockKind.LIST_ITEM, [(1, 2)])
    composer.add(BlockKind.LIST_ITEM, [(2, 4)], with_previous=True)
    document = composer.document("a/b.txt", title="甲", format="txt", date="2024", source="丁")
    assert document.text == "甲\n\n乙\n丙丁"
    assert document.blocks == (
        Block(BlockKind.HEADING, 0, 1, 2),
        Block(BlockKind.LIST_ITEM, 3, 4),
        Block(BlockKind.LIST_ITEM, 5, 7),
    )
    assert (document.doc_id, document.path) == ("a/b.txt", "a/b.txt")
    assert (document.date, document.source, document.format) == ("2024", "丁", "txt")


def test_a_block_of_several_slices_points_back_to_each() -> None:
    source = "前半xx后半"
    composer = Composer(source)
    composer.add(BlockKind.PARAGRAPH, [(0, 2), (4, 6)])
    document = composer.document("p.txt", title="", format="txt")
    assert document.text == "前半后半"
    assert document.source_runs == (SourceRun(0, 0, 2), SourceRun(2, 4, 2))
    assert document.source_span(1, 3) == ((1, 2), (4, 5))


def test_neighbouring_slices_make_one_run() -> None:
    composer = Composer("甲乙丙")
    composer.add(BlockKind.PARAGRAPH, [(0, 1), (1, 3)])
    assert composer.document("p", title="", format="txt").source_runs == (SourceRun(0, 0, 3),)


def test_a_page_begins_inside_a_block_and_inside_a_slice() -> None:
    composer = Composer("一二三四五六", page_breaks=(2, 5))
    composer.add(BlockKind.PARAGRAPH, [(0, 1), (2, 6)])
    document = composer.document("p", title="", format="txt")
    assert document.text == "一三四五六"
    assert document.page_starts == (PageStart(0, 1), PageStart(1, 2), PageStart(4, 3))
    assert [document.page_at(at) for at in range(5)] == [1, 2, 2, 2, 3]


def test_without_breaks_the_pages_are_unknown() -> None:
    composer = Composer("一")
    composer.add(BlockKind.PARAGRAPH, [(0, 1)])
    document = composer.document("p", title="", format="txt")
    assert document.page_starts == ()
    assert document.page_at(0) is None


def test_written_text_brings_its_own_page_and_no_runs() -> None:
    composer = Composer()
    composer.add(BlockKind.PARAGRAPH, [Written("上页", 1), Written("下页", 2)])
    composer.add(BlockKind.PARAGRAPH, [Written("还在", None)])
    document = composer.document("p.pdf", title="", format="pdf")
    assert document.text == "上页下页\n\n还在"
    assert document.page_starts == (PageStart(0, 1), PageStart(2, 2))
    assert document.source_runs is None
    assert document.source_span(1, 3) == ((1, 3),)


def test_written_text_between_slices_is_in_no_run() -> None:
    composer = Composer("ab\ncd")
    composer.add(BlockKind.PARAGRAPH, [(0, 2), Written(" "), (3, 5)])
    document = composer.document("p", title="", format="txt")
    assert document.text == "ab cd"
    assert document.source_span(0, 5) == ((0, 2), (3, 5))


def test_nothing_makes_no_block() -> None:
    composer = Composer("甲")
    assert composer.add(BlockKind.PARAGRAPH, [(0, 0), Written("")]) == ""
    assert composer.document("p", title="", format="txt").blocks == ()


@pytest.mark.parametrize("span", [(0, 9), (-1, 1)])
def test_a_span_outside_the_source_is_a_mistake(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside a source of 2"):
        Composer("甲乙").add(BlockKind.PARAGRAPH, [span])


def test_a_span_without_a_source_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="needs a source"):
        Composer().add(BlockKind.PARAGRAPH, [(0, 1)])
