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
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from bench.tables import table, write_page
from pipeline import record
from pipeline.conclude import own_province
from pipeline.judge import judge
from pipeline.result import result_object
from pipeline.settings import Settings
from pipeline.store import Connection, Database, audit, cases, leases, words
from pipeline.store.cases import NewCase
from validators.province import FOLDER
from validators.rule import rules

_TOGETHER = 250


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
    with tempfile.TemporaryDirectory() as place:
        data = Path(place)
        fill(Settings(data_dir=data), kept, asked.cases)
        print(f"{asked.cases} cases from {len(kept)} readings", flush=True)
        terms = data / "terms.toml"
        terms.write_text(_relaxed("guangxi"), encoding="utf-8")
        ways = {
            "nothing changed": [],
            "every verdict changed, dry run": ["--province", str(terms), "--dry-run"],
            "every verdict changed and kept": ["--province", str(terms)],
        }
        found = {way: _rerun(data, asked.jobs, more) for way, more in ways.items()}
    _write(asked, found)
    return 0


def fill(settings: Settings, kept: list[record.Record], count: int) -> None:
    """Store so many judged cases, each with a copy of one of these records under an id of its own."""
    database = Database(settings.database)
    database.migrate()
    for first in range(0, count, _TOGETHER):
        with database.writing() as connection:
            for number in range(first, min(count, first + _TOGETHER)):
                _store(connection, kept[number % len(kept)], f"B{number:08d}")
    database.close()


def _store(connection: Connection, of: record.Record, case_id: str) -> None:
    submission = replace(of.submission, case_id=case_id)
    copied = replace(of, submission=submission)
    province = own_province(submission.province)
    verdict = judge(copied.case, province, copied.facts)
    result = result_object(copied.case, verdict, copied.versions)
    new = NewCase(
        intake="bench",
        case_id=case_id,
        province=submission.province,
        submission=json.dumps({"case_id": case_id}),
        submitted_at=submission.submitted_at.isoformat(),
        birth=hashlib.sha256(case_id.encode()).hexdigest(),
        due_at=0.0,
        uploads=(),
    )
    id = cases.receive(connection, new, "bench").id
    leases.conclude(connection, id, verdict.status.value, json.dumps(result, ensure_ascii=False))
    words.keep(connection, id, record.encoded(copied))
    audit.record(connection, "bench", "finish", id)


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


def _rerun(data: Path, jobs: int, more: list[str]) -> Spent:
    command = [sys.executable, "-m", "birthcase", "--lang", "en", "rerun", "--data-dir", str(data)]
    command += ["--jobs", str(jobs), "--report", str(data / "report"), *more]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ})
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
                times: Any = one.cpu_times()
                yield one.memory_info().rss, times.user + times.system
        except psutil.Error:
            return


def _write(asked: argparse.Namespace, found: dict[str, Spent]) -> None:
    rows = [
        (way, f"{s.wall:.1f} s", f"{asked.cases / s.wall:.0f}", f"{s.cpu:.1f} s", f"{s.memory:.0f} MiB")
        for way, s in found.items()
    ]
    parts = [
        f"{asked.cases} stored cases, judged again from what was read of them by {asked.jobs} processes. "
        "Start and report are counted; memory is that of all processes of the rerun together.",
        table(("rerun from `judge`", "wall", "cases a second", "CPU-seconds", "most memory"), rows),
    ]
    write_page(asked.docs / "reruns.md", "Reruns", asked.told, parts)
