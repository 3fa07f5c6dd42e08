"""The intake API: a case with its files in one request, then its state and its result."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import JSONResponse, Response

from casefile.errors import UsageError
from pipeline.intake import case_or_error, receive_case
from pipeline.store import cases
from pipeline.store.cases import StoredCase
from pipeline.submission import SubmissionUnusable
from web.access import Open, need_key

router = APIRouter(prefix="/v1", dependencies=[Depends(need_key)])


@router.post("/cases", status_code=202)
def post_case(
    runtime: Open,
    case: Annotated[str, Form(description="The text of case.json.")],
    files: Annotated[list[UploadFile], File(description="Each named as in case.json's materials.")],
    intake: Annotated[str, Form(pattern="^[A-Za-z0-9_-]{1,64}$")] = "default",
) -> Response:
    """Take a complete case: 202 when it is durable, 200 when the very same one had arrived before."""
    names = [file.filename or "" for file in files]
    if len(set(names)) < len(names):
        raise SubmissionUnusable(("有同名的文件，请改名后重新提交",))
    contents = {name: file.file.read() for name, file in zip(names, files, strict=True)}
    received = receive_case(runtime, intake, case.encode("utf-8", "surrogatepass"), contents)
    return JSONResponse(
        case_object(received.case),
        202 if received.created else 200,
        {"Location": f"/v1/cases/{received.case.id}"},
    )


@router.get("/cases/{id}")
def get_case(runtime: Open, id: str) -> dict[str, Any]:
    """A case's state."""
    return case_object(case_or_error(runtime, id))


@router.get("/cases/{id}/result")
def get_result(runtime: Open, id: str) -> Any:
    """The newest result, unmasked; 404 before there is one."""
    case_or_error(runtime, id)
    with runtime.database.looking() as connection:
        result = cases.latest_result(connection, id)
    if result is None:
        raise UsageError("个案尚无结果，请稍后再查")
    return json.loads(result)


def case_object(case: StoredCase) -> dict[str, Any]:
    """A case as the API tells it; times in UTC."""
    return {
        "id": case.id,
        "case_id": case.case_id,
        "intake": case.intake,
        "province": case.province,
        "state": case.state,
        "received_at": _moment(case.received_at),
        "updated_at": _moment(case.updated_at),
        "error": case.error,
    }


def _moment(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="milliseconds")
