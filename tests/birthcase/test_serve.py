"""The whole service as it is run: real SeaweedFS, real Prefect server, real processes that get killed."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import httpx
import psutil
import pytest

from birthcase.app import run
from birthcase.local import open_client
from pipeline.children import free_ports
from tests.pipeline.cases import MOTHER, PAGES, folder, form, page

pytestmark = pytest.mark.services


def until(condition, seconds=40):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError, psutil.NoSuchProcess, OSError, ValueError):
            if found := condition():
                return found
        time.sleep(0.1)
    raise AssertionError("waited too long")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    data = tmp_path_factory.mktemp("serve") / "data"
    port = free_ports(1)[0]
    given = {
        "BIRTHCASE_ENGINE": "tests.engines:load",
        "BIRTHCASE_READERS": "1",
        "BIRTHCASE_LEASE_SECONDS": "3",
        "BIRTHCASE_POLL_SECONDS": "0.2",
        "BIRTHCASE_METRICS_PORT": "0",
    }
    command = [sys.executable, "-m", "birthcase", "serve", "--data-dir", str(data), "--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, **given}, stdout=subprocess.PIPE, text=True)
    try:
        until(lambda: httpx.get(f"http://127.0.0.1:{port}/ready").status_code == 200)
        yield SimpleNamespace(data=data, port=port, process=process, me=psutil.Process(process.pid))
    finally:
        process.kill()
        process.wait()


def child(service, *words):
    for one in service.me.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if all(word in " ".join(one.cmdline()) for word in words):
                return one
    return None


def submitted(service, path, given, pages=None):
    case = folder(path, given, pages)
    with open_client(service.data, None, None) as client:
        files = {name: (case / name).read_bytes() for name in (PAGES if pages is None else pages)}
        return client.submit((case / "case.json").read_bytes(), files).id


def settled(service, id):
    with open_client(service.data, None, None) as client:
        return client.settled(id, 60).state, client.result(id)


def test_submitted_case_gets_its_result_and_is_recorded(service, tmp_path, capsys):
    arguments = ["submit", str(folder(tmp_path / "a")), "--data-dir", str(service.data), "--wait"]
    assert run(arguments) == 1
    told = capsys.readouterr().out
    id = re.search(r"[0-9a-f]{32}", told).group()
    _, result = settled(service, id)
    assert result["documents"][0]["fields"]["id_number"]["value"] == MOTHER
    prefect = json.loads((service.data / "serve.json").read_text())["prefect"]
    runs = until(lambda: httpx.post(f"{prefect}/flow_runs/filter", json={}).json())
    assert runs[0]["parameters"] == {"cases": [id]}
    tasks = until(lambda: httpx.post(f"{prefect}/task_runs/filter", json={}).json())
    assert [task["name"] for task in tasks] == [id]


def test_killed_reader_costs_nothing_but_time(service, tmp_path):
    slow = page(("id_card_front", {"name": "黄梓萱"}), do="slow", seconds=1.5)
    id = submitted(service, tmp_path / "b", form(case_id="B"), {**PAGES, "m.jpg": slow})
    reader = until(lambda: child(service, "spawn_main"))
    time.sleep(0.7)
    reader.kill()
    state, result = settled(service, id)
    assert state == "flagged" and not [one for one in result["refused"] if one["code"] == "READER_FAILED"]


def test_killed_runner_loses_no_case(service, tmp_path):
    slow = page(("id_card_front", {"name": "黄梓萱"}), do="slow", seconds=1.6)
    id = submitted(service, tmp_path / "c", form(case_id="C"), {**PAGES, "m.jpg": slow})
    with open_client(service.data, None, None) as client:
        until(lambda: client.case(id).state == "processing")
    runner = child(service, "-m", "flows")
    readers = runner.children(recursive=True)
    runner.kill()
    assert settled(service, id)[0] == "flagged"
    assert child(service, "-m", "flows").pid != runner.pid
    until(lambda: not any(one.is_running() for one in readers))


def test_killed_store_comes_back(service, tmp_path):
    child(service, "weed", "mini").kill()
    id = submitted(service, tmp_path / "d", form(case_id="D"))
    assert settled(service, id)[0] == "flagged"


def test_second_service_on_the_same_data_is_refused(service, capsys):
    assert run(["serve", "--data-dir", str(service.data), "--port", str(service.port)]) == 2
    assert "另一个服务" in capsys.readouterr().err


def test_doctor_sees_it(service, capsys):
    assert run(["doctor", "--quick", "--data-dir", str(service.data)]) == 0
    assert f"{service.port}/ready" in capsys.readouterr().out


def test_only_the_loopback_address_is_listened_on(service):
    processes = [service.me, *service.me.children(recursive=True)]
    places = {
        connection.laddr.ip
        for process in processes
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert places == {"127.0.0.1"}


def test_first_user_signs_in_with_the_password_in_the_data_folder(service):
    path = service.data / "first-password"
    assert path.stat().st_mode & 0o077 == 0
    given = {"name": "admin", "password": path.read_text().strip()}
    signed = httpx.post(f"http://127.0.0.1:{service.port}/login", data=given)
    assert signed.headers["location"] == "/password"


def test_no_file_holds_personal_data_or_anothers_keys(service):
    """Logs, both databases, the object store's files: everything that a run left, sealed or without it."""
    password = (service.data / "first-password").read_text().strip()
    key = (service.data / "api-key").read_text().strip()
    secret = json.loads((service.data / "objects" / "keys.json").read_text())["secret"]
    sealing = (service.data / "data-keys").read_text().strip()
    own = {"api-key", "first-password", "keys.json", "s3.json", "data-keys"}
    looked = [path for path in service.data.rglob("*") if path.is_file() and path.name not in own]
    assert {"runner.log", "server.log", "prefect.db", "weed.log", "birthcase.db"} <= {
        path.name for path in looked
    }
    for path in looked:
        data = path.read_bytes()
        told = ("黄梓萱", "韦国强", MOTHER, key, secret, password, sealing)
        assert not [one for one in told if one.encode() in data], path


def test_runner_tells_each_case_in_a_line_of_json(service):
    lines = [json.loads(line) for line in (service.data / "runner.log").read_text().splitlines()]
    told = [line for line in lines if re.fullmatch("[0-9a-f]{32}", line.get("case", ""))]
    assert {line["state"] for line in told} >= {"flagged"} and all(line["seconds"] >= 0 for line in told)


def test_prometheus_is_answered(service):
    port = json.loads((service.data / "serve.json").read_text())["metrics"]
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert 'birthcase_up{store="objects"} 1.0' in text and 'route="/ready"' in text


def test_sigterm_stops_everything(service):
    everyone = [service.me, *service.me.children(recursive=True)]
    assert len(everyone) > 4
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(30) == 0
    assert "服务已停止" in service.process.stdout.read()
    # Helpers of a helper (multiprocessing's tracker) end by themselves once their pipe is closed.
    _, alive = psutil.wait_procs(everyone, timeout=5)
    assert not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]
    assert not (service.data / "serve.json").exists()
