"""The web page: a chat on the left, the cited passages on the right.

texts.py    every word of the interface, in Chinese and English
safe.py     hostile text → text that a page can hold
marks.py    which stretches of a passage to mark
cards.py    Answer → the passages to show, with the numbers and marks they bear
render.py   an Answer in the chat: safe Markdown
panel.py    Answers in the sources panel: safe HTML
offline.py  Gradio, imported so that it never calls out
app.py      build_app(bot): the Gradio page
guard.py    what every request and response passes through
server.py   create_server(bot): the page under FastAPI; serve(bot)
"""

from ui.web.app import build_app
from ui.web.server import ServeError, create_server, serve

__all__ = ["ServeError", "build_app", "create_server", "serve"]
