"""A local pool of warm reader processes; one that hangs or dies costs its own job and nothing else."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, NoReturn, Self

from casefile.case import Document, Field, Weight
from casefile.errors import ReaderFailed, UploadRefused
from pipeline.engine import LineCrop, Reading
from pipeline.settings import Settings
from pipeline.worker import Answer, serve

_SPAWN = multiprocessing.get_context("spawn")
_WEIGH, _READ, _STOP = 0, 1, -1


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """How many reader processes there are, what they load, and how long each may live and take."""

    size: int = 1
    engine: str = "pipeline.engine:load"
    models: str | None = None
    job_seconds: float = 120
    load_seconds: float = 180
    recycle_after: int = 300


@dataclass(order=True, slots=True)
class _Task:
    priority: int
    number: int
    job: Answer = field(compare=False)
    future: Future[Any] = field(compare=False)


class ReaderPool:
    """Reads and weighs in child processes; use it as a context manager, or call `close`."""

    def __init__(self, plan: PoolPlan) -> None:
        """Start every process at once; they load while the caller goes on."""
        self._tasks: queue.PriorityQueue[_Task] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._version: str | None = None
        self._closed = False
        self._door = threading.Lock()
        self._workers = [_Worker(plan, self._tasks) for _ in range(plan.size)]
        self.size = plan.size
        atexit.register(self.close)
        for worker in self._workers:
            worker.start()

    def read(self, data: bytes, name: str) -> Future[Reading]:
        """Read one upload; the future raises UploadRefused or ReaderFailed."""
        return self._submit(_READ, ("read", data, name))

    def weigh(self, crop: LineCrop, candidates: Sequence[str]) -> Future[Mapping[str, Weight]]:
        """Weigh strings against one crop; goes before waiting reads, so that begun cases end first."""
        return self._submit(_WEIGH, ("weigh", crop, tuple(candidates)))

    def version(self) -> str:
        """The reader's version; waits for a process, raises ReaderFailed where it cannot load."""
        if self._version is None:
            self._version = str(self._submit(_WEIGH, ("version",)).result())
        return self._version

    def pids(self) -> tuple[int, ...]:
        """The processes alive now."""
        return tuple(pid for worker in self._workers if (pid := worker.pid) is not None)

    def close(self) -> None:
        """Stop every process now; jobs not yet done are cancelled."""
        atexit.unregister(self.close)
        with self._door, contextlib.suppress(queue.Empty):
            self._closed = True
            while True:
                self._tasks.get_nowait().future.cancel()
        for worker in self._workers:
            self._submit(_STOP, ("stop",))
            worker.kill()
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


def open_pool(settings: Settings, size: int | None = None, work: int | None = None) -> ReaderPool:
    """The readers that were asked for, else those of the settings, but no more than there is work for."""
    count = size or (settings.reader_count if work is None else min(settings.reader_count, max(1, work)))
    return ReaderPool(
        PoolPlan(
            size=count,
            engine=settings.engine,
            models=settings.models,
            job_seconds=settings.page_seconds,
            load_seconds=settings.load_seconds,
            recycle_after=settings.recycle_after,
        )
    )


class _Worker(threading.Thread):
    """Owns one reader process: hands it jobs, watches the clock, replaces it when it is lost."""

    def __init__(self, plan: PoolPlan, tasks: queue.PriorityQueue[_Task]) -> None:
        super().__init__(daemon=True, name="reader")
        self._plan, self._tasks = plan, tasks
        self._loaded = ""
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection[Any, Any] | None = None
        self._done = 0
        self._stopping = False

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    def run(self) -> None:
        with contextlib.suppress(ReaderFailed):
            self._ready()
        while (task := self._tasks.get()).priority != _STOP:
            if task.future.set_running_or_notify_cancel():
                self._do(task)
        self._end()

    def kill(self) -> None:
        """End the process and whatever it started; safe from any thread."""
        self._stopping = True
        self._kill()

    def _do(self, task: _Task) -> None:
        try:
            task.future.set_result(self._ask(task.job))
        except (UploadRefused, ReaderFailed) as error:
            task.future.set_exception(error)
        except Exception as error:  # the worker's edge: an answer that cannot even be unpacked
            self._end()
            task.future.set_exception(ReaderFailed(type(error).__name__))
        if self._done >= self._plan.recycle_after:
            self._end()
            with contextlib.suppress(ReaderFailed):
                self._ready()

    def _ask(self, job: Answer) -> Any:
        connection = self._ready()
        if job[0] == "version":
            return self._loaded
        try:
            connection.send(job)
        except OSError:
            self._lost("died")
        match self._answer(connection, self._plan.job_seconds):
            case ("done", value):
                self._done += getattr(value, "pages", 0)
                return _sound(job[0], value)
            case ("refused", str(code), str(message)):
                raise UploadRefused(code, message)
            case ("failed", str(name)):
                raise ReaderFailed(name)
        raise ReaderFailed("nonsense")

    def _ready(self) -> Connection[Any, Any]:
        """The connection to a loaded process, a fresh one where there is none."""
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._end()
        if self._stopping:
            raise ReaderFailed("stopped")
        connection, theirs = _SPAWN.Pipe()
        plan = self._plan
        process = _SPAWN.Process(target=serve, args=(theirs, plan.engine, plan.models), name="reader")
        process.start()
        theirs.close()
        self._process, self._connection, self._done = process, connection, 0
        if self._stopping:
            self._lost("stopped")
        match self._answer(connection, plan.load_seconds):
            case ("ready", str(version)):
                self._loaded = version
            case other:
                self._lost(f"not loaded: {other[1]}")
        return connection

    def _answer(self, connection: Connection[Any, Any], seconds: float) -> Answer:
        try:
            if not connection.poll(seconds):
                self._lost("hung")
            answer: Answer = connection.recv()
        except (EOFError, OSError):
            self._lost("died")
        return answer

    def _lost(self, how: str) -> NoReturn:
        self._end()
        raise ReaderFailed(how)

    def _end(self) -> None:
        self._kill()
        if self._process is not None:
            self._process.join()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None

    def _kill(self) -> None:
        process = self._process
        if process is None or process.pid is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()


def _sound(kind: str, value: Any) -> Any:
    """The answer itself where it has the promised shape; a reader's nonsense is a failure, not a reading."""
    if kind == "weigh" and isinstance(value, Mapping):
        if all(isinstance(key, str) and isinstance(weight, Weight) for key, weight in value.items()):
            return value
    elif isinstance(value, Reading) and all(_sound_document(document) for document in value.documents):
        return value
    raise ReaderFailed("nonsense")


def _sound_document(document: Any) -> bool:
    return isinstance(document, Document) and all(
        isinstance(found, Field) and 0.0 <= found.confidence <= 1.0 for found in document.fields.values()
    )
