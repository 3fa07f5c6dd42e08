"""`birthcase submit` against the real API: a case, its return, and its resubmission."""

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from birthcase.client import Client
from birthcase.submitting import submit
from pipeline import queue
from pipeline.judge import judge
from tests.pipeline.cases import PAGES, folder, form, page
from tests.pipeline.test_intake import runtime  # noqa: F401
from tests.web.test_app import KEY
from validators.province import load
from web.app import create_app

BACK = page(("id_card_back", {"issuing_authority": "桂林市公安局", "valid_to": "2038-01-01"}))


@dataclass(frozen=True, slots=True)
class Working(Client):
    """A client in whose waiting time the queue is worked off."""

    work: Any = None

    def settled(self, id, seconds=900):
        self.work()
        return Client.settled(self, id, 5)


@pytest.fixture
def client(runtime, readers, monkeypatch):  # noqa: F811
    monkeypatch.setattr("pipeline.conclude._judged", lambda case, facts: judge(case, load("guangxi"), facts))

    def work():
        for lease in queue.claim(runtime, "r", 9):
            queue.work(runtime, readers, lease, "r")

    http = TestClient(create_app(runtime, KEY), headers={"Authorization": f"Bearer {KEY.value}"})
    return Working(http, work)


def test_a_resubmission_is_submitted_like_a_case_and_its_points_are_ticked_off(client, tmp_path, capsys):
    assert submit(client, [folder(tmp_path / "a")], wait=True) == 1
    assert "✓" not in capsys.readouterr().out
    again = form(
        replaces=["mother_id_card"], materials=[{"slot": "mother_id_card", "files": ["m.jpg", "b.jpg"]}]
    )
    second = folder(tmp_path / "b", again, {"m.jpg": PAGES["m.jpg"], "b.jpg": BACK})
    assert submit(client, [second], wait=False) == 2
    assert "没有退回补正" in capsys.readouterr().err
    (id,) = {row["id"] for row in [client.submit((tmp_path / "a/case.json").read_bytes(), PAGES)]}
    assert client.http.post(f"/v1/cases/{id}/return").json()["state"] == "returned"
    assert submit(client, [second], wait=True) == 1
    told = capsys.readouterr().out
    assert "✓ 已补齐  母亲身份证国徽面" in told and "✗ 仍需补正  父亲身份证国徽面" in told
    assert submit(client, [second], wait=True) == 1
