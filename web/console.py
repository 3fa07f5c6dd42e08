"""The reviewer's console: the list of cases, and one case with its findings; Chinese, masked."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from casefile.errors import UsageError
from pipeline.intake import case_or_error
from pipeline.masking import masked_text, secrets_declared
from pipeline.resubmit import history
from pipeline.store import cases
from pipeline.submission import submission_of
from web.access import Open
from web.pages import page
from web.people import Reviewing

router = APIRouter(include_in_schema=False)
_PAGE = 50

STATES = {
    "draft": "上传中",
    "received": "已收到",
    "processing": "核对中",
    "flagged": "待审核",
    "accepted": "已通过",
    "returned": "已退回补正",
    "declined": "转普通程序",
    "handed_over": "已移交",
    "withdrawn": "已撤回",
    "failed": "未完成",
}
OUTCOMES = {
    "pass": "符合",
    "mismatch": "不一致",
    "unreadable": "看不清",
    "missing": "缺少",
    "ineligible": "不适用本服务",
    "not_checked": "未核验",
    "not_applicable": "不涉及",
}
PROPOSALS = {"confirm": "请确认", "return": "一次性告知补正", "decline": "转普通程序"}
TICKS = {"done": "已补齐", "open": "仍需补正", "new": "新发现"}


@router.get("/")
def case_list(
    request: Request,
    runtime: Open,
    person: Reviewing,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Cases: those that wait by their deadline, then the others, newest first."""
    with runtime.database.looking() as connection:
        shown = cases.queue(connection, _PAGE + 1, (number - 1) * _PAGE)
        counts = cases.counts(connection)
    more = len(shown) > _PAGE
    return page(
        request, "cases.html", cases=shown[:_PAGE], counts=counts, page=number, more=more, STATES=STATES
    )


@router.get("/cases/{id}")
def case_page(request: Request, runtime: Open, person: Reviewing, id: str) -> Response:
    """One case: what was declared, what was found, what was read; personal data masked."""
    case = case_or_error(runtime, id)
    if case.sandbox:
        raise UsageError(f"没有个案 {id[:64]}")
    with runtime.database.looking() as connection:
        kept = cases.latest_result(connection, id)
    result: dict[str, Any] | None = json.loads(kept) if kept else None
    secrets = secrets_declared(submission_of(json.loads(case.submission)))
    findings = result["findings"] if result else []
    rounds = history(runtime, id)
    told = [{**one, "message": masked_text(one["message"], secrets)} for one in findings]
    silent = {"pass", "not_applicable"}
    return page(
        request,
        "case.html",
        case=case,
        result=result,
        rounds=rounds,
        doubts=[one for one in told if one["outcome"] not in silent],
        passed=[one for one in told if one["outcome"] in silent],
        STATES=STATES,
        OUTCOMES=OUTCOMES,
        PROPOSALS=PROPOSALS,
        TICKS=TICKS,
    )
