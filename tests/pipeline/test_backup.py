"""The drill: a backup made while cases come in, put back elsewhere, whole; a spoilt one is refused."""

import json

import pytest

from casefile.errors import UsageError
from pipeline import backup, scrub
from pipeline.runtime import Runtime
from pipeline.settings import Settings
from pipeline.store import Database, audit, cases
from tests.pipeline.cases import form
from tests.pipeline.test_intake import MemoryObjects, receive, work


@pytest.fixture
def runtime(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    database = Database(settings.database)
    database.migrate()
    yield Runtime(settings, database, MemoryObjects())
    database.close()


@pytest.fixture
def kept(runtime, readers, tmp_path):
    """A backup with a judged case and one that waits; another came in afterwards."""
    receive(runtime)
    assert work(runtime, readers) == ["flagged"]
    receive(runtime, form(case_id="B"))
    (runtime.settings.data_dir / "secret").write_text("s")
    made = backup.backup(runtime, tmp_path / "kept")
    receive(runtime, form(case_id="C"))
    return made, tmp_path / "kept"


def restored(folder, tmp_path):
    settings = Settings(data_dir=tmp_path / "new")
    manifest = backup.restore_database(folder, settings)
    database = Database(settings.database)
    database.migrate()
    runtime = Runtime(settings, database, MemoryObjects())
    return runtime, backup.restore_objects(runtime, folder, manifest)


def test_drill(runtime, kept, readers, tmp_path):
    made, folder = kept
    back, count = restored(folder, tmp_path)
    assert count == made.objects == 5
    with back.database.looking() as connection:
        assert {case.case_id for case in cases.page(connection, 9)} == {"GX-0001", "B"}
        assert audit.first_broken(connection) is None
    assert work(back, readers) == ["flagged"]
    assert scrub.scrub(back).well and (back.settings.data_dir / "secret").read_text() == "s"
    back.database.close()


def test_second_backup_fetches_only_what_is_new(runtime, kept, monkeypatch):
    asked = []
    get = runtime.objects.get
    monkeypatch.setattr(runtime.objects, "get", lambda content: (asked.append(content), get(content))[1])
    again = backup.backup(runtime, kept[1])
    assert asked == [] and again.objects == kept[0].objects and again.audit_number > kept[0].audit_number
    assert oct(kept[1].stat().st_mode)[-3:] == "700"


def test_backup_that_is_not_whole_is_refused(runtime, kept, tmp_path):
    _, folder = kept
    one = next((folder / "objects").glob("*/*"))
    one.write_bytes(b"other")
    with pytest.raises(UsageError, match="对象"):
        restored(folder, tmp_path)
    with pytest.raises(UsageError, match="已存在"):
        restored(folder, tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "database": "0" * 64}))
    with pytest.raises(UsageError, match="不符"):
        backup.restore_database(folder, Settings(data_dir=tmp_path / "third"))
    (folder / "manifest.json").unlink()
    with pytest.raises(UsageError, match="不是完整的备份"):
        backup.read_manifest(folder)


def test_restored_data_with_a_cut_tail_is_refused(runtime, kept, tmp_path):
    folder = kept[1]
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["audit_number"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(UsageError, match="审计"):
        restored(folder, tmp_path)


def test_r8_scrub_finds_what_is_gone_or_altered(runtime, readers):
    receive(runtime)
    assert work(runtime, readers) == ["flagged"]
    assert scrub.scrub(runtime) == scrub.Scrubbed(5, (), None)
    gone, altered = sorted(runtime.objects.kept)[:2]
    runtime.objects.kept.pop(gone)
    runtime.objects.kept[altered] = b"other"
    found = scrub.scrub(runtime)
    assert set(found.damaged) == {gone, altered} and not found.well


def test_postgresql_is_left_to_its_own_tools():
    with pytest.raises(UsageError, match="pg_dump"):
        backup.sqlite_path(Settings(database_url="postgresql+psycopg://nobody@127.0.0.1:9/x"))
