"""Measures reruns over a backlog of stored cases: one reading set copied under new ids."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles
from typing import Any

import psutil
from pydantic import SecretStr

from bench import beside
from bench.tables import table, write_page
from pipeline import record
from pipeline.conclude import own_province
from pipeline.judge import against, judge
from pipeline.result import result_object
from pipeline.runtime import Runtime, open_runtime
from pipeline.seaweed import start_embedded
from pipeline.settings import Settings
from pipeline.store import Connection, audit, cases, leases
from pipeline.store.cases import NewCase
from pipeline.store.leases import Said
from validators.province import FOLDER
from validators.rule import rules

_TOGETHER = 250
_JUDGED = 1000
_STORED = 60
"""Small cases that are read again while live ones come in."""
_PAGE_CPU, _PAGE_LIVE = 0.58, 0.4
"""CPU-seconds that reading a page takes; and the stand-in's."""


@dataclass(frozen=True, slots=True)
class Spent:
    """One rerun: seconds of wall clock and processor, most memory in MiB of all its processes together."""

    told: str
    wall: float
    cpu: float
    memory: float


def run(asked: argparse.Namespace) -> int:
    """Fill a database, rerun it in several ways, and write docs/reruns.md."""
    kept = [record.decoded(path.read_bytes(), path.name) for path in _records(asked.kept)]
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        data = Path(place)
        embedded = start_embedded(data / "objects")
        stack.callback(embedded.child.stop)
        settings = Settings(
            data_dir=data,
            s3_endpoint=embedded.endpoint,
            s3_secure=False,
            s3_access_key=embedded.keys.access,
            s3_secret_key=SecretStr(embedded.keys.secret),
        )
        with open_runtime(settings) as runtime:
            fill(runtime, kept, asked.cases)
        print(f"{asked.cases} cases from {len(kept)} readings", flush=True)
        terms = data / "terms.toml"
        terms.write_text(_relaxed("guangxi"), encoding="utf-8")
        ways = {
            "nothing changed": [],
            "every flagged case accepted, dry run": ["--province", str(terms), "--dry-run"],
            "every flagged case accepted": ["--province", str(terms)],
        }
        found = {way: _rerun(settings, asked.jobs, more) for way, more in ways.items()}
    page = [_reruns(asked, found), _judging(kept)]
    if asked.live:
        page += [_own(beside.own_cost(_STORED)), _live(beside.live(asked.live, _STORED))]
    write_page(asked.docs / "reruns.md", "Reruns", asked.told, page)
    return 0


def fill(runtime: Runtime, kept: list[record.Record], count: int) -> None:
    """Store so many judged cases, each with a copy of one of these records under an id of its own."""
    prepared = [_prepared(one) for one in kept]
    with ThreadPoolExecutor(8) as threads:
        for first in range(0, count, _TOGETHER):
            numbers = range(first, min(count, first + _TOGETHER))
            copies = [prepared[number % len(kept)].copy(f"B{number:08d}") for number in numbers]
            objects = list(threads.map(runtime.objects.put, (copy.record for copy in copies)))
            with runtime.database.writing() as connection:
                judged = [
                    _received(connection, copy, where) for copy, where in zip(copies, objects, strict=True)
                ]
                leases.conclude_all(connection, judged)
                audit.record_all(connection, "bench", "finish", [(one.case, {}) for one in judged])


@dataclass(frozen=True, slots=True)
class _Copy:
    """A judged case; its own reference stands in the record as it did in the form."""

    case_id: str
    record: bytes
    result: str
    status: str
    doubts: tuple[str, ...]
    proposal: str | None
    province: str
    submitted_at: str

    def copy(self, case_id: str) -> _Copy:
        renamed = self.record.replace(self.case_id.encode(), case_id.encode())
        return replace(self, case_id=case_id, record=renamed)


def _prepared(of: record.Record) -> _Copy:
    province = own_province(of.submission.province)
    verdict = judge(of.case, province, of.facts)
    stood = against(verdict, province)
    last = replace(of.rounds[-1], status=verdict.status.value)
    return _Copy(
        of.submission.case_id,
        record.encoded(replace(of, against=stood, rounds=(last,))),
        json.dumps(result_object(of.case, verdict, of.versions), ensure_ascii=False),
        verdict.status.value,
        tuple(rule for rule, _ in stood),
        verdict.proposal.value if verdict.proposal else None,
        of.submission.province,
        of.submission.submitted_at.isoformat(),
    )


def _received(connection: Connection, copy: _Copy, where: str) -> Said:
    person = {"name": "", "id_number": copy.case_id}
    form = {"case_id": copy.case_id, "mother": person, "father": person, "newborn": {"name": ""}}
    new = NewCase(
        intake="bench",
        case_id=copy.case_id,
        province=copy.province,
        submission=json.dumps(form),
        submitted_at=copy.submitted_at,
        birth=hashlib.sha256(copy.case_id.encode()).hexdigest(),
        due_at=0.0,
        uploads=(),
    )
    id = cases.receive(connection, new, "bench").id
    return Said(id, copy.status, copy.result, where, copy.doubts, copy.proposal, refused=())


