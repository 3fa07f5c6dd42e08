"""Starts, drives and watches reruns from the command line."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from birthcase.say import console, fail, line, say
from casefile.errors import UsageError
from pipeline import rerun
from pipeline.niceness import RERUN, stand_back
from pipeline.reports import files
from pipeline.runtime import open_database
from pipeline.settings import Settings, as_environment
from pipeline.store import Connection, Database, outcomes, reruns
from pipeline.store.outcomes import Progress
from pipeline.store.reruns import Asked, StoredRun

_ACTOR = "rerun command"
STATES = {
    "same": ("不变", "same"),
    "reasons": ("仅理由改变", "only reasons changed"),
    "changed": ("结论改变", "changed"),
    "failed": ("失败", "failed"),
    "passed": ("跳过", "passed over"),
    "waiting": ("等待", "waiting"),
}


def cluster_of(runner: str | None) -> str | None:
    """Where a rerun's batches go, as it was asked for; raises UsageError."""
    if runner is not None and not runner.startswith("dask://"):
        raise UsageError(say("--runner 应写作 dask://主机:端口", "write --runner dask://HOST:PORT"))
    return runner


def started(settings: Settings, asked: Asked) -> StoredRun:
    """A new run over the cases that match now."""
    with _open(settings) as database:
        run = rerun.begin(database, asked, _ACTOR)
    line(say(f"重跑 {run.id}：{run.total} 件个案", f"rerun {run.id}: {run.total} cases"))
    return run


def retried(settings: Settings, id: str) -> StoredRun:
    """A run whose failed cases wait again."""
    with _writing(settings) as connection:
        reruns.get(connection, id)
        count = reruns.retry(connection, id, _ACTOR)
        line(say(f"{count} 件重试", f"{count} cases are tried again"))
        return reruns.get(connection, id)


def set_state(settings: Settings, id: str, state: str) -> StoredRun:
    """Pause a run that goes on, or let it go on; raises UsageError where it is over."""
    with _writing(settings) as connection:
        run = reruns.get(connection, id)
        if run.state == "done":
            raise UsageError(say(f"重跑 {id} 已结束", f"run {id} is over"))
        return run if run.state == state else reruns.set_state(connection, id, state, _ACTOR)


def drive(
    settings: Settings, run: StoredRun, jobs: int | None, report: Path | None, cluster: str | None = None
) -> int:
    """Work on a run here and report; the exit status: 3 where a case failed. Ctrl-C pauses it."""
    stand_back(RERUN)
    from flows.rerun import Driver
    from flows.server import PRIVATE

    for name, value in PRIVATE.items():
        os.environ.setdefault(name, value)
    if settings.prefect_api_url:
        os.environ["PREFECT_API_URL"] = settings.prefect_api_url
    if cluster is not None:
        os.environ.update(as_environment(settings))  # for workers of a cluster that is started here
    driver = Driver(settings, run, jobs or os.cpu_count() or 1, cluster)
    stopped = threading.Event()

    def stop(*_: object) -> None:
        stopped.set()
        driver.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    watching = threading.Thread(target=_shown, args=(settings, run.id, stopped), daemon=True)
    watching.start()
    try:
        asyncio.run(driver.drive())
    finally:
        if stopped.is_set():
            set_state(settings, run.id, "paused")
        stopped.set()
        watching.join()
        for number, handler in before.items():
            signal.signal(number, handler)
    return _told(settings, run.id, report)


def watch(settings: Settings, id: str) -> None:
    """Show how a run comes on until it ends or is paused."""
    _shown(settings, id, threading.Event())
    _told(settings, id, None)


def reported(settings: Settings, id: str, folder: Path | None) -> None:
    """Write the report of a run, also before it ends."""
    _told(settings, id, folder)


def show_runs(settings: Settings) -> None:
    """The newest runs as a table."""
    from rich.table import Table

    table = Table(box=None)
    for heading in ("id", say("条件", "cases"), say("从", "from"), say("状态", "state"), say("进度", "done")):
        table.add_column(heading, overflow="fold")
    table.add_column(say("剩余", "remaining"))
    with _open(settings) as database, database.looking() as connection:
        for run in reruns.listed(connection):
            far = outcomes.progress(connection, run.id)
            left = remaining(far) if run.state == "running" else None
            dry = say("（试算）", " (dry)") if run.dry else ""
            table.add_row(
                run.id, run.filter, run.start + dry, run.state, f"{far.done}/{run.total}", _clock(left)
            )
    console().print(table)


def show_beside(settings: Settings, id: str) -> None:
    """What stands by people's word, and what the machine would say now, side by side."""
    from rich.table import Table

    table = Table(title=say("人的认定不变，机器现在会判为", "Kept of people; the machine would now say"))
    for heading in (
        say("个案", "case"),
        say("现状", "stands"),
        say("机器原判", "machine before"),
        say("机器现判", "machine now"),
        say("涉及规则", "rules"),
    ):
        table.add_column(heading, overflow="fold")
    with _open(settings) as database, database.looking() as connection:
        reruns.get(connection, id)
        for row in outcomes.rows(connection, id, ("changed", "reasons")):
            if row.kept == "beside":
                told = (row.id, row.case_state, row.before or "", row.after or "", row.rules or "")
                table.add_row(*told)
    console().print(table)


def remaining(far: Progress) -> float | None:
    """Seconds that a run still needs at its pace so far; None before two batches are done."""
    if far.first is None or far.last is None or far.batches < 2 or far.last <= far.first:
        return None
    beyond_first = far.done * (far.batches - 1) / far.batches
    return far.waiting * (far.last - far.first) / beyond_first if beyond_first else None


def _shown(settings: Settings, id: str, stopped: threading.Event) -> None:
    """A bar with the time that is left, where somebody watches, until the run ends or is paused."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    terminal = console(stderr=True)
    columns = (TextColumn(id), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with (
        _open(settings) as database,
        Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as bars,
    ):
        bar = bars.add_task("", total=None)
        while not stopped.is_set():
            with database.looking() as connection:
                run, far = reruns.get(connection, id), outcomes.progress(connection, id)
            bars.update(bar, total=run.total, completed=far.done, description=_clock(remaining(far)))
            if run.state != "running":
                return
            stopped.wait(1)


def _told(settings: Settings, id: str, report: Path | None) -> int:
    with _open(settings) as database:
        with database.looking() as connection:
            run, far = reruns.get(connection, id), outcomes.progress(connection, id)
        written = files.write(database, id, report or settings.data_dir / "reports" / id)
    told = "，".join(f"{say(*STATES[s])} {far.states[s]}" for s in STATES if far.states.get(s))
    seconds = f"{(run.ended_at or time.time()) - run.made_at:.0f} s"
    line(f"{run.id} {run.state}：{told or say('没有个案', 'no case')}（{seconds}）")
    line(say("报告 {}，明细 {}", "report {}, every case in {}").format(*written))
    if run.state == "paused":
        line(say(f"继续：birthcase runs resume {id}", f"go on with: birthcase runs resume {id}"))
    failed = far.states.get("failed", 0)
    if failed:
        fail(say(f"{failed} 件失败，重试：birthcase runs retry {id}", f"{failed} failed: runs retry {id}"))
    return 3 if failed else 0


def _clock(seconds: float | None) -> str:
    return "" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@contextmanager
def _open(settings: Settings) -> Iterator[Database]:
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = open_database(settings)
    try:
        database.migrate()
        yield database
    finally:
        database.close()


@contextmanager
def _writing(settings: Settings) -> Iterator[Connection]:
    with _open(settings) as database, database.writing() as connection:
        yield connection
