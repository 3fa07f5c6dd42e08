"""The reviewer's console: the list of cases, and one case with its findings; Chinese, masked."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from casefile.errors import UsageError
from pipeline.deadline import holidays_unknown
from pipeline.intake import case_or_error
from pipeline.masking import masked_field, masked_text, secrets_declared
from pipeline.resubmit import history
from pipeline.store import cases
from pipeline.submission import submission_of
from validators import words
from validators.province import load, provinces
from web.access import COOKIE, Open, key_of, need_session

router = APIRouter(include_in_schema=False)
_PAGE = 50
_SHANGHAI = dt.timezone(dt.timedelta(hours=8))

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


@router.get("/login")
def login_page() -> HTMLResponse:
    """The sign-in."""
    return _page("login.html", wrong=False)


@router.post("/login")
def login(request: Request, key: Annotated[str, Form(max_length=200)]) -> Response:
    """Sign in with the key of this installation."""
    if not key_of(request).matches(key.strip()):
        return _page("login.html", status=403, wrong=True)
    answer = Response(status_code=303, headers={"Location": "/"})
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, key_of(request).session(), httponly=True, samesite="strict", secure=secure)
    return answer


@router.get("/", dependencies=[Depends(need_session)])
def case_list(runtime: Open, page: Annotated[int, Query(ge=1, le=10_000)] = 1) -> HTMLResponse:
    """Cases: those that wait by their deadline, then the others, newest first."""
    with runtime.database.looking() as connection:
        shown = cases.queue(connection, _PAGE + 1, (page - 1) * _PAGE)
        counts = cases.counts(connection)
    return _page("cases.html", cases=shown[:_PAGE], counts=counts, page=page, more=len(shown) > _PAGE)


@router.get("/cases/{id}", dependencies=[Depends(need_session)])
def case_page(runtime: Open, id: str) -> HTMLResponse:
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
    return _page(
        "case.html",
        case=case,
        result=result,
        rounds=rounds,
        doubts=[one for one in told if one["outcome"] not in silent],
        passed=[one for one in told if one["outcome"] in silent],
    )


def _page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(_templates().get_template(template).render(**values), status)


@cache
def _templates() -> Environment:
    folder = FileSystemLoader(Path(__file__).parent / "templates")
    found = Environment(loader=folder, autoescape=select_autoescape(), undefined=StrictUndefined)
    found.filters |= {"masked": masked_field, "moment": _moment, "due": _due, "origin": words.origin}
    found.globals |= {
        "STATES": STATES,
        "OUTCOMES": OUTCOMES,
        "PROPOSALS": PROPOSALS,
        "PROVINCES": {name: load(name).name for name in provinces()},
        "TICKS": TICKS,
        "WAITING": cases.WAITING,
    }
    return found


def _due(seconds: float) -> dict[str, Any]:
    """A deadline as a day, whether it has passed, and what to know about it."""
    due = dt.datetime.fromtimestamp(seconds, _SHANGHAI)
    passed = due < dt.datetime.now(_SHANGHAI)
    return {"day": due.date().isoformat(), "passed": passed, "note": holidays_unknown(due)}


def _moment(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, _SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
