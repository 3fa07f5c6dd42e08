"""What a runner does besides reading: webhooks, drops, deadlines, quality control, audit's head, tidying."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from functools import partial

from casefile.errors import StoreUnavailable
from pipeline.drop import poll
from pipeline.forgetting import retain
from pipeline.heads import note_head
from pipeline.quality import Lot
from pipeline.review.claims import escalate
from pipeline.runtime import Runtime
from pipeline.scrub import scrub
from pipeline.sweep import sweep
from pipeline.webhooks import Sender

_LOG = logging.getLogger(__name__)
_SEND_SECONDS = 1.0
_DRAW_SECONDS = 60.0
_RAISE_SECONDS = 60.0
_SWEEP_SECONDS = 3600.0


@contextlib.asynccontextmanager
async def errands(runtime: Runtime) -> AsyncIterator[None]:
    """Run them beside whatever goes on in this block."""
    sender = Sender(runtime)
    tasks = [asyncio.create_task(_again(sender.send_due, _SEND_SECONDS))]
    tasks.append(asyncio.create_task(_again(partial(_swept, runtime), _SWEEP_SECONDS)))
    tasks.append(asyncio.create_task(_again(partial(retain, runtime), _SWEEP_SECONDS)))
    if hours := runtime.settings.scrub_hours:
        tasks.append(asyncio.create_task(_later(partial(_scrubbed, runtime), hours * 3600)))
    note = partial(note_head, runtime.settings, runtime.database)
    tasks.append(asyncio.create_task(_again(note, runtime.settings.audit_heads_seconds)))
    tasks.append(asyncio.create_task(_again(Lot(runtime).draw, _DRAW_SECONDS)))
    tasks.append(asyncio.create_task(_again(partial(escalate, runtime), _RAISE_SECONDS)))
    if name := runtime.settings.drop_bucket:
        bucket = runtime.objects.bucket(name)
        await asyncio.to_thread(_prepared, bucket.prepare)
        work = partial(poll, runtime, bucket)
        tasks.append(asyncio.create_task(_again(work, runtime.settings.drop_seconds)))
    try:
        yield
    finally:
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(sender.close)


async def _again(work: Callable[[], int], pause: float) -> None:
    """Do it as long as there is something to do, then rest; a store that is away is waited for."""
    while True:
        try:
            found = await asyncio.to_thread(work)
        except StoreUnavailable as error:
            _LOG.warning("%s", error)
            found = 0
        except Exception as error:  # the worker's edge: an errand must never end the runner
            _LOG.error("errand: %s", type(error).__name__)
            found = 0
        if not found:
            await asyncio.sleep(pause)


async def _later(work: Callable[[], int], pause: float) -> None:
    """The first time only after the pause: a start is busy enough."""
    await asyncio.sleep(pause)
    await _again(work, pause)


def _scrubbed(runtime: Runtime) -> int:
    found = scrub(runtime)
    if not found.well:
        _LOG.error("INTEGRITY: %d of %d objects damaged", len(found.damaged), found.objects)
    return 0


def _swept(runtime: Runtime) -> int:
    drafts, objects = sweep(runtime)
    if drafts or objects:
        _LOG.info("swept: %d drafts given up, %d objects removed", drafts, objects)
    return 0


def _prepared(prepare: Callable[[], None]) -> None:
    with contextlib.suppress(StoreUnavailable):
        prepare()
