"""Text that would act if it could, and what an HTML parser sees of it."""

from __future__ import annotations

from html.parser import HTMLParser

from ui.web.page.cards import Mark

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "![图](http://192.0.2.1/beacon.png)",
    "{{7*7}}",
    "${alert(1)}",
    "[点这里](javascript:alert(1))",
    "javascript:alert(1)",
    "https://example.org/ and www.example.org and a@example.org",
    "```html\n<b>x</b>\n```\n# 标题\n| a | b |\n|---|---|\n***粗***",
    "</blockquote></div></section><iframe src=//192.0.2.1>",
    '" onmouseover="alert(1)" x="',
    "&lt;script&gt; &#60;script&#62;",
    "$$x^2$$ \\(y\\)",
)


class Seen(HTMLParser):
    """The elements and the text that an HTML parser finds."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.strengths: list[Mark] = []  # of each character
        self.mark = Mark.NONE
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "br":
            self.text += "\n"
        elif tag != "input":
            self.open.append(tag)
        if tag == "mark":
            hit = "wq-hit" in (dict(attrs)["class"] or "")
            self.mark = Mark.SHORT if hit else Mark.EVIDENCE

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "mark":
            self.mark = Mark.NONE

    def handle_data(self, data: str) -> None:
        self.text += data
        self.strengths += [self.mark] * len(data)
