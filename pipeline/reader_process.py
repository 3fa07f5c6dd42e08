"""One reader process, as its parent sees it: started, asked, timed, ended, and begun again when lost."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from casefile.case import Document, Field, Weight
from casefile.errors import ReaderFailed, UploadRefused
from pipeline.engine import Reading
from pipeline.worker import Answer, serve

_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """How many reader processes there are, what they load, and how long each may live and take."""

    size: int = 1
    engine: str = "pipeline.engine:load"
    models: str | None = None
    calibration: str | None = None
    job_seconds: float = 120
    load_seconds: float = 180
    recycle_after: int = 300


class ReaderProcess:
    """At most one process at a time; `end` and `ask` belong to one thread, `kill` to any."""

    def __init__(self, plan: PoolPlan) -> None:
        """Nothing runs before `ready` or `ask`."""
        self._plan = plan
        self._loaded = ""
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection[Any, Any] | None = None
        self._pages = 0
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """The process, where it is alive."""
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    @property
    def worn(self) -> bool:
        """Whether it has read as many pages as one process should."""
        return self._pages >= self._plan.recycle_after

    def ask(self, job: Answer) -> Any:
        """The answer to a job; raises UploadRefused, or ReaderFailed if it is lost or talks nonsense."""
        connection = self.ready()
        if job[0] == "version":
            return self._loaded
        try:
            connection.send(job)
        except OSError:
            self._lost("died")
        match self._answer(connection, self._plan.job_seconds):
            case ("done", value):
                self._pages += getattr(value, "pages", 0)
                return _sound(job[0], value)
            case ("refused", str(code), str(message)):
                raise UploadRefused(code, message)
            case ("failed", str(name)):
                raise ReaderFailed(name)
        raise ReaderFailed("nonsense")

    def ready(self) -> Connection[Any, Any]:
        """The connection to a loaded process, a fresh one where there is none; raises ReaderFailed."""
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self.end()
        if self._stopping:
            raise ReaderFailed("stopped")
        connection, theirs = _SPAWN.Pipe()
        plan = self._plan
        given = theirs, plan.engine, plan.models, plan.calibration
        process = _SPAWN.Process(target=serve, args=given, name="reader")
        process.start()
        theirs.close()
        self._process, self._connection, self._pages = process, connection, 0
        if self._stopping:
            self._lost("stopped")
        match self._answer(connection, plan.load_seconds):
            case ("ready", str(version)):
                self._loaded = version
            case other:
                self._lost(f"not loaded: {other[1]}")
        return connection

    def kill(self) -> None:
        """End the process and whatever it started, for good."""
        self._stopping = True
        self._kill()

    def _answer(self, connection: Connection[Any, Any], seconds: float) -> Answer:
        try:
            if not connection.poll(seconds):
                self._lost("hung")
            answer: Answer = connection.recv()
        except (EOFError, OSError):
            self._lost("died")
        return answer

    def _lost(self, how: str) -> NoReturn:
        self.end()
        raise ReaderFailed(how)

    def end(self) -> None:
        """End the process, if there is one; the next job starts another."""
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
