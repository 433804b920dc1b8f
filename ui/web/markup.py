"""Templates → HTML in which every value is encoded by `safe.encode`: nobody need think of it.

The templates lie in page/templates. In them

- `{{ value }}` is encoded, whatever it is, unless a template made it; between the quotes of an
  attribute it is one line too. No filter and no operator leads around that.
- a line's end and its indent go, between elements and expressions wholly, else to one blank;
- a name that nobody gave is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from ui.web.safe import encode, language_of, line, percent, shorten

TEMPLATES = Path(__file__).parent / "page" / "templates"
_LINE_END = re.compile(r"(?P<before>^|(?<=>))?\s*\n\s*(?P<after>$|(?=<))?")
_GLUE = ("tilde", "add", "mod")  # of a template's HTML and a text they would make HTML


class Html(str):
    """What a template made. A piece of it, or it and more, is text again, and encoded again."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def render(template: str, **values: Any) -> Html:
    return Html(ENVIRONMENT.get_template(f"{template}.html").render(values))


def finalize(value: object) -> object:
    return value if hasattr(value, "__html__") else Html(encode(str(value)))


class Strict(Extension):
    """Line ends go, attributes have one line, and HTML is never glued to text."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        quoted = False  # inside "…" of the HTML
        for token in stream:
            at = token.lineno
            if token.type in _GLUE:
                raise TemplateSyntaxError(f"no {token.value!r} in templates", at, stream.name)
            if token.type == "data":
                quoted ^= token.value.count('"') % 2 == 1
                yield Token(at, "data", _LINE_END.sub(_folded, token.value))
            elif quoted and token.type == "variable_begin":
                yield from (token, Token(at, "lparen", "("))
            elif quoted and token.type == "variable_end":
                yield from (Token(at, "rparen", ")"), Token(at, "pipe", "|"))
                yield from (Token(at, "name", "line"), token)
            else:
                yield token


def _folded(end: re.Match[str]) -> str:
    return " " if end["before"] is None or end["after"] is None else ""


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=[Strict],
        undefined=StrictUndefined,
        autoescape=True,
        finalize=finalize,
        auto_reload=False,
    )
    environment.filters = {
        "length": len,
        "line": line,
        "percent": percent,
        "shorten": shorten,
        "tongue": language_of,
    }
    return environment


ENVIRONMENT = _environment()
