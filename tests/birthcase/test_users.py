from birthcase.app import run
from pipeline import accounts
from pipeline.store import Database


def test_users_are_made_changed_and_shut_out(tmp_path, capsys):
    place = ["--data-dir", str(tmp_path)]
    assert run(["users", "add", "boss", "--roles", "admin", *place]) == 0
    assert run(["users", "add", "韦审核", "--roles", "reviewer,senior", *place]) == 0
    first = capsys.readouterr().out.split()[-1]
    database = Database(f"sqlite:///{tmp_path / 'birthcase.db'}")
    assert accounts.sign_in(database, "韦审核", first)
    assert run(["users", "password", "韦审核", *place]) == 0
    second = capsys.readouterr().out.strip()
    assert accounts.sign_in(database, "韦审核", second)
    assert run(["users", "roles", "韦审核", "--roles", "auditor", *place]) == 0
    assert run(["users", "list", *place]) == 0
    assert "auditor" in capsys.readouterr().out
    assert run(["users", "signout", "韦审核", *place]) == 0
    assert run(["users", "end", "韦审核", *place]) == 0
    assert run(["users", "restore", "韦审核", *place]) == 0
    assert accounts.sign_in(database, "韦审核", second)
    assert run(["users", "end", "boss", *place]) == 2
    assert run(["users", "add", "x", "--roles", "god", *place]) == 2
    assert run(["users", "end", "nobody", *place]) == 2
    database.close()
