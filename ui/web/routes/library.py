"""Routes that change the corpus, and the pieces of the documents tab.

A file comes as the body of one request, so that it is counted while it streams to disk and
nothing of it is kept in memory. Who may change nothing gets 403, whatever the page shows.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from index.errors import LibraryCode, LibraryError, ReadCode, ReadError
from index.library import MAX_FILE_BYTES, Job, JobState, Library
from ui.web.door import visitor_of
from ui.web.page.documents import documents_figures, documents_list, reason_of
from ui.web.routes.record import document_record
from ui.web.safe import plain
from ui.web.words import DocumentsTexts, texts_for

MAX_UPLOADS = 4  # received or read at once; each may take a process with 2 GB
STATUS = {
    LibraryCode.BAD_NAME: 400,
    LibraryCode.UNKNOWN: 404,
    LibraryCode.EXISTS: 409,
    LibraryCode.OUTSIDE: 409,
    LibraryCode.TOO_MANY: 429,
    LibraryCode.UNWRITABLE: 507,
    ReadCode.TOO_LARGE: 413,
    ReadCode.ZIP_BOMB: 413,
    ReadCode.WRONG_TYPE: 415,
    ReadCode.UNSUPPORTED: 415,
}
OTHER_STATUS = 422  # the content cannot be read


def library_router(library: Library) -> APIRouter:
    """POST and DELETE /api/documents, POST and GET /api/rebuild, GET /library."""
    router = APIRouter(tags=["documents"])
    uploading = asyncio.Semaphore(MAX_UPLOADS)

    @router.post("/api/documents", status_code=201, openapi_extra=_BODY)
    async def upload(
        request: Request, name: str, replace: bool = False, lang: str = "en"
    ) -> Response:
        """Add one file, given as the body. It is read before it enters the corpus, and searched
        when GET /api/rebuild says that nothing runs any more. `document`: its record, as in GET
        /api/documents."""
        texts = texts_for(lang).documents
        if not visitor_of(request).may_change:
            return _forbidden(texts)
        if uploading.locked():
            busy = LibraryError(
                name, LibraryCode.TOO_MANY, f"{MAX_UPLOADS} files are being received"
            )
            return refusal(busy, texts)
        async with uploading:
            try:
                aside = await run_in_threadpool(library.aside)
                try:
                    await _receive(request, name, aside)
                    entry = await run_in_threadpool(library.admit, name, aside, replace=replace)
                finally:
                    aside.unlink(missing_ok=True)
            except (ReadError, LibraryError) as error:
                return refusal(error, texts)
            except ClientDisconnect:  # nobody is there to be told
                return Response(status_code=499)
        return JSONResponse({"document": document_record(entry)}, 201)

    @router.delete("/api/documents/{doc_id:path}", status_code=202)
    def remove(request: Request, doc_id: str, lang: str = "en") -> Response:
        """Move a document to the trash folder of the corpus; the index forgets it soon."""
        texts = texts_for(lang).documents
        if not visitor_of(request).may_change:
            return _forbidden(texts)
        try:
            where = library.remove(doc_id)
        except LibraryError as error:
            return refusal(error, texts)
        kept = where.relative_to(library.corpus).as_posix()
        return JSONResponse({"doc_id": doc_id, "kept": kept}, 202)

    @router.post("/api/rebuild", status_code=202)
    def rebuild(request: Request, lang: str = "en") -> Response:
        """Have the index say what the folder holds now."""
        texts = texts_for(lang).documents
        if not visitor_of(request).may_change:
            return _forbidden(texts)
        return JSONResponse(job_json(library.rebuild(), texts), 202)

    @router.get("/api/rebuild")
    def progress(lang: str = "en") -> dict[str, Any]:
        """How far the index is."""
        return job_json(library.job, texts_for(lang).documents)

    @router.get("/library", include_in_schema=False)
    def parts(
        request: Request, search: str = "", lang: str = "zh-Hans", figures: bool = False
    ) -> dict[str, Any]:
        """What the tab shows, as HTML for it to put in place."""
        texts = texts_for(lang).documents
        entries = library.entries()
        may_change = visitor_of(request).may_change
        return {
            "may_change": may_change,
            "list": documents_list(entries, search, texts, may_change=may_change),
            "figures": documents_figures(entries, texts) if figures else None,
        }

    return router


async def _receive(request: Request, name: str, aside: Path) -> None:
    """The body to a file, counted as it comes. Raises ReadError TOO_LARGE, LibraryError."""
    size = 0
    try:
        with aside.open("wb") as handle:
            async for chunk in request.stream():
                size += len(chunk)
                if size > MAX_FILE_BYTES:
                    reason = f"is larger than {MAX_FILE_BYTES >> 20} MB"
                    raise ReadError(name[:80], ReadCode.TOO_LARGE, reason)
                handle.write(chunk)
    except OSError as exc:
        reason = f"cannot be written: {exc.strerror or exc}"
        raise LibraryError(name[:80], LibraryCode.UNWRITABLE, reason) from exc


def refusal(error: ReadError | LibraryError, texts: DocumentsTexts) -> JSONResponse:
    """`message` for the visitor, `error` and `code` for programs; none with unseen characters."""
    status = STATUS.get(error.code, OTHER_STATUS)
    said, _, next_step = " ".join(plain(str(error)).split()).partition(" Next: ")
    message = reason_of(error.code, texts)
    return JSONResponse(
        {
            "error": said,
            "next": next_step,
            "code": error.code,
            "name": plain(error.path),
            "message": message,
            "detail": plain(error.reason),
        },
        status,
    )


def job_json(job: Job, texts: DocumentsTexts) -> dict[str, Any]:
    message = ""
    if job.state is JobState.RUNNING:
        message = texts.job_running.format(texts.stages[job.stage])
    elif job.state is JobState.DONE:
        message = texts.job_done
    elif job.state is JobState.FAILED:
        message = texts.job_failed.format(plain(job.error or ""))
    return {**asdict(job), "detail": plain(job.detail), "message": message}


def _forbidden(texts: DocumentsTexts) -> JSONResponse:
    said = {"error": "you may not change the documents", "next": "ask who runs this server"}
    return JSONResponse({**said, "code": "forbidden", "message": texts.not_allowed}, 403)


_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
