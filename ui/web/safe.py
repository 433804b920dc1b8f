"""Hostile text → text that a page can hold.

A document may carry script, beacons, Markdown, template syntax and characters that turn the
reading direction round. All of it is shown as the characters it is; none of it ever acts.
"""

from __future__ import annotations

import re
from string import punctuation
from urllib.parse import quote

_ACTING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they reorder what is read
_ACTING += "\u2060\ufeff\U000e0000-\U000e007f"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_HALF = "\ud800-\udfff"  # lone surrogates cannot be sent as UTF-8

_UNSEEN = re.compile(f"[{_CONTROL}]")
_SHOWN = re.compile(f"[{_ACTING}]")
_HALVES = re.compile(f"[{_HALF}]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_ODD = re.compile(f"[{_CONTROL}{_ACTING}{_HALF}\r\u2028\u2029]")  # any of them

_CJK = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_ENTITIES = {c: f"&#{ord(c)};" for c in punctuation}
_PUNCTUATION = re.compile(f"[{re.escape(punctuation)}]")


def plain(text: str) -> str:
    """Text without control characters; what would act unseen is spelled out as ⟨U+202E⟩."""
    if not _ODD.search(text):
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _HALVES.sub("\ufffd", _UNSEEN.sub("", text))
    return _SHOWN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)


def encode(text: str) -> str:
    """Any text as HTML that is also inert as Markdown, on one line.

    Every ASCII punctuation mark becomes a numeric entity, so that neither an HTML parser, nor
    Markdown, nor a `${…}` or `{{…}}` template finds anything to act on. Line ends become <br>.
    Fit for element content and for quoted attributes (there, of a `line`).
    """
    shown = _PUNCTUATION.sub(lambda found: _ENTITIES[found.group()], plain(text))
    return shown.replace("\n", "<br>")


def line(text: object) -> str:
    """Anything on one line."""
    return " ".join(plain(str(text)).split())


def percent(text: str) -> str:
    """Any text to the character, percent-encoded: `plain` would spell out what acts unseen.
    JavaScript has it back by decodeURIComponent."""
    return quote(text, safe="", errors="surrogatepass")


def shorten(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def language_of(text: str) -> str:
    """The HTML language tag of document text: it decides the shapes of its characters."""
    return "zh" if _CJK.search(text) else "en"
