"""build_app(live): the page as Gradio components and the events between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.question import MAX_LENGTH
from ui.web import panel
from ui.web.offline import gr
from ui.web.render import answer_message, notice_message, question_message
from ui.web.safe import encode
from ui.web.talk import Talk, notice
from ui.web.texts import ZH, Texts, other, texts_for

if TYPE_CHECKING:
    from ui.web.live import Live

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


def build_app(live: Live, examples: Sequence[str] = ()) -> Any:
    """The page as gr.Blocks, to be mounted by `server.create_server`.

    `examples`: questions to offer as buttons, in the language that they are written in.
    """
    shelf = live.shelf

    with gr.Blocks(title=ZH.title, analytics_enabled=False, fill_width=True) as page:
        talk_state = gr.State(Talk())
        language = gr.State(ZH.lang)
        tag = gr.Textbox(visible=False)

        with gr.Row(elem_id="wq-top"):
            head = gr.HTML(panel.header(ZH, shelf), elem_id="wq-head")
            switch = gr.Button(ZH.other_language, elem_id="wq-language", size="sm", scale=0)
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
                sources = gr.HTML(panel.sources((), ZH, shelf), elem_id="wq-panel")

        labelled = [language, head, switch, chat, heading, box, send, clear, sources]
        shown = [talk_state, chat, sources, offered, box]

        def labels(texts: Texts, talk: Talk) -> list[Any]:
            return [
                texts.lang,
                panel.header(texts, shelf),
                gr.update(value=texts.other_language),
                gr.update(value=messages(talk, texts), **_chat_words(texts)),
                panel.examples_heading(texts),
                gr.update(**_box_words(texts)),
                texts.send,
                texts.clear,
                panel.sources(talk.answers, texts, shelf),
            ]

        def show(talk: Talk, texts: Texts) -> list[Any]:
            return [
                talk,
                messages(talk, texts),
                panel.sources(talk.answers, texts, shelf),
                gr.update(visible=bool(examples) and not talk.exchanges),
                "",
            ]

        def greet(tag: str | None, talk: Talk) -> list[Any]:
            return labels(texts_for(tag if isinstance(tag, str) else None), talk)

        def turn_over(lang: str, talk: Talk) -> list[Any]:
            return labels(other(texts_for(lang)), talk)

        def ask(question: str, talk: Talk, lang: str) -> list[Any]:
            return show(talk.ask(live.bot, question), texts_for(lang))

        def wipe(lang: str) -> list[Any]:
            return show(Talk(), texts_for(lang))

        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        page.load(greet, [tag, talk_state], labelled, js=_READ_LANGUAGE, **quiet)
        switch.click(turn_over, [language, talk_state], labelled, **quiet)
        asking = {**quiet, "show_progress": "minimal", "show_progress_on": chat}
        gr.on([box.submit, send.click], ask, [box, talk_state, language], shown, **asking)
        for chip in chips:
            chip.click(ask, [chip, talk_state, language], shown, **asking)
        gr.on([clear.click, chat.clear], wipe, [language], shown, **quiet)

    page.queue(api_open=False, default_concurrency_limit=4, max_size=64)
    return page


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
