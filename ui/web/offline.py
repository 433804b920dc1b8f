"""Gradio, imported so that it never calls out: take `gr` from here, nowhere else.

Gradio and its hub client read these variables once, while they are being imported; behind a
proxy, requests to this very machine must not go through it.
"""

from __future__ import annotations

import os

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def stay_offline() -> None:
    """No usage reports, no hub look-ups, no proxy on the way to ourselves."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    if os.environ.get("WENQU_DOWNLOAD") != "1":  # the one way to ask for a model from outside
        os.environ["HF_HUB_OFFLINE"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys((*hosts, *_LOOPBACK)))


stay_offline()

import gradio as gr  # noqa: E402

__all__ = ["gr", "stay_offline"]
