"""The documents tab: a frame that documents.js fills from `routes.library`.

Uploads, deletions and progress go by routes of our own; Gradio is told only that the index has
changed, so that the rest of the page follows.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from index.library import MAX_FILE_BYTES, MAX_FILES
from index.loaders import SUFFIXES
from ui.web.live import Live
from ui.web.markup import Html, render
from ui.web.offline import gr
from ui.web.page.labelled import Labelled
from ui.web.words import ZH, Texts

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
        documents_frame(ZH),
        elem_id="wq-documents",
        js_on_load=_EVENTS,
        apply_default_css=False,
    )

    def changed() -> str:
        return live.index.generation

    # By the queue: without it the page does not learn that a State has changed.
    frame.changed(changed, None, [generation], api_visibility="private", show_progress="hidden")
    return Labelled((frame,), lambda texts: [documents_frame(texts)])


def documents_frame(texts: Texts) -> Html:
    """What stays while lists and progress come and go. The words for documents.js are in it."""
    said = texts.documents
    readable = sorted(SUFFIXES - _OLD)
    words = {
        **{name: word for name, word in asdict(said).items() if isinstance(word, str)},
        "most_bytes": MAX_FILE_BYTES,
        "most_files": MAX_FILES,
        "megabytes": _MEGABYTES,
    }
    return render(
        "documents/tab",
        lang=texts.lang,
        texts=said,
        words=json.dumps(words, ensure_ascii=False),
        accept=",".join(readable),
        limits=said.limits.format(_MEGABYTES, MAX_FILES, " ".join(readable)),
    )
