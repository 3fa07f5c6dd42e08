"""Measures time and memory of the reader, and writes docs/performance.md."""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

import psutil

from bench.accuracy import READ
from bench.drawing import drawn
from bench.inside import inside, processes
from bench.tables import table, write_page
from pipeline.conclude import conclude
from pipeline.memory import RunMemory
from pipeline.process import examine
from pipeline.settings import Settings
from pipeline.submission import parse_submission
from pipeline.workers import ReaderPool, open_pool
from samples import cases
from samples.cases import Case
from samples.materials import Habits
from samples.pictures import upload
from validators.facts import Facts

T = TypeVar("T")
_EACH = 6
_PAGES = 13
_CASES = 3
_MARKS = 10


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor and of wall clock."""

    cpu: float
    wall: float


def run(asked: argparse.Namespace) -> int:
    """Measure everything in processes of its own, one thing at a time, and write the tables."""
    with tempfile.TemporaryDirectory() as place:
        pages = _draw_pages(Path(place), asked.seed)
        print(f"{len(pages)} pages drawn", flush=True)
        with processes(1) as pool:
            load = pool.submit(_load).result()
            by_kind = pool.submit(_by_kind, pages).result()
            print("pages timed", flush=True)
        families = [_family(seed) for seed in _suited(asked.seed)]
        with processes(1) as pool:
            inside_case = [pool.submit(_case_inside, *one).result() for one in families]
        with open_pool(Settings(), asked.jobs) as readers:
            readers.version()
            pooled = [_timed(partial(_judged, form, files, readers))[0].wall for form, files in families]
        print("cases timed", flush=True)
        with processes(1) as pool:
            memory = pool.submit(_memory, [path for _, path in pages], asked.pages).result()
    _write(asked, load, by_kind, inside_case, pooled, memory)
    print(f"wrote {asked.docs / 'performance.md'}")
    return 0


def _draw_pages(folder: Path, seed: int) -> list[tuple[str, Path]]:
    """Some pages of each kind and of flat and phone quality, as files with their kind."""
    found = []
    for kind, profile, number in itertools.product(READ, ("flat", "phone"), range(_EACH // 2)):
        path = folder / f"{kind}-{profile}-{number}"
        path.write_bytes(drawn(kind, seed + number, profile).data)
        found.append((kind, path))
    return found


def _timed(work: Callable[[], T]) -> tuple[Spent, T]:
    wall, cpu = time.perf_counter(), time.process_time()
    done = work()
    return Spent(time.process_time() - cpu, time.perf_counter() - wall), done


def _load() -> Spent:
    return _timed(inside)[0]


def _by_kind(pages: list[tuple[str, Path]]) -> dict[str, list[Spent]]:
    """Time for each page of each kind, after a first page that warms everything up."""
    _read(pages[0][1])
    found: dict[str, list[Spent]] = {}
    for kind, path in pages:
        found.setdefault(kind, []).append(_timed(partial(_read, path))[0])
    return found


def _read(path: Path) -> None:
    inside().read(path.read_bytes(), path.name).result()


def _suited(seed: int) -> Iterator[int]:
    """Seeds of clean phone-photo cases with thirteen files of a page each."""
    suited = (s for s in itertools.count(seed) if len(_clean(s).files) == _PAGES)
    return itertools.islice(suited, _CASES)


def _clean(seed: int) -> Case:
    return cases.clean(str(seed), "guangxi", Habits(str(seed), "phone", plain=True))


def _family(seed: int) -> tuple[bytes, dict[str, bytes]]:
    """The case.json and the files of a case."""
    case = _clean(seed)
    return json.dumps(case.case_json()).encode(), {file.path: upload(file).data for file in case.files}


def _judged(form: bytes, files: dict[str, bytes], pool: ReaderPool) -> None:
    conclude(examine(parse_submission(form), files.__getitem__, pool, RunMemory()), Facts())


def _case_inside(form: bytes, files: dict[str, bytes]) -> Spent:
    """From bytes to decision on one thread of one process."""
    pool = inside()
    pool.read(next(iter(files.values())), "warm").result()
    return _timed(partial(_judged, form, files, cast(ReaderPool, pool)))[0]


def _memory(paths: list[Path], pages: int) -> list[tuple[int, float]]:
    """Resident MiB of this process after so many pages, ten times on the way."""
    inside()
    me, found = psutil.Process(), []
    for number, path in zip(range(pages + 1), itertools.cycle(paths), strict=False):
        if number % max(1, pages // _MARKS) == 0:
            found.append((number, me.memory_info().rss / 2**20))
        _read(path)
    return found


def _write(
    asked: argparse.Namespace,
    load: Spent,
    by_kind: dict[str, list[Spent]],
    cases_cpu: list[Spent],
    cases_wall: list[float],
    memory: list[tuple[int, float]],
) -> None:
    every = [spent for some in by_kind.values() for spent in some]
    rows = [[f"`{kind}`", *_told(some)] for kind, some in [*by_kind.items(), ("all kinds", every)]]
    half, end = (
        statistics.median(mib for _, mib in memory[at : at + 4])
        for at in (len(memory) // 2 - 2, len(memory) - 4)
    )
    parts = [
        f"Pages and cases drawn with seeds from {asked.seed}; one reader process uses one thread. "
        "Drawing is not counted, decoding of the files is.",
        "## A page, from bytes to fields",
        table(("kind", "CPU-seconds, median", "most", "wall, median"), rows),
        f"Loading the reader takes {load.cpu:.1f} CPU-seconds ({load.wall:.1f} s), once a process.",
        f"## A case of {_PAGES} pages, from bytes to decision",
        f"Phone photos, {len(cases_cpu)} cases: {_range([s.cpu for s in cases_cpu])} CPU-seconds on one "
        f"thread ({_range([s.wall for s in cases_cpu])} s); {_range(cases_wall)} s of wall clock with "
        f"{asked.jobs} reader processes.",
        "## Memory of one reader process",
        table(("pages", "resident MiB"), [(str(count), f"{mib:.0f}") for count, mib in memory]),
        f"From the middle to the end (medians of four) it changed by {end - half:+.0f} MiB. A process is "
        f"replaced after {Settings().recycle_after} pages all the same (`BIRTHCASE_RECYCLE_AFTER`).",
    ]
    write_page(asked.docs / "performance.md", "Performance", asked.told, parts)


def _told(some: list[Spent]) -> list[str]:
    cpu = [spent.cpu for spent in some]
    wall = statistics.median(spent.wall for spent in some)
    return [f"{statistics.median(cpu):.2f}", f"{max(cpu):.2f}", f"{wall:.2f} s"]


def _range(values: list[float]) -> str:
    return f"{min(values):.1f}–{max(values):.1f}"
