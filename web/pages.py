"""How a page of the console is made: one set of templates, who is signed in, their language, their token."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from casefile.display import displayable
from pipeline.deadline import holidays_unknown
from pipeline.masking import masked_field
from pipeline.store.cases import WAITING
from validators import words
from validators.province import load, provinces
from web.people import COOKIE, Person, csrf_of
from web.texts import LANGUAGES, language_of, speaker

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
ROLE_NAMES = {
    "reviewer": "审核员",
    "senior": "高级审核员",
    "auditor": "审计员",
    "data": "数据员",
    "admin": "管理员",
}
MENU = (
    ("/", "个案", ("reviewer", "senior")),
    ("/quality", "抽查", ("reviewer", "senior")),
    ("/figures", "统计", ("senior", "auditor", "data")),
    ("/audit", "审计", ("auditor",)),
    ("/users", "用户", ("admin",)),
)
"""Path, name and roles of what the navigation leads to."""


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template with `person`, `csrf`, `language` and `_` beside the values."""
    language, person = language_of(request), getattr(request.state, "person", None)
    shown = {
        "person": person,
        "home": home_of(person),
        "csrf": csrf_of(request.cookies.get(COOKIE, "")),
        "language": language,
        "_": speaker(language),
        "here": request.url.path,
        "oidc": request.app.state.oidc is not None,
    }
    return HTMLResponse(templates().get_template(template).render(**shown, **values), status)


def error_page(request: Request, status: int, message: str) -> HTMLResponse:
    """What went wrong, for a person at a browser."""
    return page(request, "error.html", status, message=message)


def home_of(person: Person | None) -> str:
    """Where somebody's work is: the first place that they may see."""
    allowed = (path for path, _, roles in MENU if person is not None and person.may(*roles))
    return next(allowed, "/password" if person else "/login")


@cache
def templates() -> Environment:
    """The templates; names that are not given are errors."""
    folder = FileSystemLoader(Path(__file__).parent / "templates")
    found = Environment(loader=folder, autoescape=select_autoescape(), undefined=StrictUndefined)
    found.filters |= {
        "displayable": displayable,
        "masked": masked_field,
        "moment": _moment,
        "due": _due,
        "origin": words.origin,
        "whose": words.whose,
    }
    found.globals |= {
        "LANGUAGES": LANGUAGES,
        "MENU": MENU,
        "PROVINCES": {name: load(name).name for name in provinces()},
        "ROLE_NAMES": ROLE_NAMES,
        "WAITING": WAITING,
    }
    return found


def _due(seconds: float) -> dict[str, Any]:
    """A deadline as a day, whether it has passed, and what to know about it."""
    due = dt.datetime.fromtimestamp(seconds, SHANGHAI)
    passed = due < dt.datetime.now(SHANGHAI)
    return {"day": due.date().isoformat(), "passed": passed, "note": holidays_unknown(due)}


def _moment(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
