"""A local pool of warm reader processes; one that hangs or dies costs its own job and nothing else."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from casefile.case import Weight
from casefile.errors import ReaderFailed, UploadRefused
from pipeline.engine import Reading
from pipeline.line_crop import Crop
from pipeline.reader_process import PoolPlan, ReaderProcess
from pipeline.settings import Settings
from pipeline.worker import Answer

_WEIGH, _READ, _STOP = 0, 1, -1


@dataclass(order=True, slots=True)
class _Task:
    priority: int
    number: int
    job: Answer = field(compare=False)
    future: Future[Any] = field(compare=False)


class ReaderPool:
    """Reads and weighs in child processes; use it as a context manager, or call `close`."""

    def __init__(self, plan: PoolPlan, wait: Callable[[], None] | None = None) -> None:
        """Start every process at once; they load while the caller goes on; each job waits first."""
        self._tasks: queue.PriorityQueue[_Task] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._version: str | None = None
        self._closed = False
        self._door = threading.Lock()
        self._workers = [_Worker(plan, self._tasks, wait) for _ in range(plan.size)]
        self.size = plan.size
        atexit.register(self.close)
        for worker in self._workers:
            worker.start()

    def read(self, data: bytes, name: str) -> Future[Reading]:
        """Read one upload; the future raises UploadRefused or ReaderFailed."""
        return self._submit(_READ, ("read", data, name))

    def weigh(self, crop: Crop, candidates: Sequence[str]) -> Future[Mapping[str, Weight]]:
        """Weigh strings against one crop; goes before waiting reads, so that begun cases end first."""
        return self._submit(_WEIGH, ("weigh", crop, tuple(candidates)))

    def version(self) -> str:
        """The reader's version; waits for a process, raises ReaderFailed where it cannot load."""
        if self._version is None:
            self._version = str(self._submit(_WEIGH, ("version",)).result())
        return self._version

    def pids(self) -> tuple[int, ...]:
        """The processes alive now."""
        return tuple(pid for worker in self._workers if (pid := worker.process.pid) is not None)

    def close(self) -> None:
        """Stop every process now; jobs not yet done are cancelled."""
        atexit.unregister(self.close)
        with self._door, contextlib.suppress(queue.Empty):
            self._closed = True
            while True:
                self._tasks.get_nowait().future.cancel()
        for worker in self._workers:
            self._submit(_STOP, ("stop",))
            worker.process.kill()
        for worker in self._workers:
            worker.join()

    def _submit(self, priority: int, job: Answer) -> Future[Any]:
        task = _Task(priority, next(self._numbers), job, Future())
        with self._door:
            if self._closed and priority != _STOP:
                task.future.set_exception(ReaderFailed("closed"))
            else:
                self._tasks.put(task)
        return task.future

    def __enter__(self) -> Self:
        """The pool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop every process."""
        self.close()


def open_pool(
    settings: Settings,
    size: int | None = None,
    work: int | None = None,
    wait: Callable[[], None] | None = None,
) -> ReaderPool:
    """The readers that were asked for, else those of the settings, but no more than there is work for."""
    count = size or (settings.reader_count if work is None else min(settings.reader_count, max(1, work)))
    return ReaderPool(
        PoolPlan(
            size=count,
            engine=settings.engine,
            models=settings.models,
            calibration=str(settings.calibration) if settings.calibration else None,
            job_seconds=settings.page_seconds,
            load_seconds=settings.load_seconds,
            recycle_after=settings.recycle_after,
        ),
        wait,
    )


class _Worker(threading.Thread):
    """Hands its reader process the jobs, and replaces it when it is worn or lost."""

    def __init__(
        self, plan: PoolPlan, tasks: queue.PriorityQueue[_Task], wait: Callable[[], None] | None
    ) -> None:
        super().__init__(daemon=True, name="reader")
        self._wait = wait
        self.process = ReaderProcess(plan)
        self._tasks = tasks

    def run(self) -> None:
        self._load()
        while (task := self._tasks.get()).priority != _STOP:
            if task.future.set_running_or_notify_cancel():
                self._do(task)
        self.process.end()

    def _load(self) -> None:
        with contextlib.suppress(ReaderFailed):
            self.process.ready()

    def _do(self, task: _Task) -> None:
        if self._wait is not None:
            self._wait()
        try:
            task.future.set_result(self.process.ask(task.job))
        except (UploadRefused, ReaderFailed) as error:
            task.future.set_exception(error)
        except Exception as error:  # the worker's edge: an answer that cannot even be unpacked
            self.process.end()
            task.future.set_exception(ReaderFailed(type(error).__name__))
        if self.process.worn:
            self.process.end()
            self._load()
