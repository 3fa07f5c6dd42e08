"""For the approving system: accepted cases with their results and files, and its word that it has them."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from casefile.errors import UsageError
from pipeline import handover
from web.access import Approver, Open
from web.answers import case_object, cursor, errors, moment, once, place_behind, told
from web.cases import After, Most
from web.models import CaseModel, OfferModel, OfferPage

router = APIRouter(prefix="/v1", tags=["handover"])
_KINDS = {
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG": ("image/png", "png"),
    b"%PDF": ("application/pdf", "pdf"),
}
_SEALED = "default-src 'none'; sandbox; frame-ancestors 'none'"


@router.get("/handover", response_model=OfferPage, responses=errors())
def list_offers(runtime: Open, access: Approver, after: After = None, limit: Most = 50) -> dict[str, Any]:
    """Accepted cases that nobody has taken over yet, oldest first."""
    found = handover.offered(runtime, access, limit + 1, place_behind(after))
    with runtime.database.looking() as connection:
        shown = [case_object(connection, one) for one in found[:limit]]
    return {"items": shown, "next": cursor(found[limit - 1]) if len(found) > limit else None}


@router.get("/handover/{id}", response_model=OfferModel, responses=errors(404))
def get_offer(runtime: Open, access: Approver, id: str) -> dict[str, Any]:
    """One accepted case: the form, the result, and each file by an address that opens it for a minute."""
    given = handover.offer(runtime, access, _checked(id))
    pages = []
    for place in given.files:
        if place.upload is not None:
            url, until = handover.signed_address(runtime, place.upload.content)
            about = {"slot": place.slot, "file": place.name, "url": url, "expires_at": moment(until)}
            pages.append({**about, "sha256": place.upload.content, "size": place.upload.size})
    with runtime.database.looking() as connection:
        shown = case_object(connection, given.case)
    return {"case": shown, "submission": given.submission, "result": given.result, "pages": pages}


@router.post("/handover/{id}/acknowledge", response_model=CaseModel, responses=errors(404, 409))
def acknowledge(request: Request, runtime: Open, access: Approver, id: str) -> Response:
    """Say that you have the case: it is `handed_over`, and no longer undone here."""
    return once(
        runtime,
        access,
        request,
        b"",
        lambda: told(runtime, handover.take_over(runtime, access, _checked(id))),
    )


@router.get(
    "/objects/{content}/{until}/{signed}",
    response_class=Response,
    responses={404: errors(404)[404], 200: {"content": {"application/octet-stream": {}}}},
)
def get_object(runtime: Open, content: str, until: int, signed: str) -> Response:
    """One file by its signed address, which needs no key and lapses after a minute."""
    sound = re.fullmatch("[0-9a-f]{64}", content) and 0 < until < 10**11
    if not sound or not handover.opens(runtime, content, until, signed):
        raise UsageError("地址已失效，请重新读取")
    data = runtime.objects.get(content)
    kind, ending = next(
        (told for magic, told in _KINDS.items() if data.startswith(magic)),
        ("application/octet-stream", "bin"),
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{content[:12]}.{ending}"',
        "Content-Security-Policy": _SEALED,
    }
    return Response(data, media_type=kind, headers=headers)


def _checked(id: str) -> str:
    if not re.fullmatch("[0-9a-f]{32}", id):
        raise UsageError("没有这个已通过的个案")
    return id
