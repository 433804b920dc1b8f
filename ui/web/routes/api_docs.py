"""The JSON API described: /api/openapi.json, and the same as a page without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import FileResponse, HTMLResponse, Response

from ui.web.door import NO_SCRIPT

OPENAPI = "/api/openapi.json"
_STYLE = Path(__file__).parents[1] / "assets" / "docs.css"
_EXAMPLE = """curl http://127.0.0.1:7860/api/ask \\
  -H 'Content-Type: application/json' \\
  -d '{"question": "山阴党支部建设了多少千兆小区"}'"""


def add_docs(app: FastAPI) -> None:
    @app.get("/api/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(
            docs_page(app.openapi()), headers={"Content-Security-Policy": NO_SCRIPT}
        )

    @app.get("/api/docs.css", include_in_schema=False)
    async def style() -> Response:
        return FileResponse(_STYLE)


def docs_page(schema: dict[str, Any]) -> str:
    parts = "".join(
        _operation(schema, method, path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>wenqu · JSON API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<main>
<h1>wenqu: JSON API</h1>
<p>Requests and answers are JSON in UTF-8. An error is <code>{{"error": …, "next": …}}</code>:
400 and 422 for a request that cannot be answered, 401 without a login (HTTP Basic is one), 429 for
too many requests, 503 where too many wait. The same for programs:
<a href="{OPENAPI}">{OPENAPI}</a></p>
<pre>{escape(_EXAMPLE)}</pre>
{parts}</main>
</body>
</html>
"""


def _operation(schema: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> str:
    said = operation.get("description", "")
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(kind)}</td>"
        f"<td>{escape(default)}</td><td>{_prose(text)}</td></tr>"
        for name, kind, default, text in _fields(schema, operation)
    )
    table = (
        "<table><thead><tr><th>field</th><th>type</th><th>default</th><th>is</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        if rows
        else ""
    )
    return (
        f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>"
        f"<p>{escape(operation.get('summary', ''))}. {_prose(said)}</p>{table}</section>\n"
    )


def _fields(
    schema: dict[str, Any], operation: dict[str, Any]
) -> Iterator[tuple[str, str, str, str]]:
    """(name, type, default, description) of an operation's parameters and its body's fields."""
    for parameter in operation.get("parameters", ()):
        field = parameter.get("schema", {})
        default = "required" if parameter.get("required") else _json(field)
        yield parameter["name"], _kind(schema, field), default, parameter.get("description", "")
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = _resolved(schema, content["schema"])
        for name, field in body.get("properties", {}).items():
            default = "required" if name in body.get("required", ()) else _json(field)
            yield name, _kind(schema, field), default, field.get("description", "")


def _prose(text: str) -> str:
    """Text whose `code` is set as such."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _json(field: dict[str, Any]) -> str:
    default = field.get("default")
    return "null" if default is None else str(default)


def _kind(schema: dict[str, Any], field: dict[str, Any]) -> str:
    choices = field.get("anyOf")
    if choices:
        return " or ".join(_kind(schema, choice) for choice in choices)
    if "$ref" in field:
        named = _resolved(schema, field)
        if named.get("properties"):
            return "{" + ", ".join(named["properties"]) + "}"
        field = named
    kind = str(field.get("type", "any"))
    if kind == "array":
        return f"list of {_kind(schema, field.get('items', {}))}"
    least, most = field.get("minimum"), field.get("maximum")
    return f"{kind} {least:g}..{most:g}" if least is not None and most is not None else kind


def _resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"][name] if name else part
    return found
