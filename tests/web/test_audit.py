import json

from pipeline.store import audit
from tests.web.api import sign_in


def test_auditors_see_and_take_the_record(client, app):
    sign_in(client, "auditor", name="审计")
    with app.state.runtime.database.writing() as connection:
        for number in range(150):
            audit.record(connection, "韦审核", "view", "c" * 32, file=f"<b>{number}.jpg")
        audit.record(connection, "李审核", "reveal", "d" * 32, why="phone")
    first = client.get("/audit").text
    assert "reveal" in first and "<b>149.jpg" not in first and "&lt;b&gt;149.jpg" in first
    assert "before=" in first and "149.jpg" not in client.get("/audit?before=100").text
    mine = client.get("/audit", params={"actor": "李审核"}).text
    assert "reveal" in mine and "jpg" not in mine
    assert "没有记录" in client.get("/audit?act=nothing").text
    taken = client.get("/audit/export.jsonl")
    entries = [json.loads(line) for line in taken.text.splitlines()]
    assert entries[-1]["act"] == "export audit" and entries[-1]["actor"] == "审计"
    assert taken.headers["content-disposition"].startswith("attachment")
    assert client.get("/audit/export.csv").text.count("\r\n") == len(entries) + 2
    assert client.get("/audit/export.xls").status_code == 404


def test_nobody_else_sees_it(client):
    sign_in(client, "reviewer", "senior", "data", "admin", name="other")
    assert client.get("/audit").status_code == client.get("/audit/export.csv").status_code == 403
