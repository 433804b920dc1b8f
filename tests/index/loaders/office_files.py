"""Small Office files, made of raw XML."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_NAMES = (
    f'xmlns:w="{W}" xmlns:a="{A}" xmlns:p="{P}" xmlns:r="{OFFICE}" '
    f'xmlns:c="{DRAWING}chart" xmlns:dgm="{DRAWING}diagram" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def altered(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same package, each part as `change(name, content)` makes it."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return zipped({name: change(name, archive.read(name)) for name in archive.namelist()})


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """{id: (kind, target)} → a .rels part."""
    inside = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def package(main: str, content_type: str, parts: Mapping[str, str | bytes]) -> bytes:
    types = (
        f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/{main}" ContentType="{content_type}"/></Types>'
    )
    base = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations({"rId1": ("officeDocument", main)}),
    }
    return zipped({**base, **parts})


def root(tag: str, inside: str, namespaces: str = _NAMES) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><{tag} {namespaces}>{inside}</{tag}>'


def w_p(text: str, style: str = "", look: str = "", run: str = "") -> str:
    """A paragraph; `look` goes into w:pPr, `run` into w:rPr."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{look}</w:pPr>{w_r(text, run)}</w:p>"


def w_r(text: str, run: str = "") -> str:
    return f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def w_tbl(rows: Sequence[Sequence[str]], header: bool = False) -> str:
    made = ""
    for at, row in enumerate(rows):
        look = "<w:trPr><w:tblHeader/></w:trPr>" if header and at == 0 else ""
        cells = "".join(
            cell if cell.startswith("<w:tc>") else f"<w:tc>{w_p(cell)}</w:tc>" for cell in row
        )
        made += f"<w:tr>{look}{cells}</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


STYLES = root(
    "w:styles",
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="my"><w:name w:val="我的标题样式"/>'
    '<w:basedOn w:val="2"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="caption"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>',
)


def docx(body: str, **parts: str) -> bytes:
    """`parts`: styles, numbering, footnotes, endnotes; their XML."""
    kinds = {"styles": STYLES, **parts}
    links = {kind: (kind, f"{kind}.xml") for kind in kinds}
    return package(
        "word/document.xml",
        _WORD,
        {
            "word/document.xml": root("w:document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relations(links),
            **{f"word/{kind}.xml": xml for kind, xml in kinds.items()},
        },
    )


def a_p(text: str, look: str = "") -> str:
    return f"<a:p><a:pPr{look}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>" if look else (
        f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"
    )  # fmt: skip


def xfrm(x: int, y: int, width: int, height: int, tag: str = "a", extra: str = "") -> str:
    return (
        f'<{tag}:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/>'
        f"{extra}</{tag}:xfrm>"
    )


def sp(
    paragraphs: Sequence[str], place: tuple[int, int, int, int] | None = None, role: str = ""
) -> str:
    mark = f'<p:ph type="{role}"/>' if role else ""
    where = xfrm(*place) if place else ""
    inside = "".join(p if p.startswith("<a:p>") else a_p(p) for p in paragraphs)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="s"/><p:nvPr>{mark}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{where}</p:spPr><p:txBody>{inside}</p:txBody></p:sp>"
    )


def pptx(
    slides: Sequence[str], notes: Mapping[int, str] | None = None, **more: str | bytes
) -> bytes:
    """A presentation of these shape trees; notes by slide, from 1."""
    count = range(1, len(slides) + 1)
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in count)
    parts: dict[str, str | bytes] = {
        "ppt/presentation.xml": root("p:presentation", f"<p:sldIdLst>{listed}</p:sldIdLst>"),
        "ppt/_rels/presentation.xml.rels": relations(
            {f"rId{n}": ("slide", f"slides/slide{n}.xml") for n in count}
        ),
    }
    for number, tree in enumerate(slides, start=1):
        parts[f"ppt/slides/slide{number}.xml"] = root(
            "p:sld", f"<p:cSld><p:spTree>{tree}</p:spTree></p:cSld>"
        )
    for number, text in (notes or {}).items():
        parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = relations(
            {"rId1": ("notesSlide", f"../notesSlides/notesSlide{number}.xml")}
        )
        parts[f"ppt/notesSlides/notesSlide{number}.xml"] = root(
            "p:notes", f"<p:cSld><p:spTree>{sp([text], role='body')}</p:spTree></p:cSld>"
        )
    return package("ppt/presentation.xml", _SLIDES, {**parts, **more})
