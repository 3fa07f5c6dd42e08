"""What a reviewer does: each act is a form, answered with the case as it stands then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from casefile.errors import BirthcaseError, UsageError
from pipeline.intake import CaseConflict
from pipeline.review import claims, deciding, returning, revealing, undoing
from pipeline.review.acting import CaseHeld, ReasonMissing, case_seen
from pipeline.review.entry import EntryRefused
from pipeline.review.returning import Asked
from pipeline.runtime import Runtime
from pipeline.store import users, worklist
from pipeline.store.worklist import Asked as Looked
from web import labels
from web.access import Open
from web.casepage import case_answer
from web.pages import page
from web.people import Person, Reviewing, Senior

router = APIRouter(prefix="/cases/{id}", include_in_schema=False)
Text = Annotated[str, Form(max_length=600)]
Several = Annotated[list[str], Form(max_length=60)]


def _reason(reason: Text = "", other: Text = "") -> str:
    """The reason in the reviewer's own words, else the one that was chosen."""
    return other or reason


Reason = Annotated[str, Depends(_reason)]
_REFUSED = (CaseConflict, ReasonMissing, EntryRefused, UsageError)


def _done(
    request: Request, runtime: Runtime, person: Person, id: str, work: Callable[[], object], at: str = ""
) -> Response:
    """Do it and show the case; what could not be done is told on the page, with the newest state."""
    try:
        work()
    except _REFUSED as error:
        return _refused(request, runtime, person, id, error, at)
    return RedirectResponse(f"/cases/{id}" + (f"?{urlencode({'at': at})}" if at else ""), 303)


def _decided(
    request: Request, runtime: Runtime, person: Person, id: str, work: Callable[[], object]
) -> Response:
    """Decide a case and go on to the next one that is free, which is taken in hand."""
    try:
        work()
    except _REFUSED as error:
        return _refused(request, runtime, person, id, error)
    with runtime.database.looking() as connection:
        free = worklist.rows(connection, Looked(assignee="-"), person.name, 0, 3)
    for row in free:
        if row.id == id or row.second:
            continue
        try:
            claims.claim(runtime, person.name, row.id)
        except CaseHeld:
            continue
        return RedirectResponse(f"/cases/{row.id}?{urlencode({'done': id})}", 303)
    return RedirectResponse(f"/cases/{id}", 303)


def _refused(
    request: Request, runtime: Runtime, person: Person, id: str, error: BirthcaseError, at: str = ""
) -> Response:
    status = 409 if isinstance(error, CaseConflict) else 422
    return case_answer(request, runtime, person, id, at=at, told=str(error), status=status)


@router.post("/claim")
def claim(request: Request, runtime: Open, person: Reviewing, id: str) -> Response:
    """Take the case in hand."""
    return _done(request, runtime, person, id, lambda: claims.claim(runtime, person.name, id))


@router.post("/release")
def release(request: Request, runtime: Open, person: Reviewing, id: str) -> Response:
    """Let go of the case."""
    return _done(request, runtime, person, id, lambda: claims.release(runtime, person.name, id))


@router.post("/hand-on")
def hand_on(request: Request, runtime: Open, person: Reviewing, id: str, to: Text) -> Response:
    """Put the case into a colleague's hands."""

    def work() -> None:
        with runtime.database.looking() as connection:
            found = users.get(connection, to)
        if found is None or found.ended_at is not None or not {"reviewer", "senior"} & set(found.roles):
            raise UsageError("请选择一位审核员")
        claims.hand_on(runtime, person.name, id, found.name, senior=person.may("senior"))

    return _done(request, runtime, person, id, work)


@router.post("/settle")
def settle(
    request: Request,
    runtime: Open,
    person: Reviewing,
    id: str,
    version: Text,
    finding: Text,
    same: Annotated[bool, Form()],
    reason: Reason,
) -> Response:
    """Settle a finding, and go on to the next one that stands."""

    def work() -> None:
        deciding.settle(runtime, person.name, id, version, finding, same, reason)

    answer = _done(request, runtime, person, id, work, finding)
    left = [] if answer.status_code != 303 else case_seen(runtime, id).open
    return RedirectResponse(f"/cases/{id}", 303) if left else answer


