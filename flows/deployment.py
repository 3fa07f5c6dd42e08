"""Reruns as a Prefect deployment with typed parameters and a work pool of their own; zombies are ended."""

from __future__ import annotations

import datetime as dt
import logging
import os
from pathlib import Path
from typing import Literal

from prefect import flow
from prefect.automations import Automation
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectAlreadyExists
from prefect.types.entrypoint import EntrypointType

from casefile.errors import UsageError
from flows.rerun import Driver
from pipeline import rerun
from pipeline.niceness import RERUN, stand_back
from pipeline.runtime import open_database
from pipeline.settings import Settings, load_settings
from pipeline.store.reruns import Asked

POOL = "reruns"
NAME = "stored-cases"
ZOMBIES = "birthcase: runs whose process is gone"
_AT_ONCE = 1
_SILENT = dt.timedelta(seconds=90)
_BEATS = "prefect.flow-run.heartbeat"
_ENDS = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
_LOG = logging.getLogger(__name__)


@flow(name="rerun-stored-cases", persist_result=False, log_prints=False)
async def stored_cases(
    where: str = "",
    start: Literal["judge", "read", "normalise"] = "judge",
    province: str | None = None,
    model: str | None = None,
    dry_run: bool = False,
    jobs: int = 1,
) -> str:
    """Decide stored cases again; the id of the run, which `birthcase runs` shows.

    `province` and `model` are paths on the worker's machine.
    """
    stand_back(RERUN)
    settings = load_settings()
    terms = Path(province).read_text(encoding="utf-8") if province else None
    database = open_database(settings)
    try:
        asked = Asked(where, start, terms, model, dry_run)
        run = rerun.begin(database, asked, "prefect deployment")
    finally:
        database.close()
    await Driver(settings, run, max(1, min(jobs, os.cpu_count() or 1))).drive()
    return run.id


async def register(settings: Settings) -> None:
    """Make the work pool, the deployment and the automation, or bring them up to date."""
    async with get_client() as client:
        try:
            pool = WorkPoolCreate(name=POOL, type="process", concurrency_limit=_AT_ONCE)
            await client.create_work_pool(pool)
        except ObjectAlreadyExists:
            pass
        known = {automation.name for automation in await client.read_automations()}
    await _deployment(settings).aapply()
    if ZOMBIES not in known:
        await _zombies().acreate()


def _deployment(settings: Settings) -> RunnerDeployment:
    if settings.rerun_cron and not settings.rerun_where:
        raise UsageError("定期重跑要有条件：请设 BIRTHCASE_RERUN_WHERE")
    limit = ConcurrencyLimitConfig(
        limit=_AT_ONCE, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE, grace_period_seconds=600
    )
    return RunnerDeployment.from_flow(
        stored_cases,
        name=NAME,
        cron=settings.rerun_cron,
        parameters={"where": settings.rerun_where} if settings.rerun_where else {},
        concurrency_limit=limit,
        work_pool_name=POOL,
        entrypoint_type=EntrypointType.MODULE_PATH,
        description="Stored cases decided again after rules, terms or models changed",
    )


def _zombies() -> Automation:
    """A run from which nothing was heard for a while has crashed; the database needs no such help."""
    return Automation(
        name=ZOMBIES,
        trigger=EventTrigger(
            after={_BEATS},
            expect={_BEATS, *_ENDS},
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=_SILENT,
        ),
        actions=[ChangeFlowRunState(name=None, state=StateType.CRASHED, message="no heartbeat", force=False)],
    )
