"""Files: sent one by one to their slot, and photos looked at before they are handed in."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import tempfile
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, BinaryIO, cast

import anyio
from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from casefile.errors import ReaderFailed, UploadRefused
from pipeline import drafts
from pipeline.door import keep_file, keep_on
from pipeline.drafts import Place
from pipeline.formats.door import checked
from pipeline.formats.kinds import PICTURES
from pipeline.formats.outcomes import refused
from pipeline.previews import Previewer, Seen
from pipeline.runtime import Runtime
from pipeline.store.cases import StoredCase
from pipeline.store.keys import Access
from web.access import Open, Photographer, Submitter, own_case, previewer_of
from web.answers import errors, upload_object
from web.limits import Limit
from web.models import PreviewModel, UploadModel
from web.problems import Refusal
from web.schema import FILE_BODY

router = APIRouter(prefix="/v1", tags=["files"])
_IN_MEMORY = 1_000_000
_AT_ONCE = 8
_ORDER = ("good", "poor", "bad")

Digest = Annotated[
    str | None,
    Header(alias="Content-Digest", description="`sha-256=:…:` (RFC 9530); checked where it is given."),
]


@router.put(
    "/cases/{id}/materials/{slot}/{number}",
    status_code=201,
    response_model=UploadModel,
    responses={
        **errors(404, 409, 413, 415),
        200: {"model": UploadModel, "description": "The same file had arrived before."},
    },
    openapi_extra=FILE_BODY,
)
async def put_file(
    request: Request,
    runtime: Open,
    access: Submitter,
    id: str,
    slot: str,
    number: int,
    digest: Digest = None,
) -> Response:
    """Send a file to its slot: the `number`-th that the form names there.

    The answer comes once it is durable. Where the line broke, send it again: the same bytes are the same
    upload, others take their place.
    """
    case, place = await run_in_threadpool(_waiting, runtime, access, id, slot, number)
    folder = str(runtime.settings.data_dir) if runtime.settings.data_dir.is_dir() else None
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=folder) as file:
        _check_digest(digest, await _receive(request, cast(BinaryIO, file)))
        _check_quota(request, access, file.tell())
        work = partial(_keep, runtime, case, place, cast(BinaryIO, file))
        return await anyio.to_thread.run_sync(work, limiter=_limiter(request))


@router.post("/preview", response_model=PreviewModel, responses=errors(413, 415), openapi_extra=FILE_BODY)
async def preview(
    request: Request,
    runtime: Open,
    access: Photographer,
    previewer: Annotated[Previewer | None, Depends(previewer_of)],
) -> PreviewModel:
    """Look at one photo: what it shows, how good it is, what to do better. Nothing of it is kept.

    Answers within two seconds: 503 with `BUSY` where there was no time; the photo can be handed in as it is.
    """
    data = await request.body()
    if await run_in_threadpool(checked, data) not in PICTURES:
        raise UploadRefused("TYPE_MISMATCH", "预检只看照片（jpg、png、bmp），其他文件请直接上传。")
    found = previewer.look(data) if previewer else None
    if found is None:
        raise _busy()
    try:
        waiting = asyncio.shield(asyncio.wrap_future(found))
        documents = await asyncio.wait_for(waiting, runtime.settings.preview_seconds)
    except (TimeoutError, ReaderFailed, asyncio.CancelledError):
        raise _busy() from None
    return PreviewModel.model_validate(_summed_up(documents))


def _waiting(runtime: Runtime, access: Access, id: str, slot: str, number: int) -> tuple[StoredCase, Place]:
    case = own_case(runtime, access, id)
    return case, drafts.place_of(runtime, case, slot, number)


async def _receive(request: Request, file: BinaryIO) -> bytes:
    """Stream the body into the file, which lies on the disk once it is large; its SHA-256."""
    digest = hashlib.sha256()
    async for chunk in request.stream():
        file.write(chunk)
        digest.update(chunk)
    return digest.digest()


def _check_digest(given: str | None, content: bytes) -> None:
    if given is not None and f"sha-256=:{base64.b64encode(content).decode()}:" not in given.replace(" ", ""):
        raise refused("DIGEST_MISMATCH")


def _check_quota(request: Request, access: Access, size: int) -> None:
    quota: Limit = request.app.state.quota
    if wait := quota.take(access.id, size):
        raise Refusal(429, "QUOTA", "今天上传的数据量已达上限，请稍后再传", wait=wait)


def _keep(runtime: Runtime, case: StoredCase, place: Place, file: BinaryIO) -> Response:
    file.seek(0)
    data = file.read()
    upload = keep_file(runtime, data, place.name, f"intake:{case.intake}", case.id)
    new = drafts.add_file(runtime, case, place, upload)
    keep_on(runtime, [data])
    shown = upload_object(case, Place(place.slot, place.number, place.name, upload))
    return JSONResponse(shown, 201 if new else 200, {"ETag": f'"{upload.content}"'})


def _limiter(request: Request) -> anyio.CapacityLimiter:
    """So many files are stored at once, which bounds the memory that they take."""
    state = request.app.state
    if state.storing is None:
        state.storing = anyio.CapacityLimiter(_AT_ONCE)
    limiter: anyio.CapacityLimiter = state.storing
    return limiter


def _busy() -> Refusal:
    return Refusal(503, "BUSY", "系统繁忙，暂时不能预检；照片可以直接提交，以审核结果为准", wait=1)


def _summed_up(documents: tuple[Seen, ...]) -> dict[str, Any]:
    """All documents on the photo in one: the first's kind, the worst quality, everybody's advice."""
    shown = [asdict(one) for one in documents]
    worst = max((one.quality for one in documents), key=_ORDER.index, default="bad")
    advice = dict.fromkeys(text for one in documents for text in one.advice)
    kind = documents[0].kind if documents else "unknown"
    return {"kind": kind, "quality": worst, "advice": list(advice), "documents": shown}
