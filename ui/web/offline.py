"""Gradio, imported so that it never calls out: take `gr` from here, nowhere else.

Gradio and its hub client read these variables once, while they are being imported; behind a
proxy, requests to this very machine must not go through it.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, cast

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def stay_offline() -> None:
    """No usage reports, no hub look-ups, no proxy on the way to ourselves."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    if os.environ.get("WENQU_DOWNLOAD") != "1":  # the one way to ask for a model from outside
        os.environ["HF_HUB_OFFLINE"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys((*hosts, *_LOOPBACK)))


@contextmanager
def _lean() -> Iterator[None]:
    """Leave out what takes Gradio more than a second to import and is of no use here.

    It writes a type stub beside the source of each component, unless the source cannot be had; and
    it imports the package mcp for a server of its own, unless there is none.
    """
    file_of = inspect.getfile

    def no_source(thing: Any) -> str:
        if type(thing).__name__ == "ComponentMeta":
            raise OSError
        return file_of(thing)

    known = "mcp" in sys.modules
    inspect.getfile = cast(Any, no_source)
    if not known:
        sys.modules["mcp"] = cast(ModuleType, None)  # what Python takes for "there is none"
    try:
        yield
    finally:
        inspect.getfile = file_of
        if not known:
            sys.modules.pop("mcp", None)


stay_offline()
with _lean():
    import gradio as gr

__all__ = ["gr", "stay_offline"]
