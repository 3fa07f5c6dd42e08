"""The intake API: a case is created, its files follow, it is finished, and its state and result read back."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from casefile.errors import UsageError
from casefile.lifecycle import State
from pipeline import drafts, resubmit
from pipeline.intake import Received
from pipeline.runtime import Runtime
from pipeline.store import cases, review
from web.access import Open, Reader, Reviewer, Submitter, own_case
from web.answers import (
    case_object,
    check_match,
    cursor,
    errors,
    moment,
    once,
    place_behind,
    tag,
    told,
    unless_known,
)
from web.models import CaseModel, CasePage, NoticeModel, RoundModel
from web.schema import FORM_BODY, RESULT_ANSWER

router = APIRouter(prefix="/v1", tags=["cases"])

After = Annotated[str | None, Query(max_length=120, description="`next` of the page before.")]
Most = Annotated[int, Query(ge=1, le=100, description="How many at most.")]


async def form_of(request: Request) -> bytes:
    """The body; the guard bounds it."""
    return await request.body()


Form = Annotated[bytes, Depends(form_of)]


@router.post(
    "/cases",
    status_code=201,
    response_model=CaseModel,
    responses={**errors(409, 413), 200: {"model": CaseModel, "description": "It had arrived before."}},
    openapi_extra=FORM_BODY,
)
def create_case(request: Request, runtime: Open, access: Submitter, form: Form) -> Response:
    """Create a case: the body is its case.json; then send each file to the `url` of its upload, and finish.

    The reference `case_id` is unique in your system: the same form again gives the same case (200),
    another form 409.
    """
    return once(
        runtime,
        access,
        request,
        form,
        lambda: _begun(runtime, drafts.begin_case(runtime, access.system, form)),
    )


@router.get("/cases", response_model=CasePage, responses=errors())
def list_cases(
    runtime: Open,
    access: Reader,
    state: State | None = None,
    case_id: Annotated[str | None, Query(max_length=64, description="Your own reference.")] = None,
    after: After = None,
    limit: Most = 50,
) -> dict[str, Any]:
    """List your cases in the order of their arrival, a page at a time."""
    behind = place_behind(after)
    with runtime.database.looking() as connection:
        found = cases.page(connection, limit + 1, behind, access.system, state and state.value, case_id)
        shown = [case_object(connection, one) for one in found[:limit]]
    return {"items": shown, "next": cursor(found[limit - 1]) if len(found) > limit else None}


@router.get(
    "/cases/{id}",
    response_model=CaseModel,
    responses={**errors(404), 304: {"description": "Unchanged since the tag in `If-None-Match`."}},
)
def get_case(request: Request, runtime: Open, access: Reader, id: str) -> Response:
    """A case's state with a sentence for the applicant, its files, and those that could not be used."""
    return unless_known(request, told(runtime, own_case(runtime, access, id)))


@router.put(
    "/cases/{id}",
    response_model=CaseModel,
    responses=errors(404, 409, 412, 413),
    openapi_extra=FORM_BODY,
)
def change_case(request: Request, runtime: Open, access: Submitter, id: str, form: Form) -> Response:
    """Change the form of a draft; send `If-Match` with its tag so that nobody's change is lost."""
    case = own_case(runtime, access, id)
    if "if-match" in request.headers:
        check_match(request, told(runtime, case).headers["ETag"])
    return told(runtime, drafts.change_form(runtime, case, form))


@router.post("/cases/{id}/finish", status_code=202, response_model=CaseModel, responses=errors(404, 409))
def finish_case(request: Request, runtime: Open, access: Submitter, id: str) -> Response:
    """Hand the case in: 202 once every file and row is durable, 422 with the files that are missing."""
    return once(
        runtime,
        access,
        request,
        b"",
        lambda: told(runtime, drafts.finish_case(runtime, own_case(runtime, access, id)), 202),
    )


@router.post("/cases/{id}/withdraw", response_model=CaseModel, responses=errors(404, 409))
def withdraw_case(request: Request, runtime: Open, access: Submitter, id: str) -> Response:
    """Take a draft or a returned case back for its applicant."""
    return once(
        runtime,
        access,
        request,
        b"",
        lambda: told(runtime, drafts.withdraw_case(runtime, own_case(runtime, access, id))),
    )


@router.post(
    "/cases/{id}/resubmit",
    status_code=201,
    response_model=CaseModel,
    responses={**errors(404, 409, 413), 200: {"model": CaseModel, "description": "It had arrived before."}},
    openapi_extra=FORM_BODY,
)
def resubmit_case(request: Request, runtime: Open, access: Submitter, id: str, form: Form) -> Response:
    """Begin to answer a notice: the form has `replaces`, its files follow, then finish as at first.

    The case stays returned until then; slots not named keep what was accepted.
    """

    def work() -> Response:
        case = own_case(runtime, access, id)
        return _begun(runtime, drafts.begin_resubmission(runtime, case, form))

    return once(runtime, access, request, form, work)


@router.post("/cases/{id}/return", response_model=CaseModel, responses=errors(404, 409), tags=["review"])
def return_case(request: Request, runtime: Open, access: Reviewer, id: str) -> Response:
    """Return a flagged case to its applicant, who is told once of everything in the notice."""

    def work() -> Response:
        case = own_case(runtime, access, id)
        return told(runtime, resubmit.send_back(runtime, case.id, f"intake:{access.system}"))

    return once(runtime, access, request, b"", work)


@router.get("/cases/{id}/result", responses={**errors(404), **RESULT_ANSWER})
def get_result(request: Request, runtime: Open, access: Reader, id: str) -> Response:
    """The newest result, unmasked, in the shape of result.json; 404 before there is one."""
    text = _result(runtime, own_case(runtime, access, id).id)
    answer = Response(text, media_type="application/json", headers={"ETag": tag(text)})
    return unless_known(request, answer)


@router.get("/cases/{id}/notice", response_model=NoticeModel, responses=errors(404))
def get_notice(runtime: Open, access: Reader, id: str) -> Any:
    """The one-time correction notice; 404 where nothing is asked for."""
    case = own_case(runtime, access, id)
    result = json.loads(_result(runtime, case.id))
    with runtime.database.looking() as connection:
        notice = review.as_told(connection, case.id, result).get("notice")
    if not notice:
        raise UsageError("个案没有需要补正的内容")
    return notice


@router.get("/cases/{id}/rounds", response_model=list[RoundModel], responses=errors(404))
def get_rounds(runtime: Open, access: Reader, id: str) -> list[dict[str, Any]]:
    """The history of a case: each round with what came of it, the last notice's points ticked off."""
    found = resubmit.history(runtime, own_case(runtime, access, id).id)
    return [{**one.object, "received_at": moment(one.received_at)} for one in found]


def _begun(runtime: Runtime, received: Received) -> Response:
    return told(runtime, received.case, 201 if received.created else 200, location=True)


def _result(runtime: Runtime, id: str) -> str:
    with runtime.database.looking() as connection:
        kept = cases.latest_result(connection, id)
    if kept is None:
        raise UsageError("个案尚无结果，请稍后再查")
    return kept
