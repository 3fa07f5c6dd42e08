"""The documentation of the API as a page of our own: no script, nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Every operation with its parameters, an example, and its answers."""
    schema = request.app.openapi()
    template = _templates().get_template("docs.html")
    return HTMLResponse(template.render(about=schema["info"], groups=list(_groups(schema))))


@cache
def _templates() -> Environment:
    folder = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=folder, autoescape=select_autoescape(), undefined=StrictUndefined)


def _groups(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    operations = [
        _operation(schema, method, path, given)
        for path, methods in schema["paths"].items()
        for method, given in methods.items()
    ]
    for tag in schema["tags"]:
        yield {**tag, "operations": [one for one in operations if tag["name"] in one["tags"]]}


def _operation(schema: Mapping[str, Any], method: str, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
    first, _, rest = given.get("description", "").partition("\n\n")
    return {
        "id": given["operationId"],
        "method": method.upper(),
        "path": path,
        "tags": given.get("tags", []),
        "first": first,
        "rest": rest,
        "parameters": [one for one in given.get("parameters", []) if one["in"] != "path"],
        "body": _example(schema, given.get("requestBody", {})),
        "answers": [
            {"status": status, "description": answer["description"], "example": _example(schema, answer)}
            for status, answer in given["responses"].items()
        ],
    }


def _example(schema: Mapping[str, Any], holder: Mapping[str, Any]) -> str:
    """The example of a body or answer as text; "" where there is none."""
    for content in holder.get("content", {}).values():
        if "example" in content:
            return json.dumps(content["example"], ensure_ascii=False, indent=2)
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        found = schema["components"]["schemas"].get(name, {}).get("example")
        if found is not None and name != "ErrorModel":
            return json.dumps(found, ensure_ascii=False, indent=2)
    return ""
