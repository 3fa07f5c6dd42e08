"""The reviewers' queue: what waits for them by its deadline, filtered and searched; names are masked."""

from __future__ import annotations

import json
import time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from pipeline.deadline import days_left
from pipeline.masking import mask
from pipeline.review.claims import soon
from pipeline.store import happenings, worklist
from pipeline.store.worklist import VIEWS, Asked, Row
from validators.province import provinces
from web import labels
from web.access import Open
from web.pages import page
from web.people import Reviewing

router = APIRouter(include_in_schema=False)
_PAGE = 50
Text = Annotated[str, Query(max_length=80)]


@router.get("/")
def case_list(
    request: Request,
    runtime: Open,
    person: Reviewing,
    view: Text = "waiting",
    province: Text = "",
    proposal: Text = "",
    rule: Text = "",
    assignee: Text = "",
    search: Text = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """A part of the queue, fifty cases at a time."""
    view = view if view in VIEWS else "waiting"
    asked = Asked(view, province, proposal, rule, assignee, search.strip())
    moment = time.time()
    with runtime.database.looking() as connection:
        rows = worklist.rows(connection, asked, person.name, soon(moment), _PAGE + 1, (number - 1) * _PAGE)
        counts = worklist.counts(connection, person.name, soon(moment))
        place = happenings.newest(connection)
        rules, holders = worklist.rules(connection), worklist.holders(connection)
    return page(
        request,
        "cases.html",
        rows=[_shown(row, moment) for row in rows[:_PAGE]],
        counts=counts,
        asked=asked,
        number=number,
        more=len(rows) > _PAGE,
        choices={"province": provinces(), "rule": rules, "assignee": holders},
        labels=labels,
        place=place,
    )


@router.get("/keys")
def key_list(request: Request, person: Reviewing) -> Response:
    """Every key of the console."""
    return page(request, "keys.html")


def _shown(row: Row, moment: float) -> dict[str, Any]:
    """A case of the queue with its people masked."""
    form = json.loads(row.submission)
    people = [form.get(who, {}).get("name", "") for who in ("newborn", "mother", "father")]
    return {
        "row": row,
        "people": [mask(name) if name else "—" for name in people],
        "number": mask(str(form.get("mother", {}).get("id_number", ""))),
        "left": days_left(row.due_at, moment),
    }
