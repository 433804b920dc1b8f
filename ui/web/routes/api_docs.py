"""The JSON API described: /api/openapi.json, and the same as a page without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import FileResponse, HTMLResponse, Response

from ui.web.door import NO_SCRIPT
from ui.web.markup import Html, render

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


def docs_page(schema: dict[str, Any]) -> Html:
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "said": operation.get("description", ""),
            "fields": list(_fields(schema, operation)),
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render("api_docs", openapi=OPENAPI, example=_EXAMPLE, operations=operations)


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
