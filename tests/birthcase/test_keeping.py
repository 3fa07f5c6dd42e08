"""The stores kept whole from the command line: what docs/operations.md tells to type is there."""

import re
from pathlib import Path

import pytest

from birthcase.app import run
from pipeline.backup import backup
from pipeline.runtime import Runtime, open_database
from pipeline.sealing import keys_file, keys_of
from pipeline.settings import Settings
from pipeline.store import audit, cases
from tests.pipeline.test_intake import MemoryObjects
from tests.pipeline.test_store import case

DOCS = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"^birthcase ([a-z]+)", DOCS.read_text("utf-8"), re.M)))
)
def test_commands_of_the_docs_are_there(command, capsys):
    assert run([command, "--help"]) == 0


@pytest.mark.services
def test_migrate_backup_restore_and_rekey(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BIRTHCASE_LANG", "en")
    one, two = Settings(data_dir=tmp_path / "one"), Settings(data_dir=tmp_path / "two")
    one.data_dir.mkdir()
    assert run(["migrate", "--data-dir", str(one.data_dir)]) == 0
    database = open_database(one)
    with database.writing() as connection:
        id = cases.receive(connection, case(uploads=()), "intake").id
    database.close()
    first = keys_file(one).read_text()
    assert run(["rekey", "--data-dir", str(one.data_dir)]) == 0
    assert "sealed anew" in capsys.readouterr().out and keys_file(one).read_text() != first
    monkeypatch.setenv("BIRTHCASE_S3_ENDPOINT", "127.0.0.1:1")
    assert run(["backup", str(tmp_path / "kept"), "--data-dir", str(one.data_dir)]) == 3
    monkeypatch.delenv("BIRTHCASE_S3_ENDPOINT")
    kept(one, tmp_path / "kept")
    keys = ["--keys", str(keys_file(one)), "--data-dir", str(two.data_dir)]
    assert run(["restore", str(tmp_path / "kept"), *keys]) == 0
    back = open_database(two)
    with back.looking() as connection:
        assert cases.get(connection, id).case_id == "A" and audit.first_broken(connection) is None
    back.close()


def kept(settings, folder):
    """A backup of that data, its objects in memory."""
    database = open_database(settings)
    backup(Runtime(settings, database, MemoryObjects(keys_of(settings))), folder)
    database.close()
