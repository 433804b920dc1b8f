"""The one page that answers without a login: plain HTML, in three languages, no script."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

# Stricter than the page's own: nothing runs here.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


@dataclass(frozen=True, slots=True)
class Words:
    lang: str
    own_name: str
    title: str
    heading: str
    name: str
    password: str
    send: str
    wrong: str
    locked: str  # minutes
    left: str


SIMPLIFIED = Words(
    "zh-Hans",
    "简体中文",
    "登录 · 问渠",
    "登录问渠",
    "用户名",
    "密码",
    "登录",
    "用户名或密码不对。",
    "密码错误次数太多，这个用户名在您的地址上已暂停登录。请 {} 分钟后再试。",
    "您已退出登录。",
)
TRADITIONAL = Words(
    "zh-Hant",
    "繁體中文",
    "登入 · 問渠",
    "登入問渠",
    "使用者名稱",
    "密碼",
    "登入",
    "使用者名稱或密碼不對。",
    "密碼錯誤次數太多，這個名稱在您的位址上已暫停登入。請 {} 分鐘後再試。",
    "您已登出。",
)
ENGLISH = Words(
    "en",
    "English",
    "Log in · Wenqu",
    "Log in to 问渠 Wenqu",
    "User name",
    "Password",
    "Log in",
    "The user name or the password is wrong.",
    "Too many wrong passwords: this name is locked for your address. Try again in {} minutes.",
    "You are logged out.",
)
LANGUAGES = (SIMPLIFIED, TRADITIONAL, ENGLISH)


def words_for(chosen: str, accepted: str) -> Words:
    """In the language `chosen`, else the first of an Accept-Language header that is known here."""
    for tag in (chosen, *(part.split(";")[0].strip() for part in accepted.split(","))):
        tag = tag.lower()
        if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
            return TRADITIONAL
        if tag.startswith("zh"):
            return SIMPLIFIED
        if tag.startswith("en"):
            return ENGLISH
    return SIMPLIFIED


def login_page(words: Words, onward: str, said: str = "", name: str = "") -> str:
    """`onward`: where a login leads; `said`: what became of the last one; `name`: as typed."""
    status = f'<p class="said" role="alert">{escape(said)}</p>' if said else ""
    on_name, on_password = ("", " autofocus") if name else (" autofocus", "")
    others = "".join(
        f'<a lang="{other.lang}" hreflang="{other.lang}" href="'
        f'{escape("/login?" + urlencode({"lang": other.lang, "next": onward}))}">'
        f"{other.own_name}</a>"
        for other in LANGUAGES
        if other is not words
    )
    return f"""<!doctype html>
<html lang="{words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{words.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/login.css">
</head>
<body>
<main>
<h1>{words.heading}</h1>
{status}
<form method="post" action="/login">
<input type="hidden" name="next" value="{escape(onward)}">
<input type="hidden" name="lang" value="{words.lang}">
<label for="name">{words.name}</label>
<input id="name" name="name" value="{escape(name)}" autocomplete="username"
 autocapitalize="none" spellcheck="false" maxlength="64" required{on_name}>
<label for="password">{words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 maxlength="256" required{on_password}>
<button>{words.send}</button>
</form>
</main>
<footer>{others}</footer>
</body>
</html>
"""


def onward_of(text: str) -> str:
    """A path of ours to go to after a login; "/" where it could lead anywhere else."""
    safe = text.startswith("/") and not text.startswith(("//", "/\\", "/login", "/logout"))
    return text if safe and text.isprintable() and len(text) <= 2000 else "/"
