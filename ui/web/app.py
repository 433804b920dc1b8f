"""build_app(live): the page as Gradio components and the events between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa.question import MAX_LENGTH
from ui.web import panel
from ui.web.choices import Choices
from ui.web.documents_tab import documents_tab
from ui.web.feedback_sink import Feedback
from ui.web.languages import ZH, Texts, texts_for
from ui.web.live import Live
from ui.web.offline import gr
from ui.web.render import answer_message, notice_message, question_message
from ui.web.safe import encode
from ui.web.settings_panel import settings_panel
from ui.web.talk import Talk, notice

ASSETS = Path(__file__).parent / "assets"

# What a visitor chose before wins over what the browser is set to.
_READ_LANGUAGE = """() => {
  let chosen = null;
  try { chosen = localStorage.getItem("wenqu-language"); } catch (e) { /* storage is off */ }
  return [chosen || navigator.language || "", null];
}"""


def messages(talk: Talk, texts: Texts) -> list[dict[str, str]]:
    """The conversation as the Chatbot takes it."""
    shown = []
    for exchange in talk.exchanges:
        if exchange.question:
            shown.append({"role": "user", "content": question_message(exchange.question)})
        if exchange.answer is not None:
            said = answer_message(exchange.answer, exchange.turn, texts)
        else:
            said = notice_message(notice(exchange, texts), texts)
        shown.append({"role": "assistant", "content": said})
    return shown


def build_app(live: Live, examples: Sequence[str] = (), feedback: Feedback | None = None) -> Any:
    """The page as gr.Blocks, to be mounted by `server.create_server`.

    `examples`: questions to offer as buttons, in the language that they are written in.
    """
    with gr.Blocks(title=ZH.title, analytics_enabled=False, fill_width=True) as page:
        talk_state = gr.State(Talk())
        language = gr.State(ZH.lang)
        choices = gr.State(Choices())
        generation = gr.State(live.index.generation)
        tag = gr.Textbox(visible=False)

        head = gr.HTML(panel.header(ZH, live.shelf), elem_id="wq-head", js_on_load=_SWITCHES)
        with gr.Tabs(elem_id="wq-tabs"):
            with gr.Tab(ZH.tab_ask, id="ask", elem_id="wq-tab-ask") as asking_tab:
                with gr.Row(elem_id="wq-body"):
                    with gr.Column(scale=6, min_width=320, elem_id="wq-left"):
                        chat = gr.Chatbot(**_chat_words(ZH), **_CHAT)
                        with gr.Column(elem_id="wq-examples", visible=bool(examples)) as offered:
                            heading = gr.HTML(panel.examples_heading(ZH))
                            with gr.Row(elem_id="wq-chips"):
                                chips = [
                                    gr.Button(example, size="sm", scale=0, elem_classes="wq-chip")
                                    for example in examples
                                ]
                        with gr.Row(elem_id="wq-ask"):
                            box = gr.Textbox(**_box_words(ZH), **_BOX)
                            send = gr.Button(ZH.send, variant="primary", elem_id="wq-send", scale=0)
                            clear = gr.Button(ZH.clear, elem_id="wq-clear", scale=0)
                    with gr.Column(scale=5, min_width=320, elem_id="wq-right"):
                        sources = gr.HTML(panel.sources((), ZH, live.shelf), elem_id="wq-panel")
            with gr.Tab(
                ZH.tab_documents, id="documents", elem_id="wq-tab-documents"
            ) as documents_item:
                documents = documents_tab(live, language, generation)
            with gr.Tab(ZH.tab_settings, id="settings", elem_id="wq-tab-settings") as settings_item:
                settings = settings_panel(live, language, choices)

        tabs = [asking_tab, documents_item, settings_item]
        labelled = [language, head, chat, heading, box, send, clear, sources, *tabs]
        labelled += [*documents.components, *settings.components]
        shown = [talk_state, chat, sources, offered, box]

        def labels(texts: Texts, talk: Talk) -> list[Any]:
            shelf = live.shelf
            return [
                texts.lang,
                panel.header(texts, shelf),
                gr.update(value=messages(talk, texts), **_chat_words(texts)),
                panel.examples_heading(texts),
                gr.update(**_box_words(texts)),
                texts.send,
                texts.clear,
                panel.sources(talk.answers, texts, shelf),
                *(
                    gr.update(label=label)
                    for label in (texts.tab_ask, texts.tab_documents, texts.tab_settings)
                ),
                *documents.words(texts.lang),
                *settings.words(texts.lang),
            ]

        def show(talk: Talk, texts: Texts) -> list[Any]:
            return [
                talk,
                messages(talk, texts),
                panel.sources(talk.answers, texts, live.shelf),
                gr.update(visible=bool(examples) and not talk.exchanges),
                "",
            ]

        def greet(tag: str | None, talk: Talk) -> list[Any]:
            return labels(texts_for(tag), talk)

        def speak(event: gr.EventData, talk: Talk) -> list[Any]:
            return labels(texts_for(event.tag), talk)

        def ask(question: str, talk: Talk, lang: str, chosen: Choices) -> list[Any]:
            return show(talk.ask(live.bot, question), texts_for(lang))

        def wipe(lang: str) -> list[Any]:
            return show(Talk(), texts_for(lang))

        def recount(lang: str) -> str:
            return panel.header(texts_for(lang), live.shelf)

        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        page.load(greet, [tag, talk_state], labelled, js=_READ_LANGUAGE, **quiet)
        head.language(speak, [talk_state], labelled, **quiet)
        generation.change(recount, [language], [head], **quiet)
        asking = {**quiet, "show_progress": "minimal", "show_progress_on": chat}
        asked = [talk_state, language, choices]
        gr.on([box.submit, send.click], ask, [box, *asked], shown, **asking)
        for chip in chips:
            chip.click(ask, [chip, *asked], shown, **asking)
        gr.on([clear.click, chat.clear], wipe, [language], shown, **quiet)

    page.queue(api_open=False, default_concurrency_limit=4, max_size=64)
    return page


_SWITCHES = """
element.addEventListener("change", (event) => {
  if (event.target.id === "wq-language") trigger("language", { tag: event.target.value });
});
"""
_CHAT: dict[str, Any] = {
    "elem_id": "wq-chat",
    "height": None,
    "buttons": [],
    "feedback_options": None,
    "latex_delimiters": [],  # else "$$" in a document is typeset
    "group_consecutive_messages": False,
    "container": False,
    "layout": "bubble",
}
_BOX: dict[str, Any] = {
    "elem_id": "wq-question",
    "lines": 1,
    "max_lines": 4,
    "max_length": MAX_LENGTH,
    "autofocus": True,
    "show_label": False,
    "container": False,
}


def _chat_words(texts: Texts) -> dict[str, str]:
    welcome = (
        f'<div class="wq-welcome" lang="{texts.lang}"><p class="wq-welcome-line">'
        f"{encode(texts.welcome)}</p><p>{encode(texts.welcome_more)}</p></div>"
    )
    return {"label": texts.chat, "placeholder": welcome}


def _box_words(texts: Texts) -> dict[str, str]:
    return {"label": texts.question, "placeholder": texts.placeholder}
