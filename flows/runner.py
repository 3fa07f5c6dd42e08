"""The long-lived runner: claims what waits, runs it in batches, holds its leases, and ends in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Sequence

from casefile.errors import StoreUnavailable
from flows.intake import intake_flow
from flows.server import answers
from pipeline import queue
from pipeline.runtime import Runtime
from pipeline.store import leases
from pipeline.store.leases import Lease, LeaseLost
from pipeline.workers import ReaderPool

_LOG = logging.getLogger(__name__)
_DRAIN_SECONDS = 20.0


class Runner:
    """Processes received cases until told to stop; Prefect watches, the database decides."""

    def __init__(self, runtime: Runtime, pool: ReaderPool) -> None:
        """One runner a process; its name is in the leases and the audit."""
        self._runtime, self._pool = runtime, pool
        self._name = f"{leases.runners_here()}{os.getpid()}"
        self._held: dict[str, Lease] = {}
        self._stopping = asyncio.Event()
        self._away = False
        """Whether a store did not answer in this round: then nothing is gained by another at once."""

    def stop(self) -> None:
        """Take no more cases, and end soon."""
        self._stopping.set()

    async def run(self) -> None:
        """Take batch after batch; a store that does not answer is waited for."""
        pause = self._runtime.settings.poll_seconds
        while not self._stopping.is_set():
            self._away = False
            try:
                taken = await asyncio.to_thread(
                    queue.claim, self._runtime, self._name, self._runtime.settings.batch
                )
            except StoreUnavailable as error:
                _LOG.warning("%s", error)
                taken, self._away = (), True
            if taken:
                await self._batch(taken)
            if self._away:
                await self._rest(min(pause * 5, 30))
            elif not taken:
                await self._rest(pause)

    async def _batch(self, taken: Sequence[Lease]) -> None:
        """Run one batch to its end, or, where stopping takes too long, give the rest back."""
        self._held = {lease.case: lease for lease in taken}
        renewing = asyncio.create_task(self._renew())
        running = asyncio.create_task(self._recorded(list(self._held)))
        stopped = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            await asyncio.wait({running}, timeout=_DRAIN_SECONDS)
        for one in (running, stopped, renewing):
            one.cancel()
        await asyncio.gather(running, stopped, renewing, return_exceptions=True)
        await asyncio.to_thread(self._give_back)

    async def _recorded(self, cases: list[str]) -> None:
        """Run the flow; what it did not reach because Prefect is away is done without it."""
        at_once = max(2, 2 * self._pool.size)
        url = os.environ.get("PREFECT_API_URL", "")
        if await asyncio.to_thread(answers, url):
            try:
                await intake_flow(self._work, at_once)(cases)
            except Exception as error:  # the worker's edge: recording must never stop the work
                _LOG.warning("prefect: %s", type(error).__name__)
        gate = asyncio.Semaphore(at_once)
        await asyncio.gather(*(self._gated(gate, case) for case in cases if case in self._held))

    async def _gated(self, gate: asyncio.Semaphore, case: str) -> None:
        async with gate:
            await self._work(case)

    async def _work(self, case: str) -> str:
        lease = self._held.get(case)
        if lease is None or self._stopping.is_set():
            return "waiting"
        began = time.monotonic()
        state = await asyncio.to_thread(queue.work, self._runtime, self._pool, lease, self._name)
        self._held.pop(case, None)
        self._away |= state == StoreUnavailable.code
        about = {"case": case, "state": state, "seconds": round(time.monotonic() - began, 2)}
        _LOG.info("case %s: %s", case, state, extra=about)
        return state

    async def _renew(self) -> None:
        """Hold the leases of this batch while it runs."""
        while True:
            await asyncio.sleep(self._runtime.settings.lease_seconds / 3)
            for lease in list(self._held.values()):
                with contextlib.suppress(StoreUnavailable, LeaseLost):
                    await asyncio.to_thread(queue.renew, self._runtime, lease)

    def _give_back(self) -> None:
        for lease in self._held.values():
            with contextlib.suppress(StoreUnavailable):
                queue.give_back(self._runtime, lease, self._name, "STOPPED", counted=False)
        self._held = {}

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
