"""Troubles that are no death: something hangs, stays away, is full or locked, or tells the wrong time."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

import psutil

from bench.mortal import LEASE_SECONDS, Mortal

_BLOCK = bytes(1 << 16)
_SECONDS = 5.0


def _paused(mortal: Mortal, part: str, seconds: float) -> None:
    """Stopped by SIGSTOP, then woken."""
    with suppress(psutil.NoSuchProcess):
        if (process := mortal.part(part)) is not None:
            process.suspend()
            time.sleep(seconds)
            process.resume()


def _down(mortal: Mortal, part: str) -> None:
    """Killed again as soon as it is started."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        mortal.kill(part)
        time.sleep(0.1)


def _locked(mortal: Mortal) -> None:
    """Longer than anybody waits for the lock."""
    with suppress(sqlite3.OperationalError):
        connection = sqlite3.connect(mortal.data / "birthcase.db", timeout=5)
        connection.execute("BEGIN EXCLUSIVE")
        time.sleep(12)
        connection.rollback()
        connection.close()


def _full(mortal: Mortal) -> None:
    """Not a byte is left for the database, the objects or the logs; they have a disk of their own."""
    if not mortal.disk:
        raise SystemExit("a full disk needs root, to mount one that may be filled")
    with _ballast(mortal) as fill:
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            fill()
            time.sleep(0.1)


@contextmanager
def _ballast(mortal: Mortal) -> Iterator[Callable[[], None]]:
    """A function that fills what is left, however often; all of it is let go at the end."""
    path = mortal.data / "ballast"
    try:
        with path.open("wb", buffering=0) as file:

            def fill() -> None:
                try:
                    while file.write(_BLOCK):
                        pass
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

            yield fill
    finally:
        path.unlink(missing_ok=True)


def _clock(mortal: Mortal, seconds: float) -> None:
    """The service's and its database's clock jumps, and a while later back."""
    (mortal.marks / "clock").write_text(str(seconds))
    time.sleep(_SECONDS)
    (mortal.marks / "clock").unlink()


TROUBLES: Mapping[str, Callable[[Mortal], None]] = {
    "runner paused past its lease": lambda mortal: _paused(mortal, "runner", LEASE_SECONDS + 2),
    "object store hangs": lambda mortal: _paused(mortal, "object store", 6),
    "object store stays down": lambda mortal: _down(mortal, "object store"),
    "Prefect stays down": lambda mortal: _down(mortal, "Prefect"),
    "database locked": _locked,
    "disk full": _full,
    "clock an hour back": lambda mortal: _clock(mortal, -3600),
    "clock a day on": lambda mortal: _clock(mortal, 25 * 3600),
}
