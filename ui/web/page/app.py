"""build_app(live): the page as Gradio components and the events between them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from index.errors import WenquError
from qa.understand import MAX_LENGTH
from ui.feedback import FeedbackStore
from ui.web.door import visitor_of
from ui.web.live import Live
from ui.web.offline import gr
from ui.web.page.cards import Shelf, steps
from ui.web.page.chat import MOST_WORDS, Scene, chat
from ui.web.page.documents import documents_tab
from ui.web.page.export import export
from ui.web.page.header import header
from ui.web.page.settings import Choices, ignored_notice, read_query, settings_panel
from ui.web.page.sources import sources
from ui.web.page.talk import Talk
from ui.web.words import ZH, Texts, texts_for

_PAUSE = 0.04  # seconds between two steps of an answer that appears

# What the address asks for wins over what a visitor chose before, that over the browser's own.
_READ_ADDRESS = """() => {
  let chosen = null;
  try { chosen = localStorage.getItem("wenqu-language"); } catch (e) { /* storage is off */ }
  const asked = new URLSearchParams(location.search).get("lang");
  if (["zh-Hans", "zh-Hant", "en"].includes(asked)) chosen = asked;
  return [chosen || navigator.language || "", location.search];
}"""
_SWITCHES = """element.addEventListener("change", (event) => {
  if (event.target.id === "wq-language") trigger("language", { tag: event.target.value });
});"""
_CHAT_EVENTS = """element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  const turn = Number(button.dataset.turn);
  if (button.dataset.do === "example") {
    trigger("example", { question: decodeURIComponent(button.dataset.question) });
  }
  if (button.dataset.do === "retry") trigger("retry", { turn });
  if (["good", "bad"].includes(button.dataset.do)) {
    trigger("judge", { turn, good: button.dataset.do === "good", word: "" });
  }
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  const { turn, good } = event.target.dataset;
  const word = event.target.querySelector("input").value;
  trigger("judge", { turn: Number(turn), good: good === "true", word });
});"""


@dataclass(frozen=True, slots=True)
class Asking:
    """The components of the tab for asking."""

    chat: Any
    box: Any
    send: Any
    stop: Any
    clear: Any
    export: Any
    sources: Any


def build_app(live: Live, feedback: FeedbackStore | None = None) -> Any:
    """The page as gr.Blocks, to be mounted by `server.create_server`."""
    built = live.index.generation  # what the page says of the documents before it is greeted

    def scene(talk: Talk, pending: str | None = None, upto: int | None = None) -> Scene:
        empty = not live.index.passages
        return Scene(talk, pending, upto, live.examples, empty, judging=feedback is not None)

    with gr.Blocks(title=ZH.title, analytics_enabled=False, fill_width=True) as page:
        talk_state = gr.State(Talk())
        pending_state = gr.State(None)  # a question whose answer is being looked for
        language = gr.State(ZH.lang)
        choices = gr.State(Choices())
        generation = gr.State(live.index.generation)
        tag = gr.Textbox(visible=False)
        query = gr.Textbox(visible=False)
        exported = gr.Textbox(visible=False)

        head = _html(header(ZH, Shelf.of(live.index)), "wq-head", _SWITCHES)
        told = _html("", "wq-told")
        with gr.Tabs(elem_id="wq-tabs"):
            with gr.Tab(ZH.tab_ask, id="ask", elem_id="wq-tab-ask") as asking_tab:
                ui = _asking(scene(Talk()))
            with gr.Tab(ZH.tab_documents, id="documents", elem_id="wq-tab-documents") as held_tab:
                documents = documents_tab(live, language, generation)
            with gr.Tab(ZH.tab_settings, id="settings", elem_id="wq-tab-settings") as chosen_tab:
                settings = settings_panel(live, language, choices)

        tabs = [asking_tab, held_tab, chosen_tab]
        labelled = [language, head, ui.box, ui.send, ui.stop, ui.clear, ui.export]
        labelled += [*tabs, *documents.components, *settings.components]
        shown = [talk_state, pending_state, ui.chat, ui.sources, ui.box, generation]

        def labels(texts: Texts, request: gr.Request) -> list[Any]:
            names = (texts.tab_ask, texts.tab_documents, texts.tab_settings)
            return [
                texts.lang,
                header(texts, Shelf.of(live.index), visitor_of(request).name),
                gr.update(**_box_words(texts)),
                texts.send,
                texts.stop,
                texts.clear,
                texts.export,
                *(gr.update(label=name) for name in names),
                *documents.words(texts),
                *settings.words(texts),
            ]

        def greet(tag: str | None, query: str | None, request: gr.Request) -> list[Any]:
            """Hidden tabs are not in the page yet, so the address is read here first."""
            texts = texts_for(tag)
            read = read_query(query, live.index.document_by_id)
            return [*labels(texts, request), read.choices, ignored_notice(read, texts)]

        def speak(event: gr.EventData, request: gr.Request) -> list[Any]:
            return labels(texts_for(event.tag), request)

        def redraw(talk: Talk, pending: str | None, lang: str) -> list[Any]:
            """The conversation in another language, as it stands now."""
            texts = texts_for(lang)
            return [chat(scene(talk, pending), texts), sources(talk.answered, texts)]

        def draw(talk: Talk, pending: str | None, lang: str) -> list[Any]:
            """As redraw; but whoever asks before the page has settled keeps what came of it."""
            if (lang, live.index.generation) == (ZH.lang, built):  # the page came so
                return [gr.skip(), gr.skip()]
            return redraw(talk, pending, lang)

        def whole(talk: Talk, texts: Texts) -> list[Any]:
            """The page after something that is done at once."""
            html = chat(scene(talk), texts)
            listed = sources(talk.answered, texts)
            return [talk, None, html, listed, gr.skip(), live.index.generation]

        async def answer(
            question: str, talk: Talk, lang: str, chosen: Choices
        ) -> AsyncIterator[list[Any]]:
            """The question at once, then its answer, sentence by sentence."""
            texts = texts_for(lang)
            keep = gr.skip()
            if isinstance(question, str) and question.strip():
                question = question[: MAX_LENGTH + 1]
                looking = chat(scene(talk, pending=question), texts)
                yield [talk, question, looking, keep, "", keep]
            bot = live.bot
            talk = await asyncio.to_thread(talk.ask, bot, question, chosen)
            said = talk.last.answer if talk.last else None
            listed: Any = sources(talk.answered, texts)
            for upto in steps(said)[:-1] if said else ():
                part = chat(scene(talk, upto=upto), texts)
                yield [talk, None, part, listed, keep, keep]
                listed = keep
                await asyncio.sleep(_PAUSE)
            html = chat(scene(talk), texts)
            yield [talk, None, html, listed, keep, bot.index.generation]

        async def offer(
            event: gr.EventData, talk: Talk, lang: str, chosen: Choices
        ) -> AsyncIterator[list[Any]]:
            async for update in answer(event.question, talk, lang, chosen):
                yield update

        async def again(talk: Talk, lang: str, chosen: Choices) -> AsyncIterator[list[Any]]:
            if talk.last and talk.last.question:
                question = talk.last.question
                async for update in answer(question, talk.taken_back(), lang, chosen):
                    yield update

        def stop(talk: Talk, pending: str | None, lang: str) -> list[Any]:
            return whole(talk.stopped(pending) if pending else talk, texts_for(lang))

        def wipe(lang: str) -> list[Any]:
            return whole(Talk(), texts_for(lang))

        def judge(event: gr.EventData, talk: Talk, lang: str) -> list[Any]:
            exchange = talk.of_turn(event.turn)
            said = exchange.answer if exchange else None
            if exchange and said and feedback:
                good, word = event.good is True, str(event.word or "").strip()[:MOST_WORDS]
                try:
                    feedback.note(exchange.question, said.understood, said, good, word)
                except WenquError as error:  # a full disk, a file that is no longer one
                    print(f"wenqu: {' '.join(str(error).split())}", file=sys.stderr)
                    raise gr.Error(texts_for(lang).failed, print_exception=False) from error
                talk = talk.judged(exchange.turn, good, bool(word))
            return [talk, chat(scene(talk), texts_for(lang))]

        def recount(talk: Talk, pending: str | None, lang: str, request: gr.Request) -> list[Any]:
            """What the page says of the documents: how many, and what they may be asked."""
            texts = texts_for(lang)
            begun = talk.exchanges or pending is not None
            welcome = gr.skip() if begun else chat(scene(talk), texts)
            return [header(texts, Shelf.of(live.index), visitor_of(request).name), welcome]

        def keep_talk(talk: Talk, lang: str) -> str:
            return export(talk, texts_for(lang))

        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asked = [talk_state, language, choices]
        here = [talk_state, pending_state, language]
        greeted = [*labelled, choices, told]
        drawn = (here, [ui.chat, ui.sources])
        opened = page.load(greet, [tag, query], greeted, js=_READ_ADDRESS, **quiet)
        opened.then(draw, *drawn, **quiet)
        head.language(speak, [], labelled, **quiet).then(redraw, *drawn, **quiet)
        generation.change(recount, here, [head, ui.chat], **quiet)
        answering = [
            gr.on(
                [ui.box.submit, ui.send.click],
                answer,
                [ui.box, *asked],
                shown,
                concurrency_limit=8,
                **quiet,
            ),
            ui.chat.example(offer, asked, shown, concurrency_limit=8, **quiet),
            ui.chat.retry(again, asked, shown, concurrency_limit=8, **quiet),
        ]
        ui.stop.click(stop, here, shown, cancels=answering, **quiet)
        ui.clear.click(wipe, [language], shown, cancels=answering, **quiet)
        ui.chat.judge(judge, [talk_state, language], [talk_state, ui.chat], **quiet)
        kept = ui.export.click(keep_talk, [talk_state, language], [exported], **quiet)
        kept.then(None, [exported], None, js="(text) => { wenqu.download(text); }")

    page.queue(api_open=False, default_concurrency_limit=4, max_size=64)
    return page


def _asking(scene: Scene) -> Asking:
    with gr.Row(elem_id="wq-body"):
        with gr.Column(scale=6, min_width=320, elem_id="wq-left"):
            talk = _html(chat(scene, ZH), "wq-chat", _CHAT_EVENTS)
            with gr.Row(elem_id="wq-ask"):
                box = gr.Textbox(**_box_words(ZH), **_BOX)
                send = gr.Button(ZH.send, variant="primary", elem_id="wq-send", scale=0)
                stop = gr.Button(ZH.stop, elem_id="wq-stop", scale=0)
            with gr.Row(elem_id="wq-tools"):
                clear = gr.Button(ZH.clear, elem_id="wq-clear", scale=0, size="sm")
                kept = gr.Button(ZH.export, elem_id="wq-export", scale=0, size="sm")
        with gr.Column(scale=5, min_width=320, elem_id="wq-right"):
            listed = _html(sources((), ZH), "wq-panel")
    return Asking(talk, box, send, stop, clear, kept, listed)


def _html(value: str, elem_id: str, script: str | None = None) -> Any:
    return gr.HTML(value, elem_id=elem_id, js_on_load=script, apply_default_css=False)


_BOX: dict[str, Any] = {
    "elem_id": "wq-question",
    "lines": 1,
    "max_lines": 4,
    "max_length": MAX_LENGTH,
    "autofocus": True,
    "show_label": False,
    "container": False,
}


def _box_words(texts: Texts) -> dict[str, str]:
    return {"label": texts.question, "placeholder": texts.placeholder}
