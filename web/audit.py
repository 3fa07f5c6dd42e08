"""Who did what to which case: a page to look through, and the whole as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from casefile.errors import UsageError
from pipeline.audit_export import as_csv, as_json
from pipeline.store import audit
from web.access import Open
from web.pages import page
from web.people import Auditing

router = APIRouter(prefix="/audit", include_in_schema=False)
_PAGE = 100
_Word = Annotated[str, Query(max_length=64)]
_FORMS = {"csv": (as_csv, "text/csv; charset=utf-8"), "jsonl": (as_json, "application/x-ndjson")}


@router.get("")
def audit_page(
    request: Request,
    runtime: Open,
    person: Auditing,
    actor: _Word = "",
    act: _Word = "",
    case: _Word = "",
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
) -> Response:
    """The newest entries, of one person, act or case."""
    only = {"actor": actor.strip(), "act": act.strip(), "case": case.strip()}
    with runtime.database.looking() as connection:
        entries = audit.page(connection, _PAGE + 1, before, **only)
        head = audit.head(connection)
    more = entries[_PAGE - 1].number if len(entries) > _PAGE else None
    return page(request, "audit.html", entries=entries[:_PAGE], only=only, more=more, head=head)


@router.get("/export.{form}")
def export(runtime: Open, person: Auditing, form: str) -> Response:
    """Every entry as `csv` or `jsonl`; taking it is an act."""
    if form not in _FORMS:
        raise UsageError("请用 csv 或 jsonl")
    with runtime.database.writing() as connection:
        audit.record(connection, person.name, "export audit", form=form)
    written, kind = _FORMS[form]
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return StreamingResponse(written(runtime.database), media_type=kind, headers=headers)
