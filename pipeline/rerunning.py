"""The inside of a process that works on reruns: opened once, then given batches by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from multiprocessing.util import Finalize

from casefile.errors import StoreUnavailable
from pipeline.niceness import RERUN, give_way, stand_back
from pipeline.reread import Rereader
from pipeline.rerun import perform
from pipeline.runtime import open_runtime
from pipeline.settings import Settings, load_settings
from pipeline.store import leases
from pipeline.store.leases import LeaseLost
from pipeline.store.reruns import Batch
from pipeline.workers import open_pool


class Worker:
    """What one process needs; the readers are loaded only where pages are read."""

    def __init__(self, settings: Settings) -> None:
        """Open database and objects."""
        self._settings = settings
        self._open = ExitStack()
        self._runtime = self._open.enter_context(open_runtime(settings))
        self._rereaders: dict[str | None, Rereader] = {}

    def perform(self, batch: Batch, start: str, models: str | None) -> Mapping[str, int]:
        """Decide a batch again; nothing is kept, and nothing returned, where another has it by now."""
        self._give_way()
        try:
            return perform(self._runtime, batch, None if start == "judge" else self._rereader(models))
        except LeaseLost:
            return {}

    def close(self) -> None:
        """End the readers, and let go of database and objects."""
        self._open.close()

    def _give_way(self) -> None:
        """Wait while a live case is worked on here; before each batch, and before each of its pages."""
        give_way(self._live)

    def _live(self) -> bool:
        """Whether there is one; where the database does not answer, nobody waits for it here."""
        with suppress(StoreUnavailable), self._runtime.database.looking() as connection:
            return leases.in_hand_here(connection)
        return False

    def _rereader(self, models: str | None) -> Rereader:
        if models not in self._rereaders:
            settings = self._settings.model_copy(update={"models": models} if models else {})
            pool = self._open.enter_context(open_pool(settings, 1, wait=self._give_way))
            self._rereaders[models] = Rereader(self._runtime, pool)
        return self._rereaders[models]


_HERE: list[Worker] = []


def prepare(settings: Settings) -> None:
    """Make this process a worker, behind everything that somebody waits for."""
    stand_back(RERUN)
    worker = Worker(settings)
    Finalize(None, worker.close, exitpriority=10)  # a process waits for its readers before it ends
    _HERE[:] = [worker]


def work(run: str, number: int, token: int, start: str, models: str | None) -> Mapping[str, int]:
    """Do one batch in this process; where nobody prepared it, by the settings of its environment."""
    if not _HERE:
        prepare(load_settings())
    return _HERE[0].perform(Batch(run, number, token), start, models)
