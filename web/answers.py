"""How answers are made: cases as the API tells them, tags of their state, and answers given once."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from casefile.lifecycle import PROGRESS, State
from pipeline.deadline import told as deadline_told
from pipeline.drafts import Place, places
from pipeline.runtime import Runtime
from pipeline.store import Connection, answers, cases
from pipeline.store.answers import Answer
from pipeline.store.cases import StoredCase
from pipeline.store.keys import SANDBOX, Access
from web.models import ErrorModel
from web.problems import Refusal

Object = dict[str, Any]

_KEPT_HEADERS = ("content-type", "location", "etag")
_ERRORS: Mapping[int, str] = {
    401: "No key, or one that is unknown, revoked or lapsed.",
    403: "The key lacks the scope.",
    404: "No such case; another system's case is as if it were not there.",
    409: "Not possible in this state, or the same reference or idempotency key with other content.",
    412: "The object has changed since: `If-Match` names another tag.",
    413: "Too large.",
    415: "A file of a kind that is not taken; the message names what it is.",
    422: "Not usable; `problems` has a line for each fault.",
    429: "Too many requests, or too many wrong keys; `Retry-After` tells when.",
    503: "A store does not answer; nothing was half done. Try again after `Retry-After`.",
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route as OpenAPI shows them."""
    return {
        status: {"model": ErrorModel, "description": _ERRORS[status]}
        for status in sorted({401, 403, 422, 429, 503, *statuses})
    }


def case_object(connection: Connection, case: StoredCase) -> Object:
    """A case as the API tells it."""
    return {
        "id": case.id,
        "case_id": case.case_id,
        "system": case.intake.removesuffix(SANDBOX),
        "sandbox": case.sandbox,
        "province": case.province,
        "state": case.state,
        "progress": PROGRESS[State(case.state)],
        "received_at": moment(case.received_at),
        "updated_at": moment(case.updated_at),
        **deadline_told(case.due_at),
        "error": case.error,
        "uploads": [upload_object(case, one) for one in places(connection, case)],
        "refused": _refused(connection, case),
    }


def upload_object(case: StoredCase, place: Place) -> Object:
    """One file of a case as the API tells it."""
    kept = place.upload
    return {
        "slot": place.slot,
        "number": place.number,
        "name": place.name,
        "url": f"/v1/cases/{case.id}/materials/{place.slot}/{place.number}",
        "received": kept is not None,
        "size": kept.size if kept else None,
        "sha256": kept.content if kept else None,
    }


def _refused(connection: Connection, case: StoredCase) -> list[Object]:
    """The files that could not be used, once the machine has looked at them."""
    if case.state in {"draft", "received", "processing"}:
        return []
    kept = cases.latest_result(connection, case.id)
    found = json.loads(kept).get("refused", []) if kept else []
    return [{name: one.get(name) for name in ("slot", "file", "code", "message")} for one in found]


def told(runtime: Runtime, case: StoredCase, status: int = 200, location: bool = False) -> Response:
    """A case as an answer, with the tag of its present state."""
    with runtime.database.looking() as connection:
        shown = case_object(connection, case)
    headers = {"ETag": tag(shown)}
    if location:
        headers["Location"] = f"/v1/cases/{case.id}"
    return JSONResponse(shown, status, headers)


def tag(shown: Any) -> str:
    """The entity tag of an object."""
    text = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def unless_known(request: Request, answer: Response) -> Response:
    """The answer, or 304 where the caller has it already (`If-None-Match`)."""
    etag = answer.headers["ETag"]
    if etag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers={"ETag": etag})
    return answer


def check_match(request: Request, etag: str) -> None:
    """Go on only where the caller has seen the present state, if it says what it has seen (`If-Match`)."""
    given = request.headers.get("if-match")
    if given is not None and etag not in _tags(given) and given.strip() != "*":
        raise Refusal(412)


def _tags(given: str) -> set[str]:
    return {one.strip().removeprefix("W/") for one in given.split(",")}


def once(
    runtime: Runtime, access: Access, request: Request, body: bytes, work: Callable[[], Response]
) -> Response:
    """Do it, or, where the same `Idempotency-Key` came before, answer as then."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return work()
    if not re.fullmatch(r"[\x21-\x7e]{1,200}", key):
        raise Refusal(422, "INVALID", "Idempotency-Key 应为 1 到 200 个可见的 ASCII 字符")
    asked = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()
    with runtime.database.writing() as connection:
        before = answers.reserve(connection, access.system, key, asked)
    if before is not None:
        headers = {**before.headers, "Idempotent-Replayed": "true"}
        return Response(before.body, before.status, headers)
    answer = work()
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    with runtime.database.writing() as connection:
        answers.keep(connection, access.system, key, Answer(answer.status_code, headers, bytes(answer.body)))
    return answer


def cursor(case: StoredCase) -> str:
    """The place behind a case in a list."""
    return base64.urlsafe_b64encode(f"{case.received_at!r} {case.id}".encode()).decode().rstrip("=")


def place_behind(after: str | None) -> tuple[float, str] | None:
    """The place that a cursor tells; raises Refusal."""
    if after is None:
        return None
    try:
        text = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode("ascii")
        at, _, id = text.partition(" ")
        if not re.fullmatch("[0-9a-f]{32}", id) or not re.fullmatch(r"\d{1,12}(\.\d{1,20})?", at):
            raise ValueError
        return float(at), id
    except (ValueError, binascii.Error):
        raise Refusal(422, "INVALID", "after 应为上一页给出的 next") from None


def moment(seconds: float) -> str:
    """UTC, ISO 8601."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="milliseconds")
