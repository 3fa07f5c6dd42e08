"""Reruns through a real Prefect server: the deployment, its pool, and what a run leaves there."""

import json
import os
import subprocess
import sys

import httpx
import pytest

from flows.server import environment, server_plan
from pipeline.children import Child
from tests.birthcase.test_rerun import runtime, store  # noqa: F401
from tests.pipeline.cases import FATHER, MOTHER
from tests.pipeline.test_rerun import flagged, seen

pytestmark = pytest.mark.services

SCRIPT = """
import asyncio, json, sys
from prefect.client.orchestration import get_client
from prefect.deployments import arun_deployment
from flows.deployment import NAME, POOL, ZOMBIES, register
from pipeline.settings import load_settings

async def main():
    await register(load_settings())
    await register(load_settings())
    async with get_client() as client:
        found = await client.read_deployment_by_name(f"rerun-stored-cases/{NAME}")
        pool = await client.read_work_pool(POOL)
        automations = [a.name for a in await client.read_automations()]
    asked = {"where": "status=flagged"}
    run = await arun_deployment(f"rerun-stored-cases/{NAME}", parameters=asked, timeout=0)
    told = {"types": {n: p.get("enum") or p.get("type") or p.get("anyOf") for n, p in
            found.parameter_openapi_schema["properties"].items()}, "limit": pool.concurrency_limit,
            "zombies": automations.count(ZOMBIES), "one": found.global_concurrency_limit.limit,
            "cron": [s.schedule.cron for s in found.schedules], "run": str(run.id)}
    print(json.dumps(told))

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def prefect(tmp_path_factory):
    """What a process is given so that it finds a Prefect server, which ends with this file's tests."""
    home = tmp_path_factory.mktemp("server") / "prefect"
    plan, url = server_plan(home)
    child = Child(plan)
    child.start()
    yield environment(home, url)
    child.stop()


def test_deployment_runs_and_records_numbers_only(runtime, readers, prefect, tmp_path):  # noqa: F811
    (id,) = flagged(runtime, readers, "A")
    given = {**prefect, "BIRTHCASE_DATA_DIR": str(tmp_path)}
    given |= {"BIRTHCASE_RERUN_CRON": "0 2 * * *", "BIRTHCASE_RERUN_WHERE": "status=flagged"}
    told = json.loads(ran([sys.executable, "-c", SCRIPT], given).splitlines()[-1])
    assert told["limit"] == told["one"] == told["zombies"] == 1 and told["cron"] == ["0 2 * * *"]
    assert told["types"]["start"] == ["judge", "read", "normalise"]
    assert (told["types"]["dry_run"], told["types"]["jobs"]) == ("boolean", "integer")
    ran([sys.executable, "-m", "prefect", "worker", "start", "--pool", "reruns", "--run-once"], given)
    artifacts, state = asked(prefect["PREFECT_API_URL"], told["run"])
    assert state == "Completed"
    (text,) = artifacts
    assert "重跑 r" in text and MOTHER not in text and FATHER not in text
    assert seen(runtime, id)[0].state == "flagged"


def test_rerun_on_a_dask_cluster(runtime, readers, prefect, tmp_path):  # noqa: F811
    flagged(runtime, readers, "A", "B", "C")
    given = {**prefect, "BIRTHCASE_PREFECT_API_URL": prefect["PREFECT_API_URL"]}
    command = ["rerun", "--data-dir", str(tmp_path), "--jobs", "1", "--runner", "dask://"]
    told = ran([sys.executable, "-m", "birthcase", "--lang", "en", *command], given)
    assert "done" in told and "same 3" in told


def ran(command, given):
    done = subprocess.run(
        command, env={**os.environ, **given}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def asked(url, run):
    with httpx.Client(base_url=url, timeout=20) as client:
        found = client.post("/artifacts/filter", json={}).json()
        state = client.get(f"/flow_runs/{run}").json()["state"]["name"]
    return [one["data"] for one in found if one["key"].startswith("rerun-")], state
