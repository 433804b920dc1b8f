"""The settings: how to ask, and of which documents. They live in the page's address.

settings.js tells what the address says (`opened`) and what a visitor chooses (`chosen`), both as
a query; what it means is for `address.read_query` alone to say.
"""

from __future__ import annotations

from typing import Any

from ui.web.live import Live
from ui.web.markup import Html, render
from ui.web.offline import gr
from ui.web.page.labelled import Labelled
from ui.web.page.settings.address import MOST_K, Read, folders_of, query_of, read_query
from ui.web.page.settings.choices import Choices
from ui.web.safe import shorten
from ui.web.words import ZH, Texts, texts_for

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
        settings_form(live, ZH),
        elem_id="wq-settings",
        js_on_load=_EVENTS,
        apply_default_css=False,
    )

    def opened(event: gr.EventData, tag: str) -> list[Any]:
        read = read_query(getattr(event, "query", None), live.index.document_by_id)
        return [read.choices, settings_form(live, texts_for(tag), read)]

    def chosen(event: gr.EventData) -> Choices:
        return read_query(getattr(event, "query", None), live.index.document_by_id).choices

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
    panel.opened(opened, [lang], [choices, panel], **quiet)
    panel.chosen(chosen, None, [choices], **quiet)
    return Labelled((panel,), lambda texts: [settings_form(live, texts)])


def settings_form(live: Live, texts: Texts, read: Read | None = None) -> Html:
    """The form; without `read`, settings.js asks for it with what the address says."""
    chosen = read.choices if read else Choices()
    documents = live.index.documents
    shown = [d for at, d in enumerate(documents) if at < MOST or d.doc_id in chosen.documents]
    not_all = texts.settings.not_all.format(len(shown), len(documents))
    threshold = live.bot.threshold if chosen.threshold is None else chosen.threshold
    return render(
        "settings/panel",
        lang=texts.lang,
        texts=texts.settings,
        query=query_of(chosen) if read else None,
        ignored=ignored_notice(read, texts),
        chosen=chosen,
        most_k=MOST_K,
        default_k=Choices().k,
        threshold=f"{threshold:g}",
        default_threshold=f"{live.bot.threshold:g}",
        folders=[(folder, folder, "") for folder in folders_of(live.index.document_by_id)],
        documents=[(d.doc_id, d.title, d.path) for d in shown],
        not_all=not_all if len(shown) < len(documents) else "",
    )


def ignored_notice(read: Read | None, texts: Texts) -> Html:
    """What an address said wrongly; nothing where it said nothing wrongly."""
    if not read or not read.ignored:
        return Html()
    named = [f"{name}={shorten(value, 40)}" for name, value in read.ignored[:5]]
    what = ", ".join(named) + (" …" if len(read.ignored) > 5 else "")
    return render("settings/ignored", lang=texts.lang, said=texts.settings.ignored.format(what))
