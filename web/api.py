"""The intake API: a case with its files in one request or step by step, its state and its result."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from casefile.errors import UsageError
from pipeline.deadline import told
from pipeline.intake import add_file, begin_case, case_or_error, finish_case
from pipeline.resubmit import take_case
from pipeline.store import cases
from pipeline.store.cases import StoredCase
from pipeline.submission import SubmissionUnusable
from web.access import Open, need_key

INTAKE = "^[A-Za-z0-9_-]{1,64}$"
Intake = Annotated[str, Query(pattern=INTAKE, description="Name of the intake system.")]

router = APIRouter(prefix="/v1", dependencies=[Depends(need_key)])


@router.post("/cases", status_code=202)
def post_case(
    runtime: Open,
    case: Annotated[str, Form(description="The text of case.json.")],
    files: Annotated[list[UploadFile], File(description="Each named as in case.json's materials.")],
    intake: Annotated[str, Form(pattern=INTAKE)] = "default",
) -> Response:
    """Take a complete case: 202 when it is durable, 200 when the very same one had arrived before.

    With `replaces` in the form, new pages of a returned case: 409 where it was not returned.
    """
    names = [file.filename or "" for file in files]
    if len(set(names)) < len(names):
        raise SubmissionUnusable(("有同名的文件，请改名后重新提交",))
    contents = {name: file.file.read() for name, file in zip(names, files, strict=True)}
    received = take_case(runtime, intake, case.encode("utf-8", "surrogatepass"), contents)
    return JSONResponse(
        case_object(received.case),
        202 if received.created else 200,
        {"Location": f"/v1/cases/{received.case.id}"},
    )


@router.post("/drafts", status_code=201)
async def post_draft(request: Request, runtime: Open, intake: Intake = "default") -> Response:
    """Begin a case whose files follow: the body is its case.json."""
    received = await run_in_threadpool(begin_case, runtime, intake, await request.body())
    place = f"/v1/drafts/{received.case.id}"
    return JSONResponse(case_object(received.case), 201 if received.created else 200, {"Location": place})


@router.put("/drafts/{id}/files/{name:path}", status_code=204)
async def put_file(request: Request, runtime: Open, id: str, name: str) -> None:
    """Send one file of a draft, named as in case.json's materials; sending it again replaces it."""
    await run_in_threadpool(add_file, runtime, id, name, await request.body())


@router.post("/drafts/{id}/finish", status_code=202)
def post_finish(runtime: Open, id: str) -> dict[str, Any]:
    """Hand the draft in: 202 when the complete case is durable, 422 with the files that are missing."""
    return case_object(finish_case(runtime, id))


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
    """A case as the API tells it; times in UTC, the deadline in China's."""
    return {
        "id": case.id,
        "case_id": case.case_id,
        "intake": case.intake,
        "province": case.province,
        "state": case.state,
        "received_at": _moment(case.received_at),
        "updated_at": _moment(case.updated_at),
        **told(case.due_at),
        "error": case.error,
    }


def _moment(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="milliseconds")
