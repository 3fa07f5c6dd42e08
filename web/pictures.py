"""Pages and pieces of a case's papers, for whoever may look at them; looking is an act, and marks them."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipeline.review import pictures
from pipeline.review.acting import case_seen
from pipeline.review.pictures import Pages
from pipeline.review.revealing import may_look, note_look
from pipeline.review.standing import Standing
from pipeline.runtime import Runtime
from web.access import Open
from web.people import Person, Reviewing
from web.problems import Refusal

router = APIRouter(include_in_schema=False)


@router.get("/cases/{id}/pages/{document}")
def page_picture(request: Request, runtime: Open, person: Reviewing, id: str, document: str) -> Response:
    """The whole page on which a document lies."""
    seen = _seen(runtime, person, id)
    found, _, _ = pictures.place_of(seen.result or {"documents": ()}, document, "")
    note_look(runtime, person.name, id, document, time.time())
    image = _pages(request).page(id, found["file"], found["page"])
    return _answer(pictures.whole(image, person.name, time.time()))


@router.get("/cases/{id}/pieces/{document}/{field}")
def piece_picture(
    request: Request, runtime: Open, person: Reviewing, id: str, document: str, field: str
) -> Response:
    """A field with its surroundings, or a document that has no such place."""
    seen = _seen(runtime, person, id)
    found, corners, around = pictures.place_of(seen.result or {"documents": ()}, document, field)
    note_look(runtime, person.name, id, document, time.time())
    image = _pages(request).page(id, found["file"], found["page"])
    return _answer(pictures.piece(image, corners, person.name, time.time(), around))


def _seen(runtime: Runtime, person: Person, id: str) -> Standing:
    seen = case_seen(runtime, id)
    if not may_look(seen, person.name, time.time()):
        raise Refusal(403, message="请先领取个案，或写明理由查看明文")
    return seen


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def _answer(jpeg: bytes) -> Response:
    return Response(jpeg, media_type="image/jpeg")
