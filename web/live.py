"""What happens to cases, told to open consoles as it happens (server-sent events)."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from casefile.errors import StoreUnavailable
from pipeline.runtime import Runtime
from pipeline.store import happenings
from pipeline.store.happenings import Place
from web.access import Open
from web.people import Reviewing

router = APIRouter(include_in_schema=False)
_LOOK_SECONDS = 1.0
_STREAM_SECONDS = 60.0
"""After so long the browser comes again, and is asked again who it is."""


@router.get("/live")
async def live(
    request: Request,
    runtime: Open,
    person: Reviewing,
    since: Annotated[str, Query(max_length=60)] = "",
    last: Annotated[str, Header(alias="Last-Event-ID", max_length=60)] = "",
) -> StreamingResponse:
    """Every act and every new state since a page was made: which case, what, and who."""
    known = Place.of(last or since)
    place = known if known is not None else await run_in_threadpool(_newest, runtime)
    return StreamingResponse(_stream(request, runtime, place), media_type="text/event-stream")


async def _stream(request: Request, runtime: Runtime, place: Place) -> AsyncIterator[str]:
    ends = time.monotonic() + _STREAM_SECONDS
    yield "retry: 1000\n\n"
    while time.monotonic() < ends and not await request.is_disconnected():
        for found in await run_in_threadpool(_since, runtime, place):
            place = found.place
            said = json.dumps({"case": found.case, "what": found.what, "by": found.by}, ensure_ascii=False)
            yield f"id: {place}\ndata: {said}\n\n"
        await asyncio.sleep(_LOOK_SECONDS)


def _newest(runtime: Runtime) -> Place:
    with runtime.database.looking() as connection:
        return happenings.newest(connection)


def _since(runtime: Runtime, place: Place) -> tuple[happenings.Happening, ...]:
    try:
        with runtime.database.looking() as connection:
            return happenings.since(connection, place)
    except StoreUnavailable:
        return ()
