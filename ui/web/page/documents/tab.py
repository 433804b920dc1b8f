"""The documents tab: a frame that documents.js fills from `library_routes`.

Uploads, deletions and progress go by routes of our own; Gradio is told only that the index has
changed, so that the rest of the page follows.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from index.library.library import MAX_FILE_BYTES, MAX_FILES
from index.loaders import SUFFIXES
from ui.web.live import Live
from ui.web.offline import gr
from ui.web.page.labelled import Labelled
from ui.web.page.safe import attribute, encode
from ui.web.words.documents_texts import DocumentsTexts, documents_texts

_OLD = frozenset({".doc", ".xls", ".ppt"})  # they have a loader that says what to do
_MEGABYTES = MAX_FILE_BYTES >> 20

_EVENTS = """
element.addEventListener("wq-changed", () => trigger("changed", {}));
watch("value", () => element.dispatchEvent(new CustomEvent("wq-rendered", { bubbles: true })));
"""


def documents_tab(live: Live, lang: Any, generation: Any) -> Labelled:
    """Build the tab inside the open gr.Tab.

    `lang`: gr.State of the interface's language tag. `generation`: gr.State of the generation
    that the page shows; the rest of the page follows it.
    """
    frame = gr.HTML(
        documents_frame(documents_texts("zh-Hans")),
        elem_id="wq-documents",
        js_on_load=_EVENTS,
        apply_default_css=False,
    )

    def changed() -> str:
        return live.index.generation

    # By the queue: without it the page does not learn that a State has changed.
    frame.changed(changed, None, [generation], api_visibility="private", show_progress="hidden")
    return Labelled((frame,), lambda tag: [documents_frame(documents_texts(tag))])


def documents_frame(texts: DocumentsTexts) -> str:
    """What stays while lists and progress come and go. The words for documents.js are in it."""
    readable = sorted(SUFFIXES - _OLD)
    limits = texts.limits.format(_MEGABYTES, MAX_FILES, " ".join(readable))
    words = {
        **{name: word for name, word in asdict(texts).items() if isinstance(word, str)},
        "most_bytes": MAX_FILE_BYTES,
        "most_files": MAX_FILES,
        "megabytes": _MEGABYTES,
    }
    accept = ",".join(readable)
    return (
        f'<section class="wq-docs" lang="{texts.lang}" '
        f'data-words="{attribute(json.dumps(words, ensure_ascii=False))}">'
        f"<h2>{encode(texts.heading)}</h2>"
        '<div class="wq-docs-change" hidden><div class="wq-drop">'
        f'<label class="wq-choose">{encode(texts.choose)}'
        f'<input type="file" class="wq-files" multiple accept="{attribute(accept)}"></label>'
        f"<p>{encode(texts.drop)}<br><small>{encode(limits)}</small></p></div>"
        f'<div class="wq-update"><button type="button" class="wq-rebuild">{encode(texts.rebuild)}'
        f"</button><small>{encode(texts.rebuild_more)}</small></div></div>"
        f'<p class="wq-docs-read-only" hidden>{encode(texts.read_only)}</p>'
        f'<ul class="wq-uploads" aria-label="{attribute(texts.uploads)}" hidden></ul>'
        '<div class="wq-job" hidden><p role="status"></p><progress></progress></div>'
        f'<label class="wq-find"><span>{encode(texts.search)}</span>'
        '<input type="search" maxlength="200" autocomplete="off"></label>'
        '<div class="wq-doc-body"><div class="wq-doc-list"></div>'
        '<div class="wq-doc-figures"></div></div></section>'
    )
