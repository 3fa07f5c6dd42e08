"""A rerun as Prefect sees it: one flow run a run, one task a batch, ids only."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Any

from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.flows import Flow
from prefect.runtime import task_run

from pipeline.store.reruns import Batch

if TYPE_CHECKING:
    from flows.rerun import Driver


def rerun_flow(driver: Driver) -> Flow[[str], Coroutine[Any, Any, int]]:
    """The flow over one run; it records, the driver does the work."""

    @task(name="batch", task_run_name=_name, cache_policy=NO_CACHE, persist_result=False, log_prints=False)
    async def one_batch(number: int, token: int, run: str) -> Mapping[str, int]:
        return await driver.perform(Batch(run, number, token))

    @flow(name="rerun", flow_run_name="{run}", persist_result=False, validate_parameters=False)
    async def whole(run: str) -> int:
        done = 0

        async def do(batch: Batch) -> Mapping[str, int]:
            nonlocal done
            counts: Mapping[str, int] = await one_batch(batch.number, batch.token, batch.run)
            done += sum(counts.values())
            return counts

        await driver.lanes(do)
        await acreate_markdown_artifact(key=f"rerun-{run}", markdown=await driver.reported())
        return done

    return whole


def _name() -> str:
    return f"batch {task_run.parameters['number']}"
