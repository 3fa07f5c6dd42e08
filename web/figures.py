"""Figures of the last days as charts, and the cases drawn for quality control."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from casefile.errors import UsageError
from pipeline.quality import settle
from pipeline.store import Connection, checks, figures
from validators import words
from validators.rule import rules
from web.access import Open
from web.pages import page
from web.people import Counting, Reviewing

router = APIRouter(include_in_schema=False)
_DAY, _EAST = 86400, 8 * 3600


@router.get("/figures")
def figures_page(
    request: Request, runtime: Open, person: Counting, days: Annotated[int, Query(ge=1, le=366)] = 30
) -> Response:
    """What came and what became of it, in so many days up to today."""
    today = int((time.time() + _EAST) // _DAY)
    first = today - days + 1
    with runtime.database.looking() as connection:
        counted = _counted(connection, first * _DAY - _EAST)
        series = _series(connection, range(first, today + 1), first * _DAY - _EAST)
    named: dict[str, Any] = {
        "titles": {rule.id: rule.title for rule in rules()},
        "kinds": {kind.value: word for kind, word in words.KINDS.items()},
        "fields": words.FIELDS,
    }
    return page(request, "figures.html", days=days, waits=figures.WAITS, **named, **counted, **series)


@router.get("/quality")
def quality_page(request: Request, runtime: Open, person: Reviewing) -> Response:
    """The drawn cases that wait for somebody to look at them."""
    with runtime.database.looking() as connection:
        waiting = checks.waiting(connection)
    return page(request, "quality.html", waiting=waiting, wrong="")


@router.post("/quality")
def settle_check(
    request: Request,
    runtime: Open,
    person: Reviewing,
    case: Annotated[str, Form(max_length=32)],
    right: Annotated[bool, Form()],
) -> Response:
    """Note what somebody found in a drawn case."""
    try:
        with runtime.database.writing() as connection:
            settle(connection, case, right, person.name)
    except UsageError as refused:
        with runtime.database.looking() as connection:
            waiting = checks.waiting(connection)
        return page(request, "quality.html", 422, waiting=waiting, wrong=str(refused))
    return RedirectResponse("/quality", 303)


def _counted(connection: Connection, since: float) -> dict[str, Any]:
    waited, in_time = figures.waiting_times(connection, since)
    return {
        "waited": waited,
        "in_time": in_time,
        "waiting": figures.waiting_now(connection),
        "reasons": figures.reasons(connection, since),
        "accuracy": figures.accuracy(connection, since),
        "reviewers": figures.reviewers(connection, since),
        "checked": figures.checked(connection, since),
    }


def _series(connection: Connection, days: range, since: float) -> dict[str, Any]:
    """A value for every day, also those without any."""
    by_day = figures.by_day(connection, since)
    through = figures.straight_through(connection, since)
    labels = [dt.date.fromordinal(dt.date(1970, 1, 1).toordinal() + day).isoformat()[5:] for day in days]
    totals = figures.Share(
        sum(one.part for one in through.values()), sum(one.whole for one in through.values())
    )
    return {
        "labels": labels,
        "received": [by_day.get(day, _NONE).get("received", 0) for day in days],
        "decided": [sum(by_day.get(day, _NONE).get(one, 0) for one in figures.DECIDED) for day in days],
        "through": [through[day].rate if day in through else None for day in days],
        "straight": totals,
    }


_NONE: Mapping[str, int] = {}
