"""One case: its doubts with the pictures that they come from, its pages, and what was done."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline.deadline import days_left
from pipeline.resubmit import history
from pipeline.result import Object
from pipeline.review import shown
from pipeline.review.acting import case_seen
from pipeline.review.claims import soon
from pipeline.review.deciding import deciders
from pipeline.review.revealing import may_look, revealed
from pipeline.review.standing import Standing
from pipeline.review.undoing import last_act
from pipeline.runtime import Runtime
from pipeline.store import happenings, outcomes, users, worklist
from pipeline.store.worklist import Asked
from validators import words
from web import labels
from web.access import Open
from web.pages import page
from web.people import Person, Reviewing

router = APIRouter(include_in_schema=False)
_WAITING = Asked("waiting")
_UNDONE = {"accepted", "declined"}
_FORM = (("newborn", ("name", "sex", "birth_date", "birth_time", "birth_place", "institution", "weight_g",
          "length_cm", "gestational_weeks", "ethnicity", "settle_with")),
         ("mother", ("name", "id_number", "ethnicity", "phone")),
         ("father", ("name", "id_number", "ethnicity", "phone")))  # fmt: skip


@router.get("/cases/{id}")
def case_page(
    request: Request, runtime: Open, person: Reviewing, id: str, at: str = "", done: str = ""
) -> Response:
    """A case; `at` is the finding to begin with, `done` the case that was decided just before."""
    return case_answer(request, runtime, person, id, at=at[:16], done=done[:32])


def case_answer(
    request: Request,
    runtime: Runtime,
    person: Person,
    id: str,
    at: str = "",
    done: str = "",
    told: str = "",
    status: int = 200,
) -> Response:
    """The page of a case as it stands now; `told` is why an act was not done."""
    moment = time.time()
    with runtime.database.looking() as connection:
        place = happenings.newest(connection)
    seen = case_seen(runtime, id)
    open_ = may_look(seen, person.name, moment)
    doubts = shown.doubts(seen, open_)
    chosen = next((one.key for one in doubts if one.key == at), None)
    answer = page(
        request,
        "case.html",
        status,
        **_standing(seen, person, moment),
        **_around(runtime, seen, person, moment),
        open_=open_,
        doubts=doubts,
        at=chosen or next((one.key for one in doubts if one.stands), doubts[0].key if doubts else ""),
        passed=shown.passed(seen, open_),
        rounds=history(runtime, id),
        done=done,
        told=told,
        labels=labels,
        place=place,
    )
    if open_:
        request.app.state.pages.prepare(id, _pages(seen, doubts))
    return answer


def _standing(seen: Standing, person: Person, moment: float) -> dict[str, Any]:
    """The case itself: its form, its papers, and what this person may do with it."""
    clear = revealed(seen.acts, person.name, moment)
    return {
        "seen": seen,
        "case": seen.case,
        "result": seen.result,
        "clear": clear,
        "mine": seen.claim is not None and seen.claim.holder == person.name,
        "form": _form(seen, clear),
        "documents": [_document(seen, one, clear) for one in (seen.result or {}).get("documents", ())],
        "left": days_left(seen.case.due_at, moment),
        "second": seen.waits is not None and person.may("senior") and person.name not in deciders(seen),
        "undoable": seen.case.state in _UNDONE
        or (seen.case.state == "flagged" and last_act(seen) is not None),
    }


def _around(runtime: Runtime, seen: Standing, person: Person, moment: float) -> dict[str, Any]:
    """What lies around it: the cases before and after, colleagues, and what a rerun would say by now."""
    with runtime.database.looking() as connection:
        near = {
            way: worklist.behind(
                connection, _WAITING, person.name, soon(moment), seen.case.id, way == "before"
            )
            for way in ("before", "after")
        }
        colleagues = [one.name for one in users.listed(connection) if _reviews(one, person)]
        newer = outcomes.beside(connection, seen.case.id)
    word = json.loads(newer[1]) if newer and newer[1] else None
    beside = labels.PROPOSALS.get(word["proposal"], labels.STATES[word["status"]]) if word else ""
    return {"near": near, "colleagues": colleagues, "beside": beside}


def _pages(seen: Standing, doubts: Sequence[shown.Doubt]) -> list[tuple[str, int]]:
    """The pages of a case, those of its doubts first."""
    documents = {one["id"]: (one["file"], one["page"]) for one in (seen.result or {}).get("documents", ())}
    first = [one.document for doubt in doubts for one in doubt.sources if one.document]
    return [documents[id] for id in (*first, *documents) if id in documents]


def _reviews(user: users.User, person: Person) -> bool:
    roles = {"reviewer", "senior"}
    return user.ended_at is None and user.name != person.name and bool(roles & set(user.roles))


def _form(seen: Standing, clear: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """What was declared, person by person."""
    given = json.loads(seen.case.submission)
    return [
        (
            words.PERSONS[who],
            [
                (words.FIELDS[name], shown.value_text(name, given[who][name], clear))
                for name in names
                if given.get(who, {}).get(name) is not None
            ],
        )
        for who, names in _FORM
    ]


def _document(seen: Standing, one: Object, clear: bool) -> dict[str, Any]:
    """A document with its fields, each with its box as corners of a polygon."""
    fields = []
    for name, field in one["fields"].items():
        correction = seen.corrections.get((one["id"], name))
        machine = correction.detail["machine"] if correction else field["value"]
        fields.append(
            {
                "name": name,
                "word": words.FIELDS.get(name, name),
                "value": shown.value_text(name, machine, clear),
                "corrected": shown.value_text(name, correction.detail["value"], clear) if correction else "",
                "by": correction.actor if correction else "",
                "confidence": correction.detail["confidence"] if correction else field["confidence"],
                "points": _points(field["box"]) if field.get("box") else "",
            }
        )
    return {
        "id": one["id"],
        "title": shown.title_of(seen.result or {}, one["id"]),
        "file": one["file"],
        "page": one["page"],
        "size": one["page_size"],
        "region": _points(one["region"]),
        "fields": fields,
    }


def _points(corners: list[list[float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in corners)
