import pytest

from birthcase.app import run
from pipeline.settings import Settings
from pipeline.store import Database, keys
from tests.pipeline.cases import PAGES, folder, form
from web.keys import open_key


def who(data, key):
    database = Database(Settings(data_dir=data).database)
    try:
        with database.looking() as connection:
            return keys.who(connection, key)
    finally:
        database.close()


@pytest.fixture
def call(tmp_path, capsys):
    def called(*arguments):
        status = run(["keys", *arguments, "--data-dir", str(tmp_path / "data")])
        return status, capsys.readouterr()

    return called


def test_key_is_shown_once_and_kept_as_a_digest(call, tmp_path):
    status, told = call("add", "gx-zwfw", "--scopes", "submit,read")
    key = told.out.strip()
    found = who(tmp_path / "data", key)
    assert (status, found.system, found.scopes, found.sandbox) == (0, "gx-zwfw", {"submit", "read"}, False)
    for file in (tmp_path / "data").iterdir():
        assert key.split("_", 2)[2].encode() not in file.read_bytes()
    assert key.split("_")[1] in call("list")[1].out


def test_key_is_rotated_and_revoked(call, tmp_path):
    first = call("add", "gx")[1].out.strip()
    second = call("rotate", first.split("_")[1])[1].out.strip()
    assert who(tmp_path / "data", first) and who(tmp_path / "data", second).system == "gx"
    assert call("rotate", first.split("_")[1], "--hours", "0")[0] == 0
    assert who(tmp_path / "data", first) is None
    assert call("rotate", first.split("_")[1])[0] == 2
    assert call("revoke", second.split("_")[1])[0] == 0
    assert who(tmp_path / "data", second) is None
    assert call("revoke", "nothing")[0] == 2


def test_this_machines_own_key_is_changed_in_place(call, tmp_path):
    key = open_key(tmp_path / "data").value
    database = Database(Settings(data_dir=tmp_path / "data").database)
    database.migrate()
    with database.writing() as connection:
        keys.add(connection, key, "local", keys.SCOPES, "serve")
    database.close()
    new = call("rotate", key.split("_")[1])[1].out.strip()
    assert open_key(tmp_path / "data").value == new != key
    assert (tmp_path / "data" / "api-key").stat().st_mode & 0o077 == 0


def test_sandbox_key(call, tmp_path):
    assert who(tmp_path / "data", call("add", "gx", "--sandbox")[1].out.strip()).sandbox


@pytest.mark.parametrize("arguments", [["a b"], ["x~sandbox"], ["x" * 41], ["x", "--scopes", "everything"]])
def test_key_that_cannot_be_made(call, arguments):
    assert call("add", *arguments)[0] == 2


def test_case_that_is_fit(tmp_path, capsys):
    place = folder(tmp_path / "a")
    assert run(["validate", str(place / "case.json")]) == 0
    assert run(["validate", str(place)]) == 0
    assert "可以提交" in capsys.readouterr().out


def test_each_problem_is_one_line(tmp_path, capsys):
    place = folder(tmp_path / "a", form(applicant="x", province="y"))
    assert run(["validate", str(place / "case.json")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 2


def test_files_are_looked_at_as_at_the_door(tmp_path, capsys):
    place = folder(tmp_path / "a", pages={**PAGES, "m.jpg": b"GIF89a"})
    (place / "f.jpg").unlink()
    assert run(["validate", str(place)]) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 2 and "m.jpg" in told[0] and "GIF" in told[0] and "f.jpg" in told[1]


def test_no_file_at_all(tmp_path, capsys):
    assert run(["validate", str(tmp_path / "none.json")]) == 3
