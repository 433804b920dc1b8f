"""The settings: how to ask."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ui.web.choices import Choices
from ui.web.documents_texts import documents_texts
from ui.web.labelled import Labelled
from ui.web.live import Live
from ui.web.offline import gr


def settings_panel(live: Live, lang: Any, choices: Any) -> Labelled:
    """Build the panel inside the open gr.Tab.

    `lang`: gr.State of the interface's language tag. `choices`: gr.State of `Choices`, which
    asking reads; set it whenever something is chosen.
    """
    texts = documents_texts("zh-Hans")
    k = gr.Slider(1, 30, Choices().k, step=1, label=texts.k, elem_id="wq-k")
    threshold = gr.Slider(
        0, 1, live.bot.threshold, step=0.01, label=texts.threshold, elem_id="wq-threshold"
    )

    def choose(k: float, threshold: float, chosen: Choices) -> Choices:
        return replace(chosen, k=int(k), threshold=float(threshold))

    gr.on(
        [k.release, threshold.release],
        choose,
        [k, threshold, choices],
        [choices],
        api_visibility="private",
        show_progress="hidden",
    )

    def words(tag: str) -> list[Any]:
        texts = documents_texts(tag)
        return [gr.update(label=texts.k), gr.update(label=texts.threshold)]

    return Labelled((k, threshold), words)
