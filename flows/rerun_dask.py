"""A rerun on a Dask cluster, through prefect-dask: each batch is a task that a worker of the cluster does.

The workers take database and objects from their own environment (`BIRTHCASE_…`), and need this program.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect_dask.task_runners import DaskTaskRunner

from flows import rerun as driving  # a module goes to the cluster by name, what is in it does not
from pipeline.rerunning import work
from pipeline.store.reruns import Batch


@task(name="batch", cache_policy=NO_CACHE, persist_result=False, log_prints=False)
def one_batch(run: str, number: int, token: int, start: str, models: str | None) -> Mapping[str, int]:
    """One batch, in a process of the cluster."""
    return work(run, number, token, start, models)


@flow(name="rerun", flow_run_name="{run}", persist_result=False, validate_parameters=False)
async def on_cluster(run: str) -> int:
    """A run; a batch that fails is taken up again when its lease lapses."""
    driver, done = driving.DRIVERS[run], 0

    async def do(batch: Batch) -> Mapping[str, int]:
        nonlocal done
        asked = driver.run
        future = one_batch.submit(run, batch.number, batch.token, asked.start, asked.models)
        counts = await asyncio.to_thread(future.result)
        done += sum(counts.values())
        return counts

    await driver.lanes(do)
    await acreate_markdown_artifact(key=f"rerun-{run}", markdown=await driver.reported())
    return done


async def on_dask(driver: driving.Driver) -> None:
    """Drive a run on the driver's cluster."""
    address = (driver.cluster or "").removeprefix("dask://")
    here = {"n_workers": driver.jobs, "threads_per_worker": 1}
    runner: Any = DaskTaskRunner(
        address=f"tcp://{address}" if address else None, cluster_kwargs=None if address else here
    )
    driving.DRIVERS[driver.run.id] = driver
    try:
        await on_cluster.with_options(task_runner=runner)(driver.run.id)
    finally:
        del driving.DRIVERS[driver.run.id]
