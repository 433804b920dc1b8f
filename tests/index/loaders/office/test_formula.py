"""Formulas that a file holds without their values."""

from __future__ import annotations

import openpyxl
import pytest

from index.loaders.office.formula import Cells, Formula, UnknownFormula, Value, shifted
from index.loaders.office.xlsx import load
from index.records import Omission, Omitted
from tests.index.loaders.office.test_xlsx import blocks, saved

SHEET: dict[tuple[int, int], Value] = {
    (0, 0): 12.0, (0, 1): 30.0, (0, 2): "光缆", (0, 3): None, (0, 4): True,
    (1, 0): 8.0, (1, 1): 0.5, (1, 2): "光猫",
    (2, 0): Formula("A1+A2"), (2, 1): Formula("B3"), (3, 0): Formula("A3*2"),
}  # fmt: skip
OTHER: dict[tuple[int, int], Value] = {(0, 0): 100.0}


def value(formula: str) -> Value:
    sheets = {"表一": {**SHEET, (9, 9): Formula(formula)}, "其他 表": OTHER}

    def look(name: str) -> dict[tuple[int, int], Value]:
        if name not in sheets:
            raise UnknownFormula
        return sheets[name]

    return Cells(look).value("表一", 9, 9)


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("SUM(A1:B2)", 50.5),
        ("A1+B1*2-3", 69.0),
        ("(A1+B1)/4", 10.5),
        ("-A1^2", 144.0),  # the sign binds first, as in Excel
        ("A1*50%", 6.0),
        ("A4", 40.0),
        ("ROUND(10/4,0)", 3.0),
        ("ROUND(2.675,2)", 2.68),
        ('IF(A1>10,"合格","不合格")', "合格"),
        ('C1&"-"&A1', "光缆-12"),
        ("'其他 表'!A1+1", 101.0),
        ("AVERAGE(A1:A2)", 10.0),
        ("MAX(A1:B2)-MIN(A1:B2)", 29.5),
        ("COUNTA(A1:D1)", 3.0),
        ('SUMIF(C1:C2,"光猫",A1:A2)', 8.0),
        ('COUNTIF(A1:A2,">=10")', 1.0),
        ('VLOOKUP("光猫",C1:D2,1,FALSE)', "光猫"),
        ("$A$1+B$1", 42.0),
        ("SUMPRODUCT(A1:A2,B1:B2)", 364.0),
        ("D1+1", 1.0),
        ('C1="光缆"', True),
    ],
)
def test_simple_formulas_are_computed(formula: str, result: Value) -> None:
    assert value(formula) == result


@pytest.mark.parametrize(
    "formula",
    ["B3", "NOW()", "A1/D1", "INDIRECT(C1)", "SUM(A1", "A1+", "C1*2", "[1]Sheet1!A1", "A1:B2",
     "9^999^9", "VLOOKUP(A1,A1:B2,2)", "SUM(A1:XFD1048576)", "ROUND()", ")", "LEFT(C1,-1"],
)  # fmt: skip
def test_what_is_not_simple_is_said_to_be_unknown(formula: str) -> None:
    with pytest.raises(UnknownFormula):
        value(formula)


def test_a_chain_too_deep_is_unknown_and_a_long_one_costs_little() -> None:
    chain: dict[tuple[int, int], Value] = {(0, 0): 1.0}
    chain |= {(row, 0): Formula(f"A{row}+1") for row in range(1, 1000)}
    cells = Cells(lambda _: chain)
    with pytest.raises(UnknownFormula):
        cells.value("表", 999, 0)
    assert [cells.value("表", row, 0) for row in range(1000)] == [float(n + 1) for n in range(1000)]


@pytest.mark.parametrize(
    ("formula", "moved"),
    [("B2+$C$1", "C4+$C$1"), ('"A1"&A1', '"A1"&B3'), ("SUM(A1:A9)", "SUM(B3:B11)"),
     ("LOG10(A1)", "LOG10(B3)"), ("表!Z9", "表!AA11")],
)  # fmt: skip
def test_a_shared_formula_moves_with_its_cell(formula: str, moved: str) -> None:
    assert shifted(formula, 2, 1) == moved


def test_a_sheet_shows_what_its_formulas_come_to() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "费用"
    for row in (
        ("月份", "水费", "电费", "合计", "占比"),
        ("一月", 20, 63, "=B2+C2", "=D2/D$4"),
        ("二月", 21, 68, "=SUM(B3:C3)", "=D3/D$4"),
        ("全部", None, None, "=SUM(D2:D3)", "=TODAY()"),
    ):
        sheet.append(row)
    sheet["E2"].number_format = "0.0%"
    document = load(saved(book), "a.xlsx")
    rows = [text for kind, text in blocks(document) if kind == "table_row"]
    assert rows[1:] == [
        "月份: 一月 | 水费: 20 | 电费: 63 | 合计: 83 | 占比: 48.3%",
        "月份: 二月 | 水费: 21 | 电费: 68 | 合计: 89 | 占比: 0.51744186047",
        "月份: 全部 | 合计: 172",
    ]
    assert document.omitted == (Omitted(Omission.FORMULA, 1, "费用!E4"),)
