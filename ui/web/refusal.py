"""How a request is refused: one line of JSON, what is wrong and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse

from index.errors import IndexEmptyError, WenquError


def refuse(
    status: int, error: str, next_step: str = "", headers: Mapping[str, str] | None = None
) -> JSONResponse:
    return JSONResponse(
        {"error": _line(error), "next": _line(next_step)}, status, dict(headers or {})
    )


def refuse_for(status: int, error: WenquError) -> JSONResponse:
    """The message of an error of ours ends with its next step."""
    said, _, next_step = told(error).partition(" Next: ")
    return refuse(status, said, next_step)


def told(error: WenquError) -> str:
    """What a visitor is told of an error: nothing of this machine's folders where it is common."""
    if isinstance(error, IndexEmptyError):
        return "there are no documents to answer from. Next: add some by POST /api/documents"
    return str(error)


def _line(text: str) -> str:
    return " ".join(text.split())
