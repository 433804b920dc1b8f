"""Routes of the viewer, beside the page: a document's text, its pages, the file itself.

A document is named by its doc_id and must be in the index; no path comes from the client.
"""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import FileResponse, HTMLResponse, Response

from index.errors import ReadCode, ReadError
from index.library.originals import original
from index.records import Document
from ui.web.live import Live
from ui.web.page import viewer
from ui.web.page.cards import Place
from ui.web.routes.pictures import Busy, Pictures
from ui.web.words import texts_for

# What a browser must not take for a page of ours, whatever it is named.
_PLAIN = {".html": "text/plain", ".htm": "text/plain", ".md": "text/markdown"}
_KEEP = {"Cache-Control": "private, max-age=600"}
_NO_KEEP = {"Cache-Control": "no-store"}


def _place(
    id: str,
    at: Annotated[list[str], Query(default_factory=list)],
    hit: str = "",
    check: str = "",
) -> Place:
    return Place.read(id, at, hit, check)


Asked = Annotated[Place, Depends(_place)]


def viewer_router(live: Live) -> APIRouter:
    """Everything under /view."""
    router = APIRouter(prefix="/view", include_in_schema=False)
    pictures = Pictures()

    def known(doc_id: str) -> Document:
        document = live.index.document_by_id.get(doc_id)
        if document is None:
            raise HTTPException(404, "this document is not in the index")
        return document

    @router.get("/document")
    def document(place: Asked, lang: str = "") -> HTMLResponse:
        html = viewer.view(known(place.doc_id), place, texts_for(lang))
        return HTMLResponse(html, headers=_NO_KEEP)

    @router.get("/text")
    def text(
        place: Asked, lang: str = "", before: int | None = None, after: int = 0
    ) -> HTMLResponse:
        """More of it, up to the offset `before` or from the offset `after`."""
        held = known(place.doc_id)
        place = place.within(held)
        if before is not None:
            html = viewer.before(held, place, before, texts_for(lang))
        else:
            html = viewer.after(held, place, after, texts_for(lang))
        return HTMLResponse(html, headers=_NO_KEEP)

    @router.get("/page")
    async def page(place: Asked, page: int) -> Response:
        index = live.index
        held = known(place.doc_id)
        if held.format != "pdf" or not 1 <= page <= 20_000:
            raise HTTPException(404, "there is no such page")
        quotes = quotes_on(held, place.within(held), page)
        try:
            file = original(index, held)
            png = await pictures.page(held.path, file, page, quotes)
        except Busy as error:
            raise HTTPException(503, "too many pages are being drawn") from error
        except ReadError as error:
            raise HTTPException(_status(error), error.reason) from error
        return Response(png, media_type="image/png", headers=_KEEP)

    @router.get("/original")
    def file(id: str) -> FileResponse:
        index = live.index
        held = known(id)
        try:
            found = original(index, held)
        except ReadError as error:
            raise HTTPException(_status(error), error.reason) from error
        name = PurePosixPath(held.path).name
        return FileResponse(
            found,
            media_type=media_type(name),
            filename=name,
            content_disposition_type="attachment",
            headers={**_NO_KEEP, "X-Content-Type-Options": "nosniff"},
        )

    return router


def media_type(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    kind = _PLAIN.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind == "text/markdown" else kind


def quotes_on(document: Document, place: Place, page: int) -> tuple[str, ...]:
    """What is cited, as far as it stands on that page."""
    starts = [start.start for start in document.page_starts] + [len(document.text)]
    quotes = []
    for number, start in enumerate(document.page_starts):
        if start.page != page:
            continue
        for s, e in place.spans:
            quote = document.text[max(s, start.start) : min(e, starts[number + 1])]
            if quote.strip():
                quotes.append(quote[:4000])
    return tuple(quotes)


def _status(error: ReadError) -> int:
    return 404 if error.code in (ReadCode.OUTSIDE, ReadCode.UNREADABLE) else 422
