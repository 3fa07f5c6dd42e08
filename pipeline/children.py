"""A server that runs beside us as a child process: started, watched, started again, stopped by its id."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from casefile.errors import StoreUnavailable

_LOG = logging.getLogger(__name__)
_PARENT_DEATH = 1
_MOST_MISSES = 3
_LONGEST_PAUSE = 5.0
"""Seconds before a child that keeps ending is tried again: what makes it end may be over at any moment."""


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """How one server is started; `environment` is added to ours, `log` takes its output."""

    name: str
    command: Sequence[str]
    log: Path
    ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    ready_seconds: float = 60
    stop_seconds: float = 10
    well: Callable[[], bool] | None = None
    """Whether it still does its work; one that does not, so many times in a row, is started anew."""
    look_seconds: float = 15


class Child:
    """A supervised server; a thread of its own starts it again when it ends by itself."""

    def __init__(self, plan: ChildPlan) -> None:
        """Nothing runs before `start`."""
        self.plan = plan
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True, name=plan.name)

    @property
    def pid(self) -> int | None:
        """The running process, or None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def begin(self) -> None:
        """Start it without waiting for it."""
        self._thread.start()

    def start(self) -> None:
        """Start it and wait until it answers; raises StoreUnavailable that names its log."""
        self.begin()
        deadline = time.monotonic() + self.plan.ready_seconds
        self._started.wait(self.plan.ready_seconds)
        while time.monotonic() < deadline:
            if self.pid is not None and self.plan.ready():
                return
            time.sleep(0.1)
        self.stop()
        raise StoreUnavailable(f"{self.plan.name} 没有启动，请看日志 {self.plan.log}")

    def stop(self) -> None:
        """Ask it to end, insist after a while; whatever it started in its group ends with it."""
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            _signal(process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self.plan.stop_seconds)
        if process is not None:
            _signal(process.pid, signal.SIGKILL)
            process.wait()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(5)

    def _keep(self) -> None:
        """Run it again and again until told to stop; this thread lives as long as the child does."""
        pause = 0.2
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._process = self._spawn()
            except OSError as error:  # no memory, no process left: both may pass
                _LOG.error("%s: %s", self.plan.name, type(error).__name__)
            else:
                self._started.set()
                self._watch(self._process)
            pause = 0.2 if time.monotonic() - began > 30 else min(pause * 2, _LONGEST_PAUSE)
            self._stopping.wait(pause)

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Until it ends, by itself or because it has long done no work."""
        misses = 0
        while True:
            try:
                process.wait(self.plan.look_seconds if self.plan.well else None)
                return
            except subprocess.TimeoutExpired:
                misses = 0 if self.plan.well is None or self.plan.well() else misses + 1
            if misses >= _MOST_MISSES:
                _LOG.error("%s does not work any more and is started anew", self.plan.name)
                _signal(process.pid, signal.SIGKILL)

    def _spawn(self) -> subprocess.Popen[bytes]:
        self.plan.log.parent.mkdir(parents=True, exist_ok=True)
        output = os.open(self.plan.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(
                self.plan.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.plan.environment},
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )
        finally:
            os.close(output)


def _end_with_parent() -> None:
    """The child is ended by the system when the thread that started it is gone, however that came."""
    ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGTERM)


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def free_ports(count: int, twin: int = 0) -> list[int]:
    """Ports of the loopback address that nobody holds now, themselves and `twin` higher; none given twice.

    All of them, twins too, lie below 32768: from there on the system gives ports to outgoing connections.
    From a random place on: processes that ask at the same time must not be told of the same ones.
    """
    lowest, room = 20000 - twin, 12000
    found: list[int] = []
    place = secrets.randbelow(room)
    while len(found) < count:
        place = (place + 1) % room
        port = lowest + place
        if all(map(_free, {port, port + twin})):
            found.append(port)
    return found


def _free(port: int) -> bool:
    """Whether a server could take that port of the loopback address."""
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.bind(("127.0.0.1", port))
        return True
    return False


def listening(port: int) -> bool:
    """Whether something accepts connections on that port of the loopback address."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
