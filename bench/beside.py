"""What a rerun costs besides reading, and how long live cases take while one runs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.handing_in import any_form, small_case
from bench.mortal import Mortal
from birthcase.client import Client
from birthcase.local import local_settings
from pipeline.runtime import Runtime, open_runtime
from pipeline.store import cases, reruns

_EVERY_SECONDS = 2.0
_TURN = 10
_STARTING_SECONDS = 10.0
"""Until the processes of a rerun that is noted are at work."""
_DECIDED = ("accepted", "flagged", "failed")
_PATIENCE_SECONDS = 300


def live(count: int, backlog: int) -> dict[str, Sequence[float]]:
    """Seconds from acknowledgement to decision of so many live cases, alone and beside reruns.

    The reruns read so many stored cases again, each page a core's full load, over and over. Ten cases
    alone and ten beside take turns, as whatever else the machine does changes meanwhile.
    """
    alone: list[float] = []
    beside: list[float] = []
    with _service("busy") as (mortal, runtime):
        _handed_in(mortal, runtime, "STORED", backlog, 0)
        for turn in range(0, count, _TURN):
            some = min(_TURN, count - turn)
            alone += _handed_in(mortal, runtime, f"ALONE-{turn}", some, _EVERY_SECONDS)
            with _reruns(mortal.data, runtime):
                beside += _handed_in(mortal, runtime, f"BESIDE-{turn}", some, _EVERY_SECONDS)
    return {"alone": alone, "beside reruns": beside}


def own_cost(count: int) -> float:
    """CPU-seconds a page that a rerun from the start spends on everything but reading."""
    with _service("instant") as (mortal, runtime):
        _handed_in(mortal, runtime, "STORED", count, 0)
        one, all = (_cpu(mortal.data, which) for which in ("STORED-00000", "STORED-*"))
    return (all - one) / (2 * (count - 1))


@contextmanager
def _service(engine: str) -> Iterator[tuple[Mortal, Runtime]]:
    """A whole service with this stand-in for a reader."""
    with (
        tempfile.TemporaryDirectory() as place,
        Mortal(Path(place), ENGINE=f"bench.scripted:{engine}", LEASE_SECONDS="600") as mortal,
        open_runtime(local_settings(mortal.data)) as runtime,
    ):
        yield mortal, runtime


def _cpu(data: Path, which: str) -> float:
    """CPU-seconds of a rerun over these cases and all its processes; starting is in it."""
    before = os.times()
    subprocess.run(_command(data, "bench.scripted:instant", f"case={which}"), check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _command(data: Path, engine: str, where: str) -> list[str]:
    words = ["rerun", "--data-dir", str(data), "--from", "normalise", "--jobs", "2", "--where", where]
    return ["env", f"BIRTHCASE_ENGINE={engine}", sys.executable, "-m", "birthcase", "--lang", "en", *words]


def _handed_in(mortal: Mortal, runtime: Runtime, name: str, count: int, every: float) -> list[float]:
    """Hand in so many cases at this pace, and wait for each; the seconds that each took."""
    form = any_form()
    begun: dict[str, float] = {}
    took: dict[str, float] = {}
    next_at = time.monotonic()
    for number in range(count):
        with Client.at(mortal.url, mortal.key, 60) as client:
            id = client.submit(*small_case(form, f"{name}-{number:05d}")).id
        begun[id] = time.monotonic()
        next_at += every
        _decided(runtime, begun, took, next_at)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while len(took) < count and time.monotonic() < deadline:
        _decided(runtime, begun, took, time.monotonic() + 0.1)
    if len(took) < count:
        raise SystemExit(f"{count - len(took)} of {count} cases were not decided")
    return list(took.values())


def _decided(runtime: Runtime, begun: dict[str, float], took: dict[str, float], until: float) -> None:
    """Look until then which of the cases are decided."""
    while (left := until - time.monotonic()) > 0:
        waits = [id for id in begun if id not in took]
        with runtime.database.looking() as connection:
            states = cases.states(connection, waits)
        for id, state in states.items():
            if state in _DECIDED:
                took[id] = time.monotonic() - begun[id]
        time.sleep(min(left, 0.05))


def _last_run(runtime: Runtime) -> str:
    with runtime.database.looking() as connection:
        return next((run.id for run in reruns.listed(connection, 1)), "")


@contextmanager
def _reruns(data: Path, runtime: Runtime) -> Iterator[None]:
    """One rerun after another, from when the first one is at work until the end of the block."""
    ended = threading.Event()
    before = _last_run(runtime)

    def run() -> None:
        while not ended.is_set():
            process = subprocess.Popen(
                _command(data, "bench.scripted:busy", "case=STORED-*"),
                stdout=subprocess.DEVNULL,
            )
            while process.poll() is None:
                if ended.wait(0.2):
                    process.terminate()
                    process.wait()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        while _last_run(runtime) == before:
            time.sleep(0.2)
        time.sleep(_STARTING_SECONDS)
        yield
    finally:
        ended.set()
        thread.join()