@router.post("/correct")
def correct(
    request: Request,
    runtime: Open,
    person: Reviewing,
    id: str,
    version: Text,
    document: Text,
    field: Text,
    value: Text,
    reason: Reason,
    at: Text = "",
) -> Response:
    """Correct a field; the rules are judged again at once."""

    def work() -> None:
        deciding.correct(runtime, person.name, id, version, document, field, value, reason)

    return _done(request, runtime, person, id, work, at[:16])


@router.post("/accept")
def accept(request: Request, runtime: Open, person: Reviewing, id: str, version: Text) -> Response:
    """Accept the case, or hand it to a second person where the province asks for one."""
    return _decided(request, runtime, person, id, lambda: deciding.accept(runtime, person.name, id, version))


@router.post("/approve")
def approve(request: Request, runtime: Open, person: Senior, id: str, version: Text) -> Response:
    """Agree as the second person."""
    return _decided(request, runtime, person, id, lambda: deciding.approve(runtime, person.name, id, version))


@router.post("/decline")
def decline(
    request: Request, runtime: Open, person: Reviewing, id: str, version: Text, reason: Reason
) -> Response:
    """Send the case the ordinary way."""
    return _decided(
        request, runtime, person, id, lambda: deciding.decline(runtime, person.name, id, version, reason)
    )


@router.post("/undo")
def undo(
    request: Request, runtime: Open, person: Reviewing, id: str, reason: Reason, version: Text = ""
) -> Response:
    """Take back the decision, or the last thing that was done."""
    return _done(
        request, runtime, person, id, lambda: undoing.undo(runtime, person.name, id, version, reason)
    )


@router.post("/reveal")
def reveal(request: Request, runtime: Open, person: Reviewing, id: str, reason: Reason) -> Response:
    """Show the case's data unmasked for a while, with a reason that is kept."""
    return _done(request, runtime, person, id, lambda: revealing.reveal(runtime, person.name, id, reason))


@router.get("/return")
def notice_page(request: Request, runtime: Open, person: Reviewing, id: str) -> Response:
    """The notice before it goes, to be changed point by point."""
    seen = case_seen(runtime, id)
    items = returning.proposed(seen)
    told = [Asked(one["slot"], one["what"], one["reason"]) for one in items]
    text = returning.edited(seen, told)["text"] if told else ""
    choices = returning.choices(seen.province)
    return page(
        request,
        "return.html",
        seen=seen,
        case=seen.case,
        items=items,
        choices=choices,
        text=text,
        labels=labels,
    )


@router.post("/return")
def return_case(
    request: Request,
    runtime: Open,
    person: Reviewing,
    id: str,
    version: Text,
    place: Several,
    why: Annotated[list[str], Form(max_length=60)],
) -> Response:
    """Return the case with the notice as it was left."""
    return _decided(
        request,
        runtime,
        person,
        id,
        lambda: returning.return_case(runtime, person.name, id, version, _points(place, why)),
    )


@router.post("/return/text")
def notice_text(
    runtime: Open,
    person: Reviewing,
    id: str,
    place: Several,
    why: Annotated[list[str], Form(max_length=60)],
) -> Response:
    """The notice as it would read."""
    points = [one for one in _points(place, why) if one.reason.strip()]
    return PlainTextResponse(returning.edited(case_seen(runtime, id), points)["text"] if points else "")


def _points(places: list[str], reasons: list[str]) -> list[Asked]:
    """The points of the form: each is `slot|page`; one that was emptied is left out."""
    found = []
    for place, reason in zip(places, reasons, strict=False):
        slot, _, what = place.partition("|")
        if slot and what:
            found.append(Asked(slot, what, reason))
    return found
