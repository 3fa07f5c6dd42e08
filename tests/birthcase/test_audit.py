import json

from sqlalchemy import text

from birthcase.app import run
from pipeline.store import Database, audit


def test_audit_is_verified_noted_and_exported(tmp_path, capsys):
    place = ["--data-dir", str(tmp_path)]
    assert run(["users", "add", "boss", "--roles", "admin", *place]) == 0
    assert run(["users", "add", "b", *place]) == 0
    assert run(["audit", "verify", *place]) == 0
    assert "完整：2 条" in capsys.readouterr().out
    assert run(["audit", "head", *place]) == 0
    assert capsys.readouterr().out.startswith("2 ")
    assert run(["audit", "export", str(tmp_path / "a.jsonl"), *place]) == 0
    assert [json.loads(line)["act"] for line in (tmp_path / "a.jsonl").read_text().splitlines()] == [
        "add user"
    ] * 2
    assert run(["audit", "export", str(tmp_path / "a.xls"), *place]) == 2
    database = Database(f"sqlite:///{tmp_path / 'birthcase.db'}")
    with database.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_no_delete"))
        connection.execute(text("DELETE FROM audit WHERE number = 2"))
        assert audit.first_broken(connection) is None
    database.close()
    capsys.readouterr()
    assert run(["audit", "verify", *place]) == 1
    assert "第 2 条断开" in capsys.readouterr().out
    (tmp_path / "broken").write_text("x")
    assert run(["audit", "verify", "--heads", str(tmp_path / "broken"), *place]) == 2
