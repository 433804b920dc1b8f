"""The one page that answers without a login: plain HTML, in three languages, no script."""

from __future__ import annotations

from urllib.parse import urlencode

from ui.web.markup import Html, render
from ui.web.words import LANGUAGES, ZH, Texts, texts_for

# Stricter than the page's own: nothing runs here.
NO_SCRIPT = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def words_for(chosen: str, accepted: str) -> Texts:
    """In the language `chosen`, else the first of an Accept-Language header that is known here."""
    for tag in (chosen, *(part.split(";")[0].strip() for part in accepted.split(","))):
        if tag.lower().startswith(("zh", "en")):
            return texts_for(tag)
    return ZH


def login_page(texts: Texts, onward: str, said: str = "", name: str = "") -> Html:
    """`onward`: where a login leads; `said`: what became of the last one; `name`: as typed."""
    others = [
        (other, urlencode({"lang": other.lang, "next": onward}))
        for other in LANGUAGES
        if other is not texts
    ]
    return render("login", texts=texts, onward=onward, said=said, name=name, others=others)


def onward_of(text: str) -> str:
    """A path of ours to go to after a login; "/" where it could lead anywhere else."""
    safe = text.startswith("/") and not text.startswith(("//", "/\\", "/login", "/logout"))
    return text if safe and text.isprintable() and len(text) <= 2000 else "/"
