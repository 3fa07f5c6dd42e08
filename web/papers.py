"""The notice and the slip of a case, its rounds, and its return: for intake systems and the console."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from casefile.errors import UsageError
from pipeline import resubmit
from pipeline.intake import case_or_error
from pipeline.papers.notice import notice_html
from pipeline.papers.sheet import pdf
from pipeline.papers.slip import slip_html
from pipeline.queue import fetch_of
from pipeline.runtime import Runtime
from pipeline.store import audit, cases
from pipeline.submission import submission_of
from validators.dossier import SHANGHAI
from web.access import Open, need_key, need_session

SEALED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""A paper carries its own style and pictures, and nothing else."""

DECISIONS = {"finish", "accept", "return"}
"""Acts after which a paper is dated: printed again, it bears the same day."""

router = APIRouter(prefix="/v1", dependencies=[Depends(need_key)])
console = APIRouter(include_in_schema=False, dependencies=[Depends(need_session)])


@router.get("/cases/{id}/rounds")
def get_rounds(runtime: Open, id: str) -> list[dict[str, Any]]:
    """The history of a case: each round with what came of it, the last notice's points ticked off."""
    return [one.object for one in resubmit.history(runtime, id)]


@router.post("/cases/{id}/return")
def post_return(runtime: Open, id: str) -> dict[str, Any]:
    """Return a flagged case to its applicant, who is told once of everything in the notice."""
    case = resubmit.send_back(runtime, id, "api")
    return {"id": case.id, "case_id": case.case_id, "state": case.state}


@router.get("/cases/{id}/{paper}.{form}")
@console.get("/cases/{id}/{paper}.{form}")
def get_paper(runtime: Open, id: str, paper: str, form: str) -> Response:
    """The `notice` or the `slip` of a case as `html` or `pdf`; 404 where the case has none."""
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
        decided = [entry.at for entry in audit.history(connection, id) if entry.act in DECISIONS]
    if kept is None:
        raise UsageError("个案尚无结果，请稍后再查")
    result, submission = json.loads(kept), submission_of(json.loads(case.submission))
    first = dt.datetime.fromisoformat(case.first_submitted_at)
    day = dt.datetime.fromtimestamp(decided[-1], SHANGHAI).date()
    if paper == "slip":
        accepted = case.state in {"accepted", "handed_over"}
        return slip_html(result, day, submission, first, accepted)
    number = len(resubmit.history(runtime, id))
    return notice_html(result, day, submission, first, fetch_of(runtime, uploads), number)