def _records(folder: Path) -> list[Path]:
    found = sorted(folder.glob("guangxi*.json"))
    if not found:
        raise SystemExit(f"no records in {folder}: `birthcase check … --output OUT` keeps them in OUT/kept")
    return found


def _relaxed(name: str) -> str:
    """The province's terms without any rule: every flagged case is accepted."""
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?s)\[materials\].*?\n\n", "[materials]\n\n", text[: text.index("[rules]")])
    return text + "[rules]\n" + "".join(f'"{rule.id}" = {{ omit = true }}\n' for rule in rules())


def _rerun(settings: Settings, jobs: int, more: list[str]) -> Spent:
    data = settings.data_dir
    secret = settings.s3_secret_key.get_secret_value() if settings.s3_secret_key else ""
    store = {
        "BIRTHCASE_S3_ENDPOINT": settings.s3_endpoint or "",
        "BIRTHCASE_S3_ACCESS_KEY": settings.s3_access_key or "",
        "BIRTHCASE_S3_SECRET_KEY": secret,
        "BIRTHCASE_S3_SECURE": "false",
    }
    command = [sys.executable, "-m", "birthcase", "--lang", "en", "rerun", "--data-dir", str(data)]
    command += ["--jobs", str(jobs), "--report", str(data / "report"), *more]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **store})
    watch = _Watch(process.pid)
    watch.start()
    told, _ = process.communicate()
    wall = time.monotonic() - began
    watch.join()
    print(f"{wall:.1f} s, {watch.memory:.0f} MiB\n{told}", flush=True)
    if process.returncode:
        raise SystemExit(f"rerun ended with {process.returncode}")
    return Spent(told, wall, watch.cpu, watch.memory)


class _Watch(threading.Thread):
    """Looks at a process and its children ten times a second until it ends."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(pid)
        self.memory, self.cpu = 0.0, 0.0

    def run(self) -> None:
        while self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE:
            spent = list(self._seen())
            self.memory = max(self.memory, sum(memory for memory, _ in spent) / 2**20)
            self.cpu = max(self.cpu, sum(cpu for _, cpu in spent))
            time.sleep(0.1)

    def _seen(self) -> Iterator[tuple[int, float]]:
        try:
            for one in (self._process, *self._process.children(recursive=True)):
                one.nice(0)  # as where nobody else is at work
                times: Any = one.cpu_times()
                yield one.memory_info().rss, times.user + times.system
        except psutil.Error:
            return


def _reruns(asked: argparse.Namespace, found: dict[str, Spent]) -> str:
    rows = [
        (way, f"{s.wall:.1f} s", f"{asked.cases / s.wall:.0f}", f"{s.cpu:.1f} s", f"{s.memory:.0f} MiB")
        for way, s in found.items()
    ]
    told = (
        f"{asked.cases} stored cases, judged again from what was read of them by {asked.jobs} processes. "
        "Start and report are counted; memory is that of all processes of the rerun together."
    )
    heads = ("rerun from `judge`", "wall", "cases a second", "CPU-seconds", "most memory")
    return f"{told}\n\n{table(heads, rows)}"


def _judging(kept: Sequence[record.Record]) -> str:
    """What judging costs by itself, and with the record's bytes taken apart."""

    def judged(one: record.Record) -> object:
        return judge(one.case, own_province(one.submission.province), one.facts)

    data = [(record.encoded(one), one) for one in kept]
    ways: dict[str, Callable[[bytes, record.Record], object]] = {
        "judged": lambda _, one: judged(one),
        "taken apart and judged": lambda encoded, _: judged(record.decoded(encoded, "")),
    }
    rows = []
    for way, work in ways.items():
        began = time.process_time()
        for number in range(_JUDGED):
            work(*data[number % len(data)])
        rows.append((way, f"{_JUDGED / (time.process_time() - began):.0f}"))
    return f"## Judging by itself\n\n{table(('from what was read', 'cases a second of processor'), rows)}"


def _own(seconds: float) -> str:
    share = 100 * seconds / _PAGE_CPU
    return (
        "## What a rerun costs besides reading\n\n"
        "Cases of two pages read again from their bytes by a reader that takes no time: "
        f"{1000 * seconds:.0f} ms of processor a page for everything else, which is {share:.1f} % of the "
        f"{_PAGE_CPU} CPU-seconds that reading a page takes ([performance.md](performance.md)). "
        "Starting is not counted."
    )


def _live(found: dict[str, Sequence[float]]) -> str:
    rows = [
        (way, *(f"{quantiles(took, n=100)[cut - 1]:.1f} s" for cut in (50, 95)))
        for way, took in found.items()
    ]
    alone, beside = (quantiles(took, n=20)[-1] for took in found.values())
    return (
        "## Live cases beside a rerun\n\n"
        "From acknowledgement to decision; a case of two pages every 2 s, "
        f"{_PAGE_LIVE} CPU-seconds a page, two readers; beside it a rerun reads pages again without pause, "
        "with two readers of its own.\n\n"
        f"{table(('live cases', 'median', '95 %'), rows)}\n\n"
        f"Beside the rerun, the 95 % are {100 * (beside / alone - 1):+.0f} %."
    )
