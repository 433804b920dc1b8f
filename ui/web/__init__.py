"""The web page: a chat on the left, the cited passages on the right; and its JSON API.

texts.py       every word of the page; texts_zh_hans.py, texts_zh_hant.py, texts_en.py say it
languages.py   which of them a browser's tag means
safe.py        hostile text → text that a page can hold
marks.py       which stretches of a text to mark; place.py says where in a document, in an address
cards.py       Answer → the passages to show, with the numbers and marks they bear
talk.py        a conversation; choices.py how to ask in it; export.py makes it Markdown
render.py      an Answer as HTML; chat.py the whole conversation, icons.py its buttons
panel.py       the sources panel; header.py the page's head
viewer.py      a document to read; viewer_routes.py serves it, pictures.py keeps a PDF's pages
offline.py     Gradio, imported so that it never calls out
live.py        the index that is served; watcher.py sees a new one
documents_tab.py   the documents tab; documents_list.py fills it, charts.py draws, library_routes.py
               takes files in and out; documents_texts.py and its languages say it
settings_panel.py  the settings; address.py reads them, settings_texts.py says them
feedback_sink.py   where a visitor's opinion goes
app.py         build_app(live): the Gradio page
workers.py     the threads that answer programs
api.py         the JSON API; api_docs.py describes it, tools.py offers it to models (MCP)
passwords.py   who may log in; sessions.py who is, lockout.py who guessed too often
access.py      the visitor that a request carries
gate.py        who is let in; login_page.py is all that the others see
guard.py       what every request and response passes through; rate.py how often
refusal.py     a request refused, in one line of JSON
server.py      create_server(live): all of it under FastAPI; serve(live) runs it

Nothing is imported here: Gradio takes seconds, and half of these rooms do without.
"""
