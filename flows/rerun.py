"""A rerun is driven: batches are claimed by lease and worked on in processes; Prefect only watches."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any

from casefile.errors import StoreUnavailable, UsageError
from flows.server import answers
from pipeline import rerun
from pipeline.reports.summary import report_of
from pipeline.reports.text import markdown
from pipeline.rerunning import prepare, work
from pipeline.runtime import open_database
from pipeline.settings import Settings
from pipeline.store.leases import LeaseLost
from pipeline.store.reruns import Batch, StoredRun, give_back

_LOG = logging.getLogger(__name__)
_WAIT_SECONDS = 5.0
Do = Callable[[Batch], Awaitable[Mapping[str, int]]]


class Driver:
    """Drives one run with processes of its own until nothing waits, or it is paused or stopped."""

    def __init__(self, settings: Settings, run: StoredRun, jobs: int, cluster: str | None = None) -> None:
        """`jobs` batches are worked on at a time, each in a process of its own, here or on a Dask cluster.

        `cluster` is `dask://host:port`, or `dask://` for one that is started here and ends with the run.
        """
        self._settings, self._run, self._jobs, self.cluster = settings, run, jobs, cluster
        self._database = open_database(settings)
        self._holder = f"rerun:{socket.gethostname()[:32]}:{os.getpid()}"
        self._stopping = False
        self._at_end: Any = signal.SIG_DFL
        self._pool = self._processes()

    async def drive(self) -> None:
        """Until nothing waits; what Prefect does not record, because it is away, is done all the same."""
        self._at_end = signal.getsignal(signal.SIGTERM)
        try:
            recorded = await asyncio.to_thread(answers, os.environ.get("PREFECT_API_URL", ""))
            if self.cluster is not None:
                await self._on_dask(recorded)
                return
            if recorded:
                await self._recorded()
            await self.lanes(self.perform)
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._database.close()

    def stop(self) -> None:
        """Claim no more; what is begun is ended."""
        self._stopping = True

    async def lanes(self, do: Do) -> None:
        """Claim and do, so many at a time; SIGTERM does what it did before Prefect took it over."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._at_end)
        await asyncio.gather(*(self._lane(do) for _ in range(self._jobs)))

    async def perform(self, batch: Batch) -> Mapping[str, int]:
        """Work on a batch in a process; one whose process died waits again, its attempt counted."""
        pool, run = self._pool, self._run
        asked = (run.id, batch.number, batch.token, run.start, run.models)
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work, *asked)
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = self._processes()
            await asyncio.to_thread(self._release, batch, True)
        except StoreUnavailable as error:
            _LOG.warning("%s", error)
            await asyncio.to_thread(self._release, batch, False)
            await asyncio.sleep(_WAIT_SECONDS)
        return {}

    async def reported(self) -> str:
        """What the run changed so far, as Markdown: numbers and case ids only."""
        return await asyncio.to_thread(self._report)

    async def _lane(self, do: Do) -> None:
        while not self._stopping:
            try:
                batch = await asyncio.to_thread(self._claim)
            except StoreUnavailable as error:
                _LOG.warning("%s", error)
                await asyncio.sleep(_WAIT_SECONDS)
                continue
            if batch is None:
                return
            await do(batch)

    async def _on_dask(self, recorded: bool) -> None:
        """Work on a cluster goes through Prefect, which hands tasks to it."""
        if not recorded:
            raise UsageError("Dask 上的重跑要经过 Prefect，请设 BIRTHCASE_PREFECT_API_URL")
        from flows.rerun_dask import on_dask  # Dask, only where it is asked for

        await on_dask(self)

    @property
    def jobs(self) -> int:
        """Batches at a time."""
        return self._jobs

    @property
    def run(self) -> StoredRun:
        """What is driven."""
        return self._run

    async def _recorded(self) -> None:
        from flows.rerun_flow import rerun_flow  # Prefect, only where it answers

        try:
            await rerun_flow(self)(self._run.id)
        except Exception as error:  # the worker's edge: recording must never stop the work
            _LOG.warning("prefect: %s", type(error).__name__)

    def _claim(self) -> Batch | None:
        return rerun.claim(self._database, self._run.id, self._holder, self._settings.lease_seconds)

    def _report(self) -> str:
        with self._database.looking() as connection:
            return markdown(report_of(connection, self._run.id))

    def _release(self, batch: Batch, counted: bool) -> None:
        with suppress(LeaseLost, StoreUnavailable), self._database.writing() as connection:
            give_back(connection, batch, counted)

    def _processes(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._jobs, spawn, initializer=prepare, initargs=(self._settings,))


DRIVERS: dict[str, Driver] = {}
"""Those that drive a run on a cluster now, by run."""
