"""The JSON API: questions and answers for programs, in the records that `--json` prints."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from index.errors import IndexEmptyError, QuestionError, WenquError
from index.library.entries import listed
from index.store import Index
from qa.records import Turn
from ui.web.live import Live
from ui.web.refusal import refuse, refuse_for
from ui.web.routes.record import document_record
from ui.web.workers import BusyError, GoneError, Workers

ASKING = ("/api/ask", "/api/search")
MOST_TURNS, MOST_NAMES, MOST_K = 50, 1000, 100
_K = "passages to return as `hits`; the answer is the same with any number of them"
_LONG = 100_000  # characters; what a question may have is for `qa` to say

Text = Annotated[str, Field(max_length=_LONG)]
Names = Annotated[list[Text], Field(min_length=1, max_length=MOST_NAMES)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TurnBody(_Body):
    """A turn before, from the answer to it."""

    question: Text = Field(description="as it was asked")
    answer: Text = Field("", description="the answer's `text`")
    understood: Text = Field("", description="the answer's `understood`")
    documents: list[Text] = Field(
        [], max_length=MOST_NAMES, description="`doc_id` of the answer's citations"
    )


class SearchBody(_Body):
    question: Text
    k: int = Field(5, ge=1, le=MOST_K, description="passages to return")
    documents: Names | None = Field(None, description="look only in these `doc_id`s")
    folders: Names | None = Field(None, description="look only in documents below these folders")


class AskBody(SearchBody):
    k: int = Field(8, ge=1, le=MOST_K, description=_K)
    history: list[Text | TurnBody] = Field(
        [], max_length=MOST_TURNS, description="the turns before, oldest first: questions or turns"
    )
    threshold: float | None = Field(
        None, ge=0, le=1, description="least confidence of an answer; null: the server's own"
    )


def api_router(live: Live, workers: Workers) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["questions"])

    @router.post("/ask", summary="Answer a question from the documents")
    async def ask(body: AskBody, request: Request) -> Response:
        """The record that `wenqu ask --json` prints. "Not found" is an answer: `found` is false."""
        bot = live.bot
        documents = chosen_documents(bot.index, body.documents, body.folders)
        answer = await workers.run_for(
            request,
            lambda: bot.ask(
                body.question,
                tuple(map(_turn, body.history)),
                k=body.k,
                documents=documents,
                threshold=body.threshold,
            ),
        )
        return JSONResponse(answer.to_json())

    @router.post("/search", summary="Find the best passages for a question")
    async def search(body: SearchBody, request: Request) -> Response:
        """`hits`: the records that `wenqu search --json` prints, best first."""
        bot = live.bot
        documents = chosen_documents(bot.index, body.documents, body.folders)
        hits = await workers.run_for(
            request, lambda: bot.retriever.search(body.question, body.k, documents)
        )
        return JSONResponse({"question": body.question, "hits": [hit.to_json() for hit in hits]})

    @router.get("/documents", summary="List the documents, and files that could not be read")
    async def documents() -> Response:
        """One record a file, in the order of their paths."""
        entries = listed(live.index)
        return JSONResponse({"documents": [document_record(entry) for entry in entries]})

    @router.get("/health", summary="Say what is served")
    async def health() -> dict[str, Any]:
        index = live.index
        return {
            "status": "ok",
            "documents": len(index.documents),
            "passages": len(index.passages),
            "generation": index.generation,
            "model": index.manifest.model_name,
        }

    return router


def _turn(said: str | TurnBody) -> Turn:
    if isinstance(said, str):
        return Turn(said)
    return Turn(said.question, said.answer, said.understood, tuple(said.documents))


def chosen_documents(
    index: Index, documents: Collection[str] | None, folders: Collection[str] | None
) -> frozenset[str] | None:
    """The doc_ids that are named, one by one and by folder; None where nothing is.

    Raises QuestionError for a name that the index does not hold.
    """
    if documents is None and folders is None:
        return None
    chosen = set(documents or ())
    for doc_id in sorted(chosen - index.document_by_id.keys()):
        raise QuestionError(f"no document {doc_id[:200]!r} here. Next: see GET /api/documents")
    for folder in folders or ():
        inside = PurePosixPath(folder)
        held = {d.doc_id for d in index.documents if inside in PurePosixPath(d.path).parents}
        if not held:
            raise QuestionError(f"no folder {folder[:200]!r} here. Next: see GET /api/documents")
        chosen |= held
    return frozenset(chosen)


def add_errors(app: FastAPI) -> None:
    """Every error of a route is one line of JSON."""

    @app.exception_handler(WenquError)
    async def known(request: Request, error: WenquError) -> Response:
        if isinstance(error, QuestionError):
            return refuse_for(422, error)
        if isinstance(error, IndexEmptyError):
            return refuse_for(409, error)
        if isinstance(error, BusyError):
            answer = refuse_for(503, error)
            answer.headers["Retry-After"] = "1"
            return answer
        return refuse_for(500, error)

    @app.exception_handler(GoneError)
    async def gone(request: Request, error: GoneError) -> Response:
        return Response(status_code=499)  # nobody reads it

    @app.exception_handler(RequestValidationError)
    async def unfit(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
        status = 400 if first["type"] == "json_invalid" else 422
        return refuse(status, f"{where[:200]}: {first['msg']}", "see /api/docs")

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> Response:
        return refuse(error.status_code, str(error.detail), "see /api/docs", error.headers)

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        return refuse(500, "the server failed; its log says how", "try again, or report it")
