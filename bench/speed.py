"""Measures time and memory of reading, each contestant in turn, and writes docs/performance.md."""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import psutil

from bench import contestants, speed_page, stored
from bench.accuracy import READ
from bench.contestants import OURS, Spent
from bench.drawing import drawn
from bench.inside import inside, processes
from bench.speed_page import CASE_PAGES, MEGAPIXELS, Found, Page
from bench.stages import profile
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

_SIZED = "id_card_front"
_MARKS = 10


def run(asked: argparse.Namespace) -> int:
    """Measure everything in processes of its own, one thing at a time, and write the tables."""
    with tempfile.TemporaryDirectory() as place:
        pages = list(_pages(asked.seed, 3 if asked.long else 1))
        sized = list(_sized(asked.seed))
        print(f"{len(pages)} pages drawn, {len(sized)} in sizes", flush=True)
        names = contestants.installed() if asked.peers else [OURS]
        found = Found(long=asked.long, jobs=asked.jobs, seed=asked.seed)
        _compare(found, names, [*pages, *sized], asked.rounds)
        with processes(1) as pool:
            found.stages = pool.submit(profile, [page.data for page in pages]).result()
        print("stages told apart", flush=True)
        families = [_family(seed) for seed in _suited(asked.seed, 3 if asked.long else 1)]
        with processes(1) as pool:
            found.cases = [pool.submit(_case_inside, *one).result() for one in families]
        with open_pool(Settings(), asked.jobs) as readers:
            readers.version()
            found.pooled = [_timed(form, files, readers).wall for form, files in families]
        print("cases timed", flush=True)
        counts = (100, 1_000, *((10_000, 100_000) if asked.long else ()))
        found.stored = dict(stored.growing(Path(place), counts))
        print("stored cases asked", flush=True)
        with processes(1) as pool:
            found.memory = pool.submit(_memory, [page.data for page in pages], asked.pages).result()
    speed_page.write(asked.docs / "performance.md", asked.told, found)
    print(f"wrote {asked.docs / 'performance.md'}")
    return 0


def _compare(found: Found, names: Sequence[str], pages: Sequence[Page], rounds: int) -> None:
    """Every page by every contestant in turn (A B A B …), each in a process of its own."""
    with ExitStack() as stack:
        pools: dict[str, ProcessPoolExecutor] = {name: stack.enter_context(processes(1)) for name in names}
        for name, pool in pools.items():
            found.loads[name] = pool.submit(contestants.load, name).result()
            pool.submit(contestants.spent, name, pages[0].data).result()
        for round_ in range(rounds):
            for page, (name, pool) in itertools.product(pages, pools.items()):
                taken = pool.submit(contestants.spent, name, page.data).result()
                found.spent.setdefault((name, page.name), []).append(taken)
            print(f"round {round_ + 1} of {rounds}", flush=True)
        found.peaks = {name: pool.submit(contestants.peak).result() for name, pool in pools.items()}


def _pages(seed: int, each: int) -> Iterator[Page]:
    """Some pages of each kind and of flat and phone quality."""
    for kind, profile_, number in itertools.product(READ, ("flat", "phone"), range(each)):
        data = drawn(kind, seed + number, profile_).data
        yield Page(f"{kind}/{profile_}/{number}", kind, data)


def _sized(seed: int) -> Iterator[Page]:
    """One photo in sizes from 1 to 48 megapixels: the first with a seed from this one on that is no PDF."""
    drawings = (drawn(_SIZED, number, "phone").data for number in itertools.count(seed))
    photos = (cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) for data in drawings)
    photo = next(photo for photo in photos if photo is not None)
    for size in MEGAPIXELS:
        scale = (size * 1e6 / (photo.shape[0] * photo.shape[1])) ** 0.5
        picture = cv2.resize(
            photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        )
        yield Page(f"{size}", "", cv2.imencode(".jpg", picture)[1].tobytes(), size)


def _suited(seed: int, count: int) -> Iterator[int]:
    """Seeds of clean phone-photo cases with thirteen files of a page each."""
    suited = (s for s in itertools.count(seed) if len(_clean(s).files) == CASE_PAGES)
    return itertools.islice(suited, count)


def _clean(seed: int) -> Case:
    return cases.clean(str(seed), "guangxi", Habits(str(seed), "phone", plain=True))


def _family(seed: int) -> tuple[bytes, dict[str, bytes]]:
    """The case.json and the files of a case."""
    case = _clean(seed)
    return json.dumps(case.case_json()).encode(), {file.path: upload(file).data for file in case.files}


def _timed(form: bytes, files: dict[str, bytes], pool: ReaderPool) -> Spent:
    """From bytes to decision; of the readers' processor time only what this process itself spends."""
    return contestants.timed(
        lambda: conclude(examine(parse_submission(form), files.__getitem__, pool, RunMemory()), Facts())
    )


def _case_inside(form: bytes, files: dict[str, bytes]) -> Spent:
    """The same on one thread of one process, with what the decoder's child spends."""
    pool = inside()
    pool.read(next(iter(files.values())), "warm").result()
    taken = _timed(form, files, cast(ReaderPool, pool))
    return Spent(taken.cpu + sum(map(contestants.decoding, files.values())), taken.wall)


def _memory(files: list[bytes], pages: int) -> list[tuple[int, float]]:
    """Resident MiB of this process after so many pages, ten times on the way."""
    reader = inside()
    me, found = psutil.Process(), []
    for number, data in zip(range(pages + 1), itertools.cycle(files), strict=False):
        if number % max(1, pages // _MARKS) == 0:
            found.append((number, me.memory_info().rss / 2**20))
        reader.read(data, "page").result()
    return found
