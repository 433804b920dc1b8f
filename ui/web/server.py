"""create_server(live): the page, the JSON API and MCP under FastAPI; serve(live): run it."""

from __future__ import annotations

import socket
import sys
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import APIRouter, FastAPI
from starlette.responses import Response

from index.errors import WenquError
from index.library import Library
from qa import Bot
from ui.feedback import FeedbackStore
from ui.web.door import UPLOADS, Access, Gate, Guard, RateLimit, is_loopback
from ui.web.live import Live
from ui.web.offline import gr
from ui.web.page import build_app
from ui.web.refusal import refuse
from ui.web.routes import (
    ASKING,
    OPENAPI,
    Tools,
    add_docs,
    add_errors,
    api_router,
    library_router,
    viewer_router,
)
from ui.web.watcher import Watcher
from ui.web.workers import Workers

ASSETS = Path(__file__).parent / "assets"


class ServeError(WenquError):
    """The page cannot be served at this address."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"the page cannot be served at {host}:{port}: {reason}. "
            f"Next: choose another port, as in `wenqu serve --port {port + 1 if port else 7861}`"
        )
        self.host = host
        self.port = port


CHANGING = (*UPLOADS, "/api/rebuild")
ASKS = (*ASKING, "/mcp", "/gradio_api/queue/join", "/gradio_api/run/")  # each costs an answer


def create_server(
    live: Live | Bot,
    *,
    host: str = "127.0.0.1",
    names: Collection[str] = (),
    access: Access | None = None,
    per_minute: float = 0,
    routers: Sequence[APIRouter] = (),
    mcp: bool = False,
) -> FastAPI:
    """The page at "/", the JSON API below "/api", MCP at "/mcp" if it is wanted.

    `host`: where it listens; localhost is always served too. `names`: what else visitors call it.
    `access`: who may come in; by default anybody, to change documents on this machine alone.
    `per_minute`: questions that one client may ask; 0 for any number. `routers`: more routes,
    behind the same doors.
    Raises McpMissingError where MCP is wanted and not installed.
    """
    if isinstance(live, Bot):
        live = Live(live)
    workers = Workers()
    watcher = Watcher(live)
    tools = Tools(live, workers) if mcp else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if tools:
                await stack.enter_async_context(tools.running())
            watcher.start()
            try:
                yield
            finally:
                watcher.stop()
                workers.shut()

    app = FastAPI(
        title="wenqu", docs_url=None, redoc_url=None, openapi_url=OPENAPI, lifespan=lifespan
    )
    app.state.workers = workers
    add_errors(app)
    add_docs(app)
    library = Library(lambda: live.index, live.encoder, live.reload)
    ours = (api_router(live, workers), library_router(library), viewer_router(live))
    for router in (*ours, *routers):
        app.include_router(router)
    if tools:
        app.router.routes.append(tools.route)

    @app.api_route("/api/{path:path}", methods=_METHODS, include_in_schema=False)
    async def nothing(path: str) -> Response:
        return refuse(404, f"there is no /api/{path[:100]} with this method", "see /api/docs")

    if access is None:
        access = Access(anybody_may_change=is_loopback(host) and not names)
    # The last is the outermost.
    app.add_middleware(RateLimit, per_minute=per_minute, asking=ASKS)
    app.add_middleware(Gate, access=access, changing=CHANGING)
    app.add_middleware(Guard, host=host, names=names)
    _mount_page(app, live)
    return app


_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def _mount_page(app: FastAPI, live: Live) -> None:
    gr.mount_gradio_app(
        app,
        build_app(live, FeedbackStore.beside(live.where)),
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


STYLES = [ASSETS / f"{name}.css" for name in ("style", "viewer", "documents")]
SCRIPTS = [ASSETS / f"{name}.js" for name in ("page", "documents", "settings")]

# A plain name is never fetched; style.css sets the same list with the generic names unquoted.
FONTS = ("system-ui", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
MONO = ("Noto Sans Mono CJK SC", "Menlo", "Consolas", "monospace")


def serve(
    live: Live,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    names: Collection[str] = (),
    access: Access | None = None,
    per_minute: float = 0,
    mcp: bool = False,
) -> None:
    """Serve until interrupted; port 0 takes a free one. Raises ServeError.

    `names`: a proxy on this machine passes requests for them on; what it says of its visitors'
    address and scheme is believed then.
    """
    with listen(host, port) as listener:
        app = create_server(
            live,
            host=host,
            names=names,
            access=access,
            per_minute=per_minute,
            mcp=mcp,
        )
        print(f"问渠 {address(listener)}", file=sys.stderr, flush=True)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(names),
            timeout_graceful_shutdown=5,
        )
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
