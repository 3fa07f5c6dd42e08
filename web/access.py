"""Who may call the API: by key and scope. `web/people.py` has the console's people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPBearer

from casefile.errors import UsageError
from pipeline.previews import Previewer
from pipeline.runtime import Runtime
from pipeline.store import cases, keys
from pipeline.store.cases import StoredCase
from pipeline.store.keys import Access
from web.limits import Limit
from web.problems import Refusal

_BEARER = HTTPBearer(auto_error=False, description="`Authorization: Bearer bc_…`")
_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False)


def runtime_of(request: Request) -> Runtime:
    """The opened runtime."""
    runtime: Runtime = request.app.state.runtime
    return runtime


def previewer_of(request: Request) -> Previewer | None:
    """Who looks at photos before they are handed in, where there is one."""
    previewer: Previewer | None = request.app.state.previewer
    return previewer


def caller(
    request: Request, _: Annotated[object, Depends(_BEARER)], __: Annotated[object, Depends(_HEADER)]
) -> Access:
    """Let only a caller with a key pass, and not too often: `Authorization: Bearer …` or `X-API-Key`."""
    wrong: Limit = request.app.state.wrong_keys
    often: Limit = request.app.state.requests
    address = request.client.host if request.client else ""
    if wait := wrong.take(address, 0):
        raise Refusal(429, wait=wait)
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    given = bearer if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")
    runtime = runtime_of(request)
    access = None
    if keys.well_formed(given.strip()):
        with runtime.database.looking() as connection:
            access = keys.who(connection, given.strip())
    if access is None:
        wrong.take(address)
        raise Refusal(401)
    if wait := often.take(access.id):
        raise Refusal(429, wait=wait)
    return access


def need(scope: str) -> Callable[[Access], Access]:
    """Let only a key with this scope pass."""

    def scoped(access: Annotated[Access, Depends(caller)]) -> Access:
        if scope not in access.scopes:
            raise Refusal(403, message=f"此密钥没有 {scope} 权限")
        return access

    return scoped


def own_case(runtime: Runtime, access: Access, id: str) -> StoredCase:
    """A case of the caller's own; another's is as if it were not there."""
    if re.fullmatch("[0-9a-f]{32}", id):
        with runtime.database.looking() as connection:
            case = cases.get(connection, id)
        if case is not None and case.intake == access.system:
            return case
    raise UsageError("没有这个个案")


Open = Annotated[Runtime, Depends(runtime_of)]
Submitter = Annotated[Access, Depends(need("submit"))]
Reader = Annotated[Access, Depends(need("read"))]
Reviewer = Annotated[Access, Depends(need("review"))]
Approver = Annotated[Access, Depends(need("handover"))]
Subscriber = Annotated[Access, Depends(need("webhooks"))]
Photographer = Annotated[Access, Depends(need("preview"))]
