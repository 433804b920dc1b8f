"""Who a request comes from, and what that visitor may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.types import Scope

_KEY = "wenqu.visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """`name` is empty where nobody logs in; `may_change`: upload, delete, rebuild."""

    name: str
    may_change: bool


NOBODY = Visitor("", may_change=False)


def admit(scope: Scope, visitor: Visitor) -> None:
    """Write into the scope of a request whom it comes from; `visitor_of` reads it again."""
    scope[_KEY] = visitor


def visitor_of(request: Any) -> Visitor:
    """The visitor of a request, Starlette's or Gradio's. Who was never admitted may change nothing.

    Gradio's request holds the one that it was made from.
    """
    scope = getattr(getattr(request, "request", request), "scope", None)
    found = scope.get(_KEY) if isinstance(scope, dict) else None
    return found if isinstance(found, Visitor) else NOBODY
