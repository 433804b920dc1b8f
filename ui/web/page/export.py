"""A Talk as Markdown to keep: each answer with its citations, document text escaped."""

from __future__ import annotations

import re

from qa.records import Citation
from ui.web.page.talk import Exchange, Talk, notice
from ui.web.safe import plain
from ui.web.words import Texts

_ANYWHERE = re.compile(r"[\\`*_\[\]<>&|~${}@!#^=]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"^(\d{1,9})([.)])|^([+:-])")


def export(talk: Talk, texts: Texts) -> str:
    parts = [f"# {escape(texts.export_title)}"]
    asked = [exchange for exchange in talk.exchanges if exchange.question]
    for number, exchange in enumerate(asked, start=1):
        parts += _exchange(number, exchange, texts)
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Any text as one line of Markdown that shows it and does nothing else."""
    line = " ".join(plain(text).split())
    line = _ANYWHERE.sub(lambda found: f"\\{found.group()}", line)
    return _AT_START.sub(lambda f: f"{f[1]}\\{f[2]}" if f[1] else f"\\{f[3]}", line)


def _exchange(number: int, exchange: Exchange, texts: Texts) -> list[str]:
    heading = f"## {number}. {escape(texts.export_question)}: {escape(exchange.question)}"
    answer = exchange.answer
    if answer is None:
        return [heading, escape(notice(exchange, texts))]
    parts = [heading]
    understood = answer.understood.strip()
    if understood and understood != answer.question.strip():
        parts.append(escape(texts.understood.format(understood)))
    if answer.reply:
        return [*parts, escape(answer.text)]
    if not answer.found:
        return [*parts, escape(texts.export_none)]
    if answer.short:
        parts.append(f"**{escape(answer.short)}**")
    parts += [_quote(answer.text), f"{escape(texts.export_sources)}:"]
    parts += [_citation(citation, texts) for citation in answer.citations]
    return parts


def _quote(text: str) -> str:
    lines = [escape(line) for line in plain(text).split("\n") if line.strip()]
    return "\\\n".join(f"> {line}" for line in lines)


def _citation(citation: Citation, texts: Texts) -> str:
    place = [escape(citation.title), escape(citation.path)]
    if citation.page is not None:
        place.append(escape(texts.page.format(citation.page)))
    if citation.heading:
        place.append(escape(citation.heading))
    return f"\\[{citation.n}\\] {' · '.join(place)}\n\n{_quote(citation.quote)}"
