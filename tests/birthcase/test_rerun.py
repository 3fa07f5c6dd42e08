"""Reruns from the command line, in processes of their own."""

import asyncio
import os
import re
import signal

import pytest

from birthcase.app import run
from birthcase.rerunning import remaining
from flows.rerun import Driver
from pipeline import rerun
from pipeline.runtime import open_runtime
from pipeline.seaweed import start_embedded
from pipeline.settings import load_settings
from pipeline.store import audit, outcomes, reruns
from pipeline.store.outcomes import Progress
from tests.pipeline.test_rerun import asked, flagged, lenient, seen

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    found = start_embedded(tmp_path_factory.mktemp("store") / "objects")
    yield found
    found.child.stop()


@pytest.fixture
def runtime(tmp_path, monkeypatch, store):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    given = {
        "S3_ENDPOINT": store.endpoint,
        "S3_ACCESS_KEY": store.keys.access,
        "S3_SECRET_KEY": store.keys.secret,
        "S3_SECURE": "false",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"BIRTHCASE_{name}", value)
    with open_runtime(load_settings(data_dir=tmp_path)) as opened:
        yield opened


def command(runtime, *words):
    return run(["--lang", "en", *words, "--data-dir", str(runtime.settings.data_dir)])


def test_rerun_is_told_listed_and_continued(runtime, readers, tmp_path, capsys):
    (id,) = flagged(runtime, readers, "A")
    terms = tmp_path / "guangxi.toml"
    terms.write_text(lenient(), encoding="utf-8")
    where = ["--where", "status=flagged", "--jobs", "1", "--report", str(tmp_path / "report")]
    assert command(runtime, "rerun", *where, "--province", str(terms), "--dry-run") == 0
    told = capsys.readouterr().out
    number = re.search(r"r[0-9a-f]{12}", told).group()
    assert "1 cases" in told and "changed 1" in told
    assert seen(runtime, id)[0].state == "flagged"
    assert command(runtime, "runs") == 0
    listed = capsys.readouterr().out
    assert number in listed and "1/1" in listed and "(dry)" in listed
    assert command(runtime, "runs", "resume", number) == 2
    assert command(runtime, "runs", "follow", number) == 0


def test_what_people_decided_is_listed_with_what_the_machine_would_say(runtime, readers, tmp_path, capsys):
    (id,) = flagged(runtime, readers, "A")
    with runtime.database.writing() as connection:
        audit.record(connection, "reviewer:a", "correct", id, field="name")
    terms = tmp_path / "guangxi.toml"
    terms.write_text(lenient(), encoding="utf-8")
    assert command(runtime, "rerun", "--jobs", "1", "--province", str(terms)) == 0
    number = re.search(r"r[0-9a-f]{12}", capsys.readouterr().out).group()
    assert command(runtime, "runs", "beside", number) == 0
    told = "".join(capsys.readouterr().out.split())
    assert "flagged" in told and "accepted" in told and "nowsay" in told
    assert command(runtime, "runs", "beside", "r0") == 2


@pytest.mark.parametrize(
    "words",
    [
        ["rerun", "--where", "statu=flagged"],
        ["rerun", "--from", "draw"],
        ["rerun", "--model", "m"],
        ["runs", "pause", "r0"],
        ["runs", "retry", "r0"],
    ],
)
def test_misuse_is_one_line(runtime, words, capsys):
    assert command(runtime, *words) == 2
    assert capsys.readouterr().err.strip().count("\n") == 0


def test_worker_that_is_killed_costs_nothing(runtime, readers, monkeypatch):
    monkeypatch.setitem(rerun.BATCH, "judge", 1)
    flagged(runtime, readers, *"ABCD")
    found = rerun.begin(runtime.database, asked(), "tester")

    async def killed():
        driver = Driver(runtime.settings, found, 1)
        perform, times = driver.perform, []

        async def do(batch):
            times.append(batch.number)
            if len(times) == 2:
                (process,) = driver._pool._processes.values()
                os.kill(process.pid, signal.SIGKILL)
            return await perform(batch)

        driver.perform = do
        await driver.drive()
        return times

    times = asyncio.run(killed())
    assert sorted(set(times)) == [0, 1, 2, 3] and len(times) >= 4
    with runtime.database.looking() as connection:
        assert outcomes.progress(connection, found.id).states == {"same": 4}
        assert reruns.get(connection, found.id).state == "done"


def test_remaining_time_goes_by_the_pace_so_far():
    assert remaining(Progress({"same": 500, "waiting": 500}, 10.0, 20.0, 2)) == pytest.approx(20.0)
    assert remaining(Progress({"waiting": 500}, None, None, 0)) is None
