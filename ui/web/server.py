"""create_server(bot): the page under FastAPI; serve(bot): run it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI

from index.errors import WenquError
from index.library import Library
from ui.feedback import FeedbackStore
from ui.web.app import ASSETS, build_app
from ui.web.guard import Guard
from ui.web.library_routes import library_router
from ui.web.live import Live
from ui.web.offline import gr
from ui.web.viewer_routes import viewer_router

if TYPE_CHECKING:
    from qa.bot import Bot


class ServeError(WenquError):
    """The page cannot be served at this address."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"the page cannot be served at {host}:{port}: {reason}. "
            f"Next: choose another port, as in `wenqu serve --port {port + 1 if port else 7861}`"
        )
        self.host = host
        self.port = port


def create_server(bot: Bot, *, host: str = "127.0.0.1", examples: Sequence[str] = ()) -> FastAPI:
    """The page at "/", `GET /api/health` beside it.

    `host` is the address or name that visitors use; localhost is always served too.
    """
    app = FastAPI(title="wenqu", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/api/health")
    def health() -> dict[str, Any]:
        index = bot.index
        return {
            "status": "ok",
            "documents": len(index.documents),
            "passages": len(index.passages),
            "generation": index.generation,
            "model": index.manifest.model_name,
        }

    app.add_middleware(Guard, host=host)
    live = Live(bot)
    app.include_router(viewer_router(live))
    app.include_router(library_router(Library(lambda: live.index, live.encoder, live.reload)))
    gr.mount_gradio_app(
        app,
        build_app(live, examples, FeedbackStore.beside(live.where)),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        favicon_path=str(ASSETS / "icon.svg"),
        theme=gr.themes.Base(
            primary_hue="teal",
            neutral_hue="stone",
            font=list(map(gr.themes.Font, FONTS)),
            font_mono=list(map(gr.themes.Font, MONO)),
        ),
        css_paths=STYLES,
        head="".join(f"<script>{script.read_text('utf-8')}</script>" for script in SCRIPTS),
    )
    return app


STYLES = [path for name in ("style", "documents") if (path := ASSETS / f"{name}.css").is_file()]
SCRIPTS = [
    path for name in ("page", "documents", "settings") if (path := ASSETS / f"{name}.js").is_file()
]

# A plain name is never fetched; style.css sets the same list with the generic names unquoted.
FONTS = ("system-ui", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
MONO = ("Noto Sans Mono CJK SC", "Menlo", "Consolas", "monospace")


def serve(
    bot: Bot, host: str = "127.0.0.1", port: int = 7860, *, examples: Sequence[str] = ()
) -> None:
    """Serve the page until interrupted; port 0 takes a free one. Raises ServeError."""
    with listen(host, port) as listener:
        app = create_server(bot, host=host, examples=examples)
        print(f"问渠 {address(listener)}", file=sys.stderr, flush=True)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            print("问渠 stopped", file=sys.stderr)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ServeError where there can be none."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as exc:
        raise ServeError(host, port, f"there is no such host ({exc.strerror})") from exc
    listener = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(128)
    except OSError as exc:
        listener.close()
        raise ServeError(host, port, f"{exc.strerror or exc}".lower()) from exc
    return listener


def address(listener: socket.socket) -> str:
    """The URL to open: where it listens everywhere, this machine's own."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
