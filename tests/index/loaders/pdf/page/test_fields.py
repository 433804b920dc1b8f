"""What stands over a page: form fields, free text, people's notes, files."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from index.loaders.pdf import load
from index.records import Document, Omission, Omitted
from tests.index.loaders.pdf.drawing import HEIGHT, RIVER, blocks, pdf, wrapped, write

Annotations = list[dict[str, object]]


def over(annotations: Annotations) -> Document:
    """A page of labels with these annotations over it; `top` and `left` say where."""

    def draw(canvas: Canvas) -> None:
        write(canvas, ["合同编号：", "履约方式："], 120)
        write(canvas, ["邮寄"], 140, x=170)
        write(canvas, ["自取"], 140, x=220)
        write(canvas, wrapped(RIVER), 300)

    opened = pikepdf.open(BytesIO(pdf(draw)))
    made = []
    for said in annotations:
        left, top, wide = said.pop("left", 160), said.pop("top", 120), said.pop("wide", 120)
        assert isinstance(left, int | float)
        assert isinstance(top, int | float)
        assert isinstance(wide, int | float)
        box = [left, HEIGHT - top - 4, left + wide, HEIGHT - top + 12]
        values = {f"/{key}": value for key, value in said.items()}
        made.append(
            opened.make_indirect(
                pikepdf.Dictionary({"/Type": pikepdf.Name.Annot, "/Rect": box, **values})
            )
        )
    opened.pages[0].Annots = pikepdf.Array(made)
    fields = pikepdf.Array([a for a in made if a.Subtype == "/Widget"])
    opened.Root.AcroForm = pikepdf.Dictionary(Fields=fields)
    out = BytesIO()
    opened.save(out)
    return load(out.getvalue(), "a.pdf")


def name(text: str) -> pikepdf.Name:
    return pikepdf.Name(f"/{text}")


def text_field(value: str, **more: object) -> dict[str, object]:
    return {"Subtype": name("Widget"), "FT": name("Tx"), "T": "f", "V": value, **more}


def tick(on: bool, **more: object) -> dict[str, object]:
    look = pikepdf.Dictionary(
        N=pikepdf.Dictionary(Yes=pikepdf.Dictionary(), Off=pikepdf.Dictionary())
    )
    state = name("Yes" if on else "Off")
    return {
        "Subtype": name("Widget"),
        "FT": name("Btn"),
        "T": f"b{on}",
        "V": state,
        "AS": state,
        "AP": look,
        "wide": 10,
        **more,
    }


def test_a_filled_field_stands_behind_its_label() -> None:
    said = "\n".join(text for _, text in blocks(over([text_field("HT-0918")])))
    assert "合同编号：HT-0918" in said.replace(" ", "")


@pytest.mark.parametrize("value", ["汤九", "0512-6677", "坡顶路8号\n二楼"])
def test_each_value_is_read(value: str) -> None:
    text = over([text_field(value)]).text.replace(" ", "")
    assert all(line in text for line in value.split("\n"))


def test_an_empty_and_a_hidden_field_say_nothing() -> None:
    bare = blocks(over([]))
    assert blocks(over([text_field("")])) == bare
    assert blocks(over([text_field("秘密", F=2)])) == bare


def test_ticks_stand_before_their_labels() -> None:
    document = over([tick(True, left=157, top=139), tick(False, left=207, top=139)])
    text = document.text.replace(" ", "")
    assert "☑邮寄" in text
    assert "☐自取" in text


def test_the_line_that_is_chosen() -> None:
    combo = {"Subtype": name("Widget"), "FT": name("Ch"), "Ff": 1 << 17, "T": "c", "V": "乙类",
             "Opt": ["甲类", "乙类"]}  # fmt: skip
    text = over([combo]).text
    assert "乙类" in text
    assert "甲类" not in text


@pytest.mark.parametrize("kind", ["Text", "Highlight", "Underline", "Stamp"])
def test_notes_say_who_and_what(kind: str) -> None:
    note = {"Subtype": name(kind), "Contents": "数字待核", "T": "汤九"}
    document = over([note, dict(note)])
    assert blocks(document)[-1] == ("paragraph", "批注（汤九）：数字待核")
    assert document.text.count("数字待核") == 1
    assert document.page_at(len(document.text) - 1) == 1


def test_free_text_stands_where_it_was_put() -> None:
    free = {"Subtype": name("FreeText"), "Contents": "加急办理", "top": 240, "wide": 200}
    said = [text for _, text in blocks(over([free]))]
    assert "加急办理" in said
    assert said.index("加急办理") < len(said) - 1


def test_attached_files_are_said_to_be_unread() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, wrapped(RIVER), 120)

    opened = pikepdf.open(BytesIO(pdf(draw)))
    opened.attachments["附件.txt"] = b"text"
    out = BytesIO()
    opened.save(out)
    assert load(out.getvalue(), "a.pdf").omitted == (Omitted(Omission.OBJECT, 1),)
