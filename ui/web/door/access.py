"""Who a request comes from, and what that visitor may do."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

from starlette.types import Scope

from ui.web.door.passwords import Users

_KEY = "wenqu.visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """`name` is empty where nobody logs in; `may_change`: upload, delete, rebuild."""

    name: str
    may_change: bool


NOBODY = Visitor("", may_change=False)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may come in: `users`, or where that is None anybody, to change documents or not."""

    users: Users | None = None
    anybody_may_change: bool = False


def admit(scope: Scope, visitor: Visitor) -> None:
    """Write into the scope of a request whom it comes from; `visitor_of` reads it again."""
    scope[_KEY] = visitor


def visitor_of(request: Any) -> Visitor:
    """The visitor of a request, Starlette's or Gradio's. Who was never admitted may change nothing.

    Gradio's request holds the one that it was made from.
    """
    return visitor_of_scope(getattr(getattr(request, "request", request), "scope", None))


def visitor_of_scope(scope: object) -> Visitor:
    found = scope.get(_KEY) if isinstance(scope, dict) else None
    return found if isinstance(found, Visitor) else NOBODY


def client_of(scope: Scope) -> str:
    """The address that a request comes from; of IPv6 the network, since its holder has it all."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)
