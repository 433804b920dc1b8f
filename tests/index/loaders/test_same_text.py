"""One text in every format gives the same paragraphs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from difflib import SequenceMatcher

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.loaders import pdf
from index.loaders.html import page as html
from index.loaders.markdown import markdown
from index.loaders.office import docx, pptx
from index.loaders.plain import text
from index.records import BlockKind, Document
from tests.index.loaders import office_files as make

TITLE = "关于加强全市农村供水保障工作的实施意见"
PAGES = (
    (
        ("p", "各县（市、区）人民政府，市政府各部门："),
        ("p", "农村供水事关百姓冷暖。为进一步提高全市农村供水保障水平，经市政府第12次常务会"
             "议研究，提出如下意见。"),
        ("h", "一、总体要求"),
        ("p", "坚持以人民为中心的发展思想，按照“城乡一体、规模发展、专业管理”的思路，力争到"
             "2027年，全市农村自来水普及率达到96.5%，规模化供水工程覆盖人口比例达到78%，水"
             "质合格率稳定在95%以上。"),
        ("h", "二、主要任务"),
        ("h", "（一）推进规模化供水"),
        ("p", "依托大中型水库等可靠水源，实施跨乡镇联网供水。2024年至2026年，每年新建或改造"
             "水厂不少于8座，铺设主管网320公里。"),
        ("p", "对地处偏远、人口分散的村庄，可以保留小型集中供水设施，但应当配备消毒设备，落"
             "实专人管护。"),
        ("h", "（二）强化水源保护"),
        ("p", "县级人民政府应当在2025年底前，完成“千吨万人”以上水源保护区的划定工作；未划定"
             "的，不得新增供水规模。"),
        ("p", "生态环境部门每季度开展一次水质监测，监测结果向社会公布。"),
    ),
    (
        ("h", "（三）完善水价机制"),
        ("p", "按照补偿成本、合理收益、公平负担的原则，建立健全农村供水价格形成机制。居民生"
             "活用水实行阶梯水价，第一级水量按每户每月9立方米确定。"),
        ("p", "对特困人员、低保对象等困难群体，每户每月减免3立方米水费，所需资金由县级财政承"
             "担。"),
        ("h", "三、保障措施"),
        ("p", "建立由市水务局牵头，发展改革、财政、生态环境、卫生健康等部门参加的联席会议制"
             "度，每半年召开一次会议，研究解决重大问题。"),
        ("p", "市级财政每年安排专项资金1.2亿元，采取先建后补、以奖代补等方式予以支持（具体办"
             "法由市财政局另行制定）。"),
        ("p", "对工作推进不力、群众反映强烈的县（市、区），由市政府约谈其主要负责人。"),
        ("p", "本意见自2024年3月1日起施行，有效期五年。"),
    ),
)  # fmt: skip
WANTED = [TITLE, *(words for page in PAGES for _, words in page)]


def as_docx() -> Document:
    body = make.w_p(TITLE, "T")
    for page in PAGES:
        for kind, words in page:
            style = {"h": "2" if words.startswith("（") else "1"}.get(kind, "")
            half = len(words) // 2  # Word cuts runs anywhere
            body += make.w_p(words[:half], style).replace(
                "</w:p>", make.w_r(words[half:]) + "</w:p>"
            )
        body += '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    return docx.load(make.docx(body), "意见.docx")


def as_pptx() -> Document:
    slides = []
    for at, page in enumerate(PAGES):
        shapes = make.sp([TITLE], (0, 0, 900, 80), "ctrTitle") if at == 0 else ""
        for row, (_, words) in reversed(list(enumerate(page))):
            shapes += make.sp([words], (0, 100 + 50 * row, 900, 40))
        slides.append(shapes)
    return pptx.load(make.pptx(slides), "意见.pptx")


def as_html() -> Document:
    body = f"<h1>{TITLE}</h1>"
    for page in PAGES:
        for kind, words in page:
            wrapped = re.sub(r"(^.{30,}?[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", r"\1\n", words)
            tag = {"h": "h3" if words.startswith("（") else "h2"}.get(kind, "p")
            body += f"<{tag}>{'　　' if tag == 'p' else ''}{wrapped}</{tag}>\n"
    page_ = f"<meta charset=gbk><title>{TITLE}-某市政府</title><body>{body}"
    return html.load(page_.encode("gb18030"), "意见.html")


def as_markdown() -> Document:
    lines = [f"# {TITLE}"]
    for page in PAGES:
        for kind, words in page:
            mark = "" if kind == "p" else "### " if words.startswith("（") else "## "
            lines.append(mark + words)
    return markdown.load("\n\n".join(lines).encode(), "意见.md")


def as_text() -> Document:
    return text.load("\n\n".join(WANTED).encode(), "意见.txt")


def as_pdf() -> Document:
    """Two A4 pages as a word processor sets them: title centred, paragraphs indented."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    width, height = A4
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for at, page in enumerate(PAGES):
        y = height - 90
        if at == 0:
            canvas.setFont("STSong-Light", 20)
            canvas.drawCentredString(width / 2, y, TITLE)
            y -= 50
        for kind, words in page:
            size = 15 if kind == "h" else 12
            canvas.setFont("STSong-Light", size)
            for line in _lines("　　" * (kind == "p") + words, size, width - 180):
                canvas.drawString(90, y, line)
                y -= 21
        canvas.showPage()
    canvas.save()
    return pdf.load(out.getvalue(), "意见.pdf")


def _lines(words: str, size: float, width: float) -> list[str]:
    lines = [""]
    for c in words:
        whole = pdfmetrics.stringWidth(lines[-1] + c, "STSong-Light", size)
        if whole > width and c not in "，。、；：”）%":
            lines.append("")
        lines[-1] += c
    return lines


FORMATS = {
    "docx": as_docx, "pptx": as_pptx, "html": as_html, "md": as_markdown, "txt": as_text,
    "pdf": as_pdf,
}  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_paragraphs(format: str) -> None:
    make_document: Callable[[], Document] = FORMATS[format]
    document = make_document()
    found = [document.text[b.start : b.end] for b in document.blocks]
    assert SequenceMatcher(None, WANTED, found, autojunk=False).ratio() >= 0.98
    assert document.title == TITLE


@pytest.mark.parametrize("format", ["docx", "html", "md", "pdf"])
def test_the_same_headings(format: str) -> None:
    document = FORMATS[format]()
    headings = [
        document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.HEADING
    ]
    assert headings == [words for page in PAGES for kind, words in page if kind == "h"]


@pytest.mark.parametrize("format", ["pptx", "pdf"])
def test_pages_are_kept(format: str) -> None:
    document = FORMATS[format]()
    second = document.text.index("（三）完善水价机制")
    assert [(p.start, p.page) for p in document.page_starts] == [(0, 1), (second, 2)]
