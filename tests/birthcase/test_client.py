"""The typed client, the commands and the example against a service that answers over HTTP."""

import json
import threading
import time
from dataclasses import dataclass

import httpx
import pytest
import uvicorn

from birthcase.app import run
from birthcase.client import Client, Refused
from birthcase.submitting import files_of
from casefile.errors import StoreUnavailable, UsageError
from docs.examples import hand_in
from pipeline import queue
from pipeline.previews import Previewer
from pipeline.resubmit import send_back
from pipeline.runtime import Runtime
from tests.pipeline.cases import MOTHER, PAGES, folder, form
from tests.pipeline.test_intake import runtime  # noqa: F401
from web.app import create_app
from web.keys import admit, open_key


@dataclass
class Service:
    url: str
    runtime: Runtime
    app: object

    def client(self):
        return Client.at(self.url, (self.runtime.settings.data_dir / "api-key").read_text().strip())


@pytest.fixture
def service(runtime, readers):  # noqa: F811
    key = open_key(runtime.settings.data_dir)
    admit(runtime, key)
    app = create_app(runtime, Previewer(readers))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    (runtime.settings.data_dir / "serve.json").write_text(json.dumps({"url": url}))
    yield Service(url, runtime, app)
    server.should_exit = True
    thread.join()


@pytest.fixture
def working(service, readers):
    """A runner beside it."""
    stop = threading.Event()

    def work():
        while not stop.wait(0.05):
            for lease in queue.claim(service.runtime, "r", 9):
                queue.work(service.runtime, readers, lease, "r")

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


def text(given):
    return json.dumps(given, ensure_ascii=False).encode()


def test_case_is_handed_in_and_read_back(service, working):
    with service.client() as client:
        case = client.submit(text(form()), PAGES)
        settled = client.settled(case.id)
        assert (settled.state, settled.case_id, settled.sandbox) == ("accepted", "GX-0001", False)
        assert [one.received for one in settled.uploads] == [True, True]
        assert client.result(case.id)["documents"][0]["fields"]["id_number"]["value"] == MOTHER
        assert [one.id for one in client.cases(state="accepted")] == [case.id]
        assert client.submit(text(form()), PAGES).id == case.id
        told, after = client.events()
        assert told[-1]["progress"] == settled.progress and client.events(after)[0] == []


def test_what_had_arrived_is_not_sent_again(service):
    sent = []
    with service.client() as client:
        case = client.create(text(form()))
        client.send(case.uploads[0], PAGES["m.jpg"])
        client.submit(text(form()), PAGES, lambda upload, now: sent.append((upload.name, now)))
    assert sent == [("m.jpg", False), ("f.jpg", True)]


def test_answer_that_was_lost_is_asked_for_again(service, monkeypatch):
    monkeypatch.setattr("birthcase.client._PAUSES", (0.0, 0.0, 0.0))
    with service.client() as client:
        whole, calls = client.http.request, []

        def lossy(*given, **more):
            answer = whole(*given, **more)
            calls.append(1)
            if len(calls) % 2:
                raise httpx.ReadError("lost")
            return answer

        monkeypatch.setattr(client.http, "request", lossy)
        case = client.submit(text(form()), PAGES)
        assert case.state == "received" and len(list(client.cases())) == 1


def test_returned_case_is_handed_in_again(service, readers, monkeypatch):
    from pipeline.judge import judge
    from validators.province import load

    monkeypatch.setattr(
        "pipeline.conclude._judged", lambda case, facts: judge(case, load(case.submission.province), facts)
    )
    again = form(replaces=["mother_id_card"], materials=[{"slot": "mother_id_card", "files": ["m.jpg"]}])
    with service.client() as client:
        with pytest.raises(Refused) as unknown:
            client.submit(text(again), PAGES)
        assert unknown.value.status == 404
        id = client.submit(text(form()), PAGES).id
        queue.work(service.runtime, readers, queue.claim(service.runtime, "r", 1)[0], "r")
        assert client.notice(id)["items"]
        send_back(service.runtime, id, "reviewer")
        for _ in range(2):
            assert client.submit(text(again), {"m.jpg": PAGES["m.jpg"]}).state == "received"


def test_service_says_no(service):
    with service.client() as client:
        with pytest.raises(Refused) as refused:
            client.create(text(form(province="x", applicant="y")))
        assert len(refused.value.problems) == 2 and refused.value.problem == "INVALID"
        with pytest.raises(Refused) as upload:
            client.send(client.create(text(form())).uploads[0], b"GIF89a")
        assert (upload.value.status, upload.value.problem) == (415, "TYPE_MISMATCH")
        with pytest.raises(Refused):
            client.preview(b"%PDF-1.4")
        client.withdraw(next(client.cases()).id)
    with Client.at(service.url, "wrong") as client, pytest.raises(UsageError):
        client.case("x")


def test_no_service_at_all(monkeypatch):
    monkeypatch.setattr("birthcase.client._PAUSES", (0.0,))
    with Client.at("http://127.0.0.1:1", "k") as client, pytest.raises(StoreUnavailable):
        client.case("x")


def test_submit_command_goes_on_where_it_ended(service, working, tmp_path, capsys):
    place = folder(tmp_path / "case")
    arguments = ["submit", str(place), "--data-dir", str(service.runtime.settings.data_dir), "--wait"]
    assert [run(arguments), run(arguments)] == [0, 0]
    assert capsys.readouterr().out.count("通过") == 2
    (place / "case.json").write_bytes(text(form(applicant="x")))
    assert run(arguments) == 2
    assert "applicant" in capsys.readouterr().err


def test_example_hands_in(service, working, tmp_path, capsys):
    place = folder(tmp_path / "case")
    key_file = service.runtime.settings.data_dir / "api-key"
    assert hand_in.main(service.url, str(key_file), str(place)) == 0
    assert "GX-0001 accepted" in capsys.readouterr().out
    assert files_of(place, text(form())) == PAGES
