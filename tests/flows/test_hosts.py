"""Two workers on two hosts, a network between: PostgreSQL, objects and Prefect on a third."""

import json
import os
import re
import secrets
import sys
import time
from pathlib import Path

import pytest

from bench.handing_in import any_form
from pipeline.seaweed import weed_path
from tests.flows.hosts import HUB, Hosts, postgres
from tests.postgres import PROGRAMS

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.timeout(900)]
COUNT = 24
LEASE = 5

HAND_IN = """
import json, sys
from bench.handing_in import small_case
from pipeline.intake import receive_case
from pipeline.runtime import open_runtime
from pipeline.settings import load_settings
form = json.loads(sys.stdin.read())
with open_runtime(load_settings()) as runtime:
    for number in range(int(sys.argv[1])):
        told, files = small_case(form, f"H{number:03d}")
        receive_case(runtime, "hosts", told, files)
"""

SEEN = """
import json
from pipeline.runtime import open_database
from pipeline.settings import load_settings
from pipeline.store import audit, cases
database = open_database(load_settings())
with database.looking() as connection:
    found = cases.page(connection, 1000)
    acts = [(e.act, e.actor, e.detail.get("reason")) for one in found for e in audit.history(connection, one.id)]
    print(json.dumps({"states": [one.state for one in found], "acts": acts,
                      "chain": audit.first_broken(connection) is None}))
"""


@pytest.fixture
def site(tmp_path):
    """The hosts with their servers, and the settings of all who work there."""
    given = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("BIRTHCASE_", "PREFECT_"))},
        "PYTHONPATH": os.pathsep.join(filter(None, (str(Path.cwd()), os.environ.get("PYTHONPATH")))),
        "BIRTHCASE_DATABASE_URL": f"postgresql+psycopg://test@{HUB}:5432/birthcase",
        "BIRTHCASE_S3_ENDPOINT": f"{HUB}:8333",
        "BIRTHCASE_S3_SECURE": "false",
        "BIRTHCASE_S3_ACCESS_KEY": "a" * 20,
        "BIRTHCASE_S3_SECRET_KEY": "b" * 40,
        "BIRTHCASE_PREFECT_API_URL": f"http://{HUB}:4200/api",
        "BIRTHCASE_DATA_KEYS": secrets.token_hex(64),
        "BIRTHCASE_SECRET": secrets.token_hex(32),
        "BIRTHCASE_ENGINE": "bench.scripted:load",
        "BIRTHCASE_READERS": "1",
        "BIRTHCASE_RERUN_WORKERS": "0",
        "BIRTHCASE_LEASE_SECONDS": str(LEASE),
        "BIRTHCASE_BATCH": "3",
        "BIRTHCASE_POLL_SECONDS": "0.2",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    with Hosts("one", "two") as hosts, postgres(hosts, PROGRAMS, made(tmp_path / "pg")):
        weed(hosts, made(tmp_path / "weed"), given)
        prefect = {**given, "PREFECT_HOME": str(made(tmp_path / "prefect"))}
        prefect["PREFECT_API_DATABASE_CONNECTION_URL"] = f"postgresql+asyncpg://test@{HUB}:5432/prefect"
        command = [sys.executable, "-m", "prefect", "server", "start", "--host", HUB, "--no-ui"]
        hosts.start("hub", command, tmp_path / "prefect.log", env=prefect)
        health = f"import urllib.request as u; u.urlopen('http://{HUB}:4200/api/health', timeout=2)"
        until(lambda: answers(hosts, [sys.executable, "-c", health]), 120)
        yield hosts, tmp_path, given


def made(folder):
    folder.mkdir()
    folder.chmod(0o711)
    return folder


def weed(hosts, folder, given):
    """A store on the hub that both hosts reach."""
    keys = {"accessKey": given["BIRTHCASE_S3_ACCESS_KEY"], "secretKey": given["BIRTHCASE_S3_SECRET_KEY"]}
    identity = {"name": "birthcase", "credentials": [keys], "actions": ["Admin", "Read", "Write", "List"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    command = [weed_path(), "server", f"-dir={folder}", f"-ip={HUB}", f"-ip.bind={HUB}", "-s3"]
    command += [f"-s3.config={folder / 's3.json'}", "-master.telemetry=false"]
    hosts.start("hub", command, folder / "log")
    listens = f"import socket; socket.create_connection(('{HUB}', 8333), 2)"
    until(lambda: answers(hosts, [sys.executable, "-c", listens]), 60)


def answers(hosts, command):
    try:
        hosts.run("hub", command)
    except AssertionError:
        return False
    return True


def until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def on(name, folder, given):
    """A host's own settings: it shares nothing but the network."""
    data = folder / name
    data.mkdir(mode=0o700, exist_ok=True)
    home = {"BIRTHCASE_DATA_DIR": str(data), "PREFECT_HOME": str(data / "prefect")}
    return {**given, **home}


def test_two_hosts_share_the_work_and_one_that_is_cut_off_decides_nothing_twice(site):
    hosts, folder, given = site
    hub = on("hub", folder, given)

    def seen():
        return json.loads(hosts.run("hub", [sys.executable, "-c", SEEN], env=hub))

    def finished():
        return [actor for act, actor, _ in seen()["acts"] if act == "finish"]

    hosts.run("hub", [sys.executable, "-c", HAND_IN, COUNT], env=hub, input=json.dumps(any_form()))
    for name in ("one", "two"):
        command = [sys.executable, "-m", "flows"]
        hosts.start(name, command, folder / f"{name}.log", env=on(name, folder, given))
    until(lambda: len({actor.split(":")[1] for actor in finished()}) == 2, 120)
    hosts.plugged("two", False)
    time.sleep(2 * LEASE)
    alone = len(finished())
    hosts.plugged("two", True)
    until(lambda: set(seen()["states"]) <= {"accepted", "flagged"}, 180)
    found = seen()
    assert len(found["states"]) == COUNT == len(finished()) and found["chain"]
    assert {actor.split(":")[1] for actor in finished()} == {"one", "two"} and alone

    rerun = [sys.executable, "-m", "birthcase", "--lang", "en", "rerun", "--from", "normalise", "--jobs", "1"]
    first = hosts.start("one", rerun, folder / "rerun.log", env=on("one", folder, given))
    until(lambda: re.search(r"rerun (r\w+)", (folder / "rerun.log").read_text()), 60)
    run = re.search(r"rerun (r\w+)", (folder / "rerun.log").read_text()).group(1)
    joined = [sys.executable, "-m", "birthcase", "--lang", "en", "runs", "resume", run, "--jobs", "1"]
    told = hosts.run("two", joined, env=on("two", folder, given))
    assert first.wait(180) == 0 and f"{run} done" in told
    holders = json.loads(hosts.run("hub", [sys.executable, "-c", HOLDERS, run], env=hub))
    assert sum(holders.values()) == COUNT and len(holders) == 2


HOLDERS = """
import json, sys
from sqlalchemy import text
from pipeline.runtime import open_database
from pipeline.settings import load_settings
database = open_database(load_settings())
with database.looking() as connection:
    asked = text("SELECT holder, count(*) FROM batches WHERE run = :run GROUP BY 1")
    print(json.dumps({row[0]: row[1] for row in connection.execute(asked, {"run": sys.argv[1]})}))
"""
