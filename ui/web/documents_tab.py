"""The documents tab: what the index holds."""

from __future__ import annotations

from typing import Any

from ui.web.documents_texts import documents_texts
from ui.web.labelled import Labelled
from ui.web.live import Live
from ui.web.offline import gr
from ui.web.safe import encode


def documents_tab(live: Live, lang: Any, generation: Any) -> Labelled:
    """Build the tab inside the open gr.Tab.

    `lang`: gr.State of the interface's language tag. `generation`: gr.State of the generation
    that the page shows; set it to `live.index.generation` after a change, and the rest follows.
    """
    listed = gr.HTML(_list(live, "zh-Hans"), elem_id="wq-documents")

    def refresh(tag: str) -> str:
        return _list(live, tag)

    generation.change(refresh, [lang], [listed], api_visibility="private", show_progress="hidden")
    return Labelled((listed,), lambda tag: [_list(live, tag)])


def _list(live: Live, lang: str) -> str:
    texts = documents_texts(lang)
    index = live.index
    rows = "".join(
        f"<li><bdi>{encode(document.title)}</bdi> <small>{encode(document.path)} · "
        f"{encode(texts.passages.format(len(index.rows_by_document.get(document.doc_id, ()))))}"
        "</small></li>"
        for document in index.documents
    )
    return f'<section lang="{lang}"><h2>{encode(texts.heading)}</h2><ul>{rows}</ul></section>'
