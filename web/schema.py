"""What OpenAPI shows beyond the routes' own types: the contract's forms, with examples."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from web.models import ErrorModel

_ABOUT = """交“出生一件事”材料的接口。先建个案（`POST /v1/cases`，内容即 case.json），
再按返回的 `uploads` 逐个上传文件，最后 `finish`；之后用 `GET /v1/cases/{id}` 查进度，或登记 webhook。

- **密钥**：`Authorization: Bearer bc_…`，由运维用 `birthcase keys add` 发放；
  沙箱密钥的个案不会到审核人员手里。
- **重发**：同一 `case_id` 的同一表单、同一位置的同一文件可以放心重发；
  POST 可带 `Idempotency-Key`，一天内重发得到同样的答复。
- **版本**：答复带 `ETag`，可用 `If-None-Match` 轮询、`If-Match` 防止覆盖。
- **错误**：一律 `{"error": {"code", "message", "problems"}}`，`code` 不变，`message` 可直接给申请人看。
- **限流**：超出时答 429 和 `Retry-After`。
"""

EXAMPLE: dict[str, Any] = {
    "case_id": "GX-2026-000123",
    "province": "guangxi",
    "submitted_at": "2026-11-20T09:30:00+08:00",
    "applicant": "mother",
    "mother": {"name": "黄梓萱", "id_number": "450303199203072467"},
    "father": {"name": "韦国强", "id_number": "450303199001011234"},
    "newborn": {
        "name": "韦一诺",
        "sex": "女",
        "birth_date": "2026-11-05",
        "institution": "桂林市妇幼保健院",
        "settle_with": "mother",
    },
    "materials": [{"slot": "mother_id_card", "files": ["front.jpg", "back.jpg"]}],
}

FORM_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Submission"},
                "example": EXAMPLE,
            }
        },
    }
}
FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself; its kind is told by its content.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
RESULT_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The result.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Result"}}},
    },
    304: {"description": "Unchanged since the tag in `If-None-Match`."},
}


def describe(app: FastAPI) -> None:
    """Have the application tell OpenAPI 3.1 with the contract's schemas in it."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(
                title=app.title, version=app.version, description=_ABOUT, routes=app.routes, tags=_TAGS
            )
            schemas = found["components"]["schemas"]
            schemas |= _contract("case.schema.json", "Submission") | _contract("result.schema.json", "Result")
            schemas |= {
                "ErrorModel": ErrorModel.model_json_schema(ref_template="#/components/schemas/{model}")
            }
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


_TAGS = [
    {"name": "cases", "description": "Hand in, ask, answer a notice, withdraw."},
    {"name": "files", "description": "Send a file, try a photo."},
    {"name": "events", "description": "Be told: by webhook, or by asking."},
    {"name": "handover", "description": "For the approving system: accepted cases."},
    {"name": "review", "description": "Return a case for correction."},
]


def _contract(file: str, name: str) -> dict[str, Any]:
    """A schema of the contract as a component, its own parts beside it."""
    text = files("pipeline").joinpath(file).read_text(encoding="utf-8")
    schema = json.loads(text.replace("#/$defs/", f"#/components/schemas/{name}_"))
    parts = {f"{name}_{part}": inner for part, inner in schema.pop("$defs", {}).items()}
    schema.pop("$schema", None)
    return {name: schema, **parts}
