"""Beside a runner: reruns are made known to Prefect, and workers of theirs are started, once it answers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import AsyncIterator

from flows.server import answers
from pipeline.children import Child, ChildPlan
from pipeline.settings import Settings

_LOG = logging.getLogger(__name__)
_PAUSE = 2.0


@contextlib.asynccontextmanager
async def deployed(settings: Settings) -> AsyncIterator[None]:
    """See to it in the background; live cases wait for none of it."""
    workers = [Child(_plan(settings, number)) for number in range(settings.rerun_workers)]
    task = asyncio.create_task(_deploy(settings, workers))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        for worker in workers:
            await asyncio.to_thread(worker.stop)


async def _deploy(settings: Settings, workers: list[Child]) -> None:
    while not await asyncio.to_thread(answers, os.environ.get("PREFECT_API_URL", "")):
        await asyncio.sleep(_PAUSE)
    from flows.deployment import register  # Prefect, only where it answers

    try:
        await register(settings)
    except Exception as error:  # the worker's edge: what Prefect knows of us must never stop the work
        _LOG.warning("prefect: %s", type(error).__name__)
        return
    for worker in workers:
        worker.begin()


def _plan(settings: Settings, number: int) -> ChildPlan:
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "reruns", "--type", "process"]
    return ChildPlan(
        name="rerun worker",
        command=[*command, "--name", f"{os.getpid()}-{number}"],
        log=settings.data_dir / "rerun-worker.log",
        ready=lambda: True,
        environment={"PREFECT_WORKER_QUERY_SECONDS": "15"},
        stop_seconds=20,
    )
