"""The settings: how to ask, and of which documents. They live in the page's address.

settings.js tells what the address says (`opened`) and what a visitor chooses (`chosen`), both as
a query; what it means is for `address.read_query` alone to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.web.live import Live
from ui.web.offline import gr
from ui.web.page.labelled import Labelled
from ui.web.page.safe import attribute, encode, exact, shorten
from ui.web.page.settings.address import MOST_K, Read, folders_of, query_of, read_query
from ui.web.page.settings.choices import Choices
from ui.web.words.settings_texts import SettingsTexts, settings_texts

MOST = 300  # documents to choose from on the page; an address can name any

_EVENTS = """
element.addEventListener("wq-opened", (e) => trigger("opened", { query: e.detail }));
element.addEventListener("wq-chosen", (e) => trigger("chosen", { query: e.detail }));
watch("value", () => element.dispatchEvent(new CustomEvent("wq-rendered", { bubbles: true })));
"""


def settings_panel(live: Live, lang: Any, choices: Any) -> Labelled:
    """Build the panel inside the open gr.Tab.

    `lang`: gr.State of the interface's language tag. `choices`: gr.State of `Choices`, which
    asking reads.
    """
    panel = gr.HTML(
        settings_form(live, settings_texts("zh-Hans")),
        elem_id="wq-settings",
        js_on_load=_EVENTS,
        apply_default_css=False,
    )

    def opened(event: gr.EventData, tag: str) -> list[Any]:
        read = read_query(getattr(event, "query", None), live.index.document_by_id)
        return [read.choices, settings_form(live, settings_texts(tag), read)]

    def chosen(event: gr.EventData) -> Choices:
        return read_query(getattr(event, "query", None), live.index.document_by_id).choices

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
    panel.opened(opened, [lang], [choices, panel], **quiet)
    panel.chosen(chosen, None, [choices], **quiet)
    return Labelled((panel,), lambda tag: [settings_form(live, settings_texts(tag))])


def settings_form(live: Live, texts: SettingsTexts, read: Read | None = None) -> str:
    """The form; without `read`, settings.js asks for it with what the address says."""
    chosen = read.choices if read else Choices()
    threshold = live.bot.threshold if chosen.threshold is None else chosen.threshold
    state = f'data-query="{attribute(query_of(chosen))}"' if read else ""
    return (
        f'<form class="wq-settings" lang="{texts.lang}" {state} '
        f'data-chosen="{attribute(texts.chosen)}"><h2>{encode(texts.heading)}</h2>'
        f"<p>{encode(texts.more)}</p>{ignored_notice(read, texts.lang)}"
        f"{_range('k', texts.k, texts.k_more, (1, MOST_K, 1), chosen.k, Choices().k)}"
        + _range(
            "threshold",
            texts.threshold,
            texts.threshold_more,
            (0, 1, 0.01),
            threshold,
            live.bot.threshold,
        )
        + f"{_within(live, texts, chosen)}"
        f'<button type="reset" class="wq-reset">{encode(texts.reset)}</button></form>'
    )


def ignored_notice(read: Read | None, lang: str) -> str:
    """What an address said wrongly; "" where it said nothing wrongly."""
    if not read or not read.ignored:
        return ""
    named = [f"{name}={shorten(value, 40)}" for name, value in read.ignored[:5]]
    what = ", ".join(named) + (" …" if len(read.ignored) > 5 else "")
    said = encode(settings_texts(lang).ignored.format(what))
    return f'<p class="wq-ignored" lang="{lang}" role="alert">{said}</p>'


def _range(
    name: str,
    label: str,
    more: str,
    steps: tuple[float, float, float],
    value: float,
    default: float,
) -> str:
    least, most, step = (f"{number:g}" for number in steps)
    return (
        f'<div class="wq-setting"><label for="wq-{name}">{encode(label)}</label>'
        f'<input type="range" id="wq-{name}" name="{name}" min="{least}" max="{most}" '
        f'step="{step}" value="{value:g}" data-default="{default:g}" '
        f'aria-describedby="wq-{name}-more">'
        f'<output for="wq-{name}">{value:g}</output>'
        f'<small id="wq-{name}-more">{encode(more)}</small></div>'
    )


def _within(live: Live, texts: SettingsTexts, chosen: Choices) -> str:
    """What to look in; "" where there is nothing to choose from."""
    if not live.index.documents:
        return ""
    choices = _folders(live, texts, chosen) + _documents(live, texts, chosen)
    return f"<p>{encode(texts.everything)}</p>{choices}"


def _folders(live: Live, texts: SettingsTexts, chosen: Choices) -> str:
    rows = [(folder, folder, "") for folder in folders_of(live.index.document_by_id)]
    return _choice("folder", texts.folders, rows, chosen.folders, texts) if rows else ""


def _documents(live: Live, texts: SettingsTexts, chosen: Choices) -> str:
    documents = live.index.documents
    shown = [d for at, d in enumerate(documents) if at < MOST or d.doc_id in chosen.documents]
    rows = [(d.doc_id, d.title, d.path) for d in shown]
    more = texts.not_all.format(len(shown), len(documents)) if len(shown) < len(documents) else ""
    return _choice("doc", texts.documents, rows, chosen.documents, texts, more)


def _choice(
    name: str,
    legend: str,
    rows: Sequence[tuple[str, str, str]],
    chosen: Sequence[str],
    texts: SettingsTexts,
    more: str = "",
) -> str:
    """(value, label, what stands under it) as boxes to tick, with a field to filter them.

    The value is shown through `encode`, which spells out what would act unseen: settings.js
    takes it from data-value, percent-encoded.
    """
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" '
        f'data-value="{exact(value)}"'
        f"{' checked' if value in chosen else ''}>"
        f"<span><bdi>{encode(shorten(label, 100))}</bdi>{_under(under)}</span></label>"
        for value, label, under in rows
    )
    count = encode(texts.chosen.format(len(chosen))) if chosen else ""
    note = f"<small>{encode(more)}</small>" if more else ""
    find = (
        f'<label class="wq-filter"><span>{encode(texts.find)}</span>'
        '<input type="search" maxlength="100" autocomplete="off"></label>'
    )
    return (
        f'<details class="wq-choice"{" open" if chosen else ""}><summary>{encode(legend)} '
        f'<span class="wq-chosen">{count}</span></summary><fieldset>'
        f"<legend>{encode(legend)}</legend>{find if len(rows) > 8 else ''}{note}"
        f'<div class="wq-boxes" tabindex="0" role="group" aria-label="{attribute(legend)}">'
        f"{boxes}</div></fieldset></details>"
    )


def _under(text: str) -> str:
    return f"<small><bdi>{encode(shorten(text, 120))}</bdi></small>" if text else ""
