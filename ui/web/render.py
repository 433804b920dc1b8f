"""An Answer in the chat: Markdown that shows hostile text and lets none of it act.

The messages are HTML on one line, which Markdown passes through whole; every text in them has
its punctuation encoded, so that they would be as inert if it did not.
"""

from __future__ import annotations

import re

from qa.records import Answer
from ui.web.marks import Mark, Span, find_short, locate, paint
from ui.web.safe import attribute, encode, shorten
from ui.web.texts import Texts

_CJK = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LONGEST_QUESTION = 300  # shown of a question, however long it is


def language_of(text: str) -> str:
    """The HTML language tag of document text: it decides the shapes of its characters."""
    return "zh" if _CJK.search(text) else "en"


def anchor(turn: int, n: int) -> str:
    """The id of a citation's place in the sources panel."""
    return f"src-{turn}-{n}"


def question_message(question: str) -> str:
    shown = encode(shorten(question.strip(), _LONGEST_QUESTION))
    return f'<p class="wq-question" lang="{language_of(question)}">{shown}</p>'


def notice_message(notice: str, texts: Texts) -> str:
    """A line of ours: nothing was answered, and why."""
    return f'<p class="wq-notice" lang="{texts.lang}">{encode(notice)}</p>'


def answer_message(answer: Answer, turn: int, texts: Texts) -> str:
    """What the chat says. `turn` counts the conversation's answers, for the markers' targets."""
    parts = [_understood(answer, texts)]
    if answer.found:
        if answer.short:
            parts.append(
                f'<p class="wq-short" lang="{language_of(answer.short)}">{encode(answer.short)}</p>'
            )
        parts += [_quote(answer, turn, texts), _origin(answer, texts)]
    else:
        parts.append(f'<p class="wq-none" lang="{texts.lang}">{encode(texts.not_found)}</p>')
        if answer.hits:
            hint = encode(texts.nearest_hint)
            parts.append(f'<p class="wq-hint" lang="{texts.lang}">{hint}</p>')
    return f'<div class="wq-reply">{"".join(parts)}</div>'


def _understood(answer: Answer, texts: Texts) -> str:
    understood = answer.understood.strip()
    if not understood or understood == answer.question.strip():
        return ""
    line = encode(texts.understood.format(shorten(understood, _LONGEST_QUESTION)))
    return f'<p class="wq-understood" lang="{texts.lang}">{line}</p>'


def _quote(answer: Answer, turn: int, texts: Texts) -> str:
    """The answer block, verbatim: the short answer marked, a marker after each evidence."""
    text = answer.text
    places = locate(text, [item.text for item in answer.evidence])
    markers: list[tuple[int, tuple[int, ...]]]  # (offset in the text, numbers to put there)
    if places:
        markers = [
            (end, (*item.citations, *item.also))
            for (_, end), item in zip(places, answer.evidence, strict=True)
        ]
        told = {n for item in answer.evidence for n in (*item.citations, *item.also)}
        markers.append((len(text), tuple(c.n for c in answer.citations if c.n not in told)))
    else:
        markers = [(len(text), tuple(citation.n for citation in answer.citations))]
    spans: list[tuple[Span, Mark]] = []
    for start, end in places or ((0, len(text)),):
        found = find_short(text[start:end], answer.short)
        if found:
            spans.append(((start + found[0], start + found[1]), Mark.SHORT))
            break
    html, at = [], 0
    for offset, numbers in markers:
        inside = [((s - at, e - at), mark) for (s, e), mark in spans]
        html.append(paint(text[at:offset], inside))
        html += [_marker(answer, turn, n, texts) for n in numbers]
        at = offset
    html.append(encode(text[at:]))
    return f'<blockquote class="wq-quote" lang="{language_of(text)}">{"".join(html)}</blockquote>'


def _marker(answer: Answer, turn: int, n: int, texts: Texts) -> str:
    title = next((citation.title for citation in answer.citations if citation.n == n), "")
    label = attribute(texts.marker.format(n, shorten(title, 80)))
    href = f"#{anchor(turn, n)}"
    return f'<a class="wq-cite" href="{href}" title="{label}" lang="{texts.lang}">&#91;{n}&#93;</a>'


def _origin(answer: Answer, texts: Texts) -> str:
    """Which documents speak, and on what page: one line a document."""
    lines = dict.fromkeys((citation.title, citation.page) for citation in answer.citations)
    shown = [
        f"{encode(shorten(title, 120))}"
        + (f" · {encode(texts.page.format(page))}" if page is not None else "")
        for title, page in lines
    ]
    return f'<p class="wq-origin">—— {"<br>—— ".join(shown)}</p>' if shown else ""
