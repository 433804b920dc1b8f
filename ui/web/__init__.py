"""The web page: a chat on the left, the cited passages on the right; and its JSON API.

server.py      create_server(live): all of it under FastAPI; serve(live) runs it
page/          the page: Gradio components, and what they show
  templates/   its HTML
routes/        the JSON API, the library, the viewer, MCP
door/          who may come in, and how often
words/         what the page says, a file a language
assets/        styles and scripts
live.py        the index that is served; watcher.py sees a new one
workers.py     the threads that answer programs
markup.py      templates → HTML; safe.py hostile text → text that a page can hold
offline.py     Gradio, imported so that it never calls out
refusal.py     a request refused, in one line of JSON

Nothing is imported here: Gradio takes seconds, and `door` and `words` do without.
"""
