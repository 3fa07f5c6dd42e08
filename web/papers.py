"""The notice and the slip of a case, for intake systems and the console."""

from __future__ import annotations

import datetime as dt
import json

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from casefile.errors import UsageError
from pipeline import resubmit
from pipeline.intake import case_or_error
from pipeline.papers.notice import notice_html
from pipeline.papers.sheet import pdf
from pipeline.papers.slip import slip_html
from pipeline.queue import fetch_of
from pipeline.runtime import Runtime
from pipeline.store import audit, cases, review
from pipeline.submission import submission_of
from validators.dossier import SHANGHAI
from web.access import Open, Reader, own_case
from web.answers import errors
from web.people import Reviewing

SEALED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""A paper carries its own style and pictures, and nothing else."""

DECISIONS = {"finish", "accept", "approve", "return"}
"""Acts after which a paper is dated: printed again, it bears the same day."""

router = APIRouter(prefix="/v1", tags=["cases"])
console = APIRouter(include_in_schema=False)


@router.get(
    "/cases/{id}/{paper}.{form}",
    response_class=Response,
    responses={**errors(404), 200: {"content": {"text/html": {}, "application/pdf": {}}}},
)
def get_paper(runtime: Open, access: Reader, id: str, paper: str, form: str) -> Response:
    """The `notice` or the `slip` of a case as `html` or `pdf`; 404 where the case has none."""
    return _paper(runtime, own_case(runtime, access, id).id, paper, form)


@console.get("/cases/{id}/{paper}.{form}")
def show_paper(runtime: Open, person: Reviewing, id: str, paper: str, form: str) -> Response:
    """The same for the console; it shows names and pictures, so that looking is an act."""
    answer = _paper(runtime, id, paper, form)
    with runtime.database.writing() as connection:
        audit.record(connection, person.name, "view", id, paper=paper)
    return answer


def _paper(runtime: Runtime, id: str, paper: str, form: str) -> Response:
    if paper not in {"notice", "slip"} or form not in {"html", "pdf"}:
        raise UsageError("没有这种文书，请用 notice 或 slip，html 或 pdf")
    page = _page(runtime, id, paper)
    headers = {"Content-Security-Policy": SEALED}
    if form == "html":
        return HTMLResponse(page, headers=headers)
    headers["Content-Disposition"] = f'inline; filename="{paper}.pdf"'
    return Response(pdf(page), media_type="application/pdf", headers=headers)


def _page(runtime: Runtime, id: str, paper: str) -> str:
    case = case_or_error(runtime, id)
    with runtime.database.looking() as connection:
        kept, uploads = cases.latest_result(connection, id), cases.uploads(connection, id)
        result = review.as_told(connection, id, json.loads(kept or "null"))
        decided = [entry.at for entry in audit.history(connection, id) if entry.act in DECISIONS]
    if kept is None:
        raise UsageError("个案尚无结果，请稍后再查")
    submission = submission_of(json.loads(case.submission))
    first = dt.datetime.fromisoformat(case.first_submitted_at)
    day = dt.datetime.fromtimestamp(decided[-1], SHANGHAI).date()
    if paper == "slip":
        accepted = case.state in {"accepted", "handed_over"}
        return slip_html(result, day, submission, first, accepted)
    number = len(resubmit.history(runtime, id))
    return notice_html(result, day, submission, first, fetch_of(runtime, uploads), number)
