"""MCP at /mcp: the tools `ask` and `search` for other people's models, by the `mcp` extra.

Gradio has an MCP server too; its functions answer without a login, so it stays off.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from importlib.metadata import version
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import ClientDisconnect, Request
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import WenquError
from ui.web.live import Live
from ui.web.refusal import told
from ui.web.routes.api import MOST_K, chosen_documents
from ui.web.workers import Workers, left

_SAYS = (
    "Questions to a folder of documents. Answers are the documents' own words, each with the place "
    "where they stand; `found` is false where the documents do not say."
)
_Question = Annotated[str, Field(description="in Chinese or English; one thing at a time")]
_K = Annotated[int, Field(ge=1, le=MOST_K, description="passages to return as hits")]
_Documents = Annotated[
    list[str] | None, Field(description="look only in these doc_ids; null for all")
]


class McpMissingError(WenquError):
    """MCP is wanted, and the package that speaks it is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "MCP needs the package mcp, version 2, which is not installed. "
            "Next: pip install 'wenqu[mcp]', or leave --mcp out"
        )


class Tools:
    """The MCP server as routes and a context to keep open while they are served.

    Each request stands alone: no session, one JSON answer.
    """

    def __init__(self, live: Live, workers: Workers) -> None:
        try:
            from mcp.server.mcpserver import MCPServer
            from mcp.server.mcpserver.exceptions import ToolError
            from mcp.server.transport_security import TransportSecuritySettings
            from mcp.types import ToolAnnotations
        except ImportError as exc:
            raise McpMissingError from exc
        server = MCPServer("wenqu", instructions=_SAYS, version=version("wenqu"), log_level="ERROR")
        reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)

        @server.tool(annotations=reads, structured_output=True)
        async def ask(
            question: _Question, k: _K = 8, documents: _Documents = None
        ) -> dict[str, Any]:
            """Answer a question from the documents, with citations."""
            bot = live.bot
            try:
                chosen = chosen_documents(bot.index, documents, None)
                answer = await workers.run(lambda: bot.ask(question, k=k, documents=chosen))
            except WenquError as error:
                raise ToolError(told(error)) from error
            return answer.to_json()

        @server.tool(annotations=reads, structured_output=True)
        async def search(
            question: _Question, k: _K = 5, documents: _Documents = None
        ) -> dict[str, Any]:
            """Find the best passages for a question."""
            bot = live.bot
            try:
                chosen = chosen_documents(bot.index, documents, None)
                hits = await workers.run(lambda: bot.retriever.search(question, k, chosen))
            except WenquError as error:
                raise ToolError(told(error)) from error
            return {"question": question, "hits": [hit.to_json() for hit in hits]}

        # The Guard checks host, origin and size for every route.
        self._app = server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )

    @property
    def route(self) -> Route:
        return Route("/mcp", endpoint=_WhileThere(self._app))

    def running(self) -> AbstractAsyncContextManager[Any]:
        return self._app.router.lifespan_context(self._app)


class _WhileThere:
    """ASGI middleware: ends a POST whose client has gone away, which MCP's own does not notice."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        gone = asyncio.Event()
        given = False

        async def whole() -> Message:
            nonlocal given
            if not given:
                given = True
                return {"type": "http.request", "body": body, "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        working = asyncio.ensure_future(self.app(scope, whole, send))
        leaving = asyncio.ensure_future(left(receive))
        leaving.add_done_callback(lambda _: gone.set())
        try:
            await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        finally:
            for task in (working, leaving):
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task
