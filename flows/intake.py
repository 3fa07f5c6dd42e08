"""Received cases are taken by lease and processed: one flow run a batch, one task a case, ids only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.flows import Flow
from prefect.runtime import task_run

Work = Callable[[str], Awaitable[str]]
"""Processes the case with this id, which the caller has leased, and returns its state."""

BATCH_FLOW = "intake"


def intake_flow(work: Work, at_once: int) -> Flow[[list[str]], Coroutine[Any, Any, dict[str, str]]]:
    """The flow over one batch; it records and bounds, the work itself knows nothing of it."""
    gate = asyncio.Semaphore(at_once)

    @task(
        name="case", task_run_name=_case_name, cache_policy=NO_CACHE, persist_result=False, log_prints=False
    )
    async def one_case(case: str) -> str:
        async with gate:
            return await work(case)

    @flow(name=BATCH_FLOW, persist_result=False, validate_parameters=False, log_prints=False)
    async def batch(cases: list[str]) -> dict[str, str]:
        states = await asyncio.gather(*(one_case(case) for case in cases))
        return dict(zip(cases, states, strict=True))

    return batch


def _case_name() -> str:
    return str(task_run.parameters["case"])
