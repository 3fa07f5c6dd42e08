"""The drill: a backup made while cases come in, put back elsewhere, whole; a spoilt one is refused."""

import json
import shutil

import pytest

from casefile.errors import UsageError
from pipeline import backup, scrub
from pipeline.objects import ObjectAltered
from pipeline.runtime import Runtime, open_database
from pipeline.sealing import SealBroken, data_keys, keys_file, keys_of
from pipeline.settings import Settings
from pipeline.store import audit, cases
from tests.pipeline.cases import FATHER, MOTHER, form
from tests.pipeline.test_intake import MemoryObjects, receive, work
from tests.postgres import ENGINES, fresh, servers  # noqa: F401


@pytest.fixture(params=ENGINES)
def settings_of(request, servers):  # noqa: F811
    """Settings with a data folder, and a fresh database of this kind."""

    def made(folder, kind=request.param):
        url = f"{servers}/{fresh(servers)}" if kind == "postgresql" else None
        return Settings(data_dir=folder, database_url=url)

    return made


@pytest.fixture
def runtime(tmp_path, settings_of):
    settings = settings_of(tmp_path / "data")
    settings.data_dir.mkdir()
    database = open_database(settings)
    database.migrate()
    yield Runtime(settings, database, MemoryObjects(keys_of(settings)))
    database.close()


@pytest.fixture
def kept(runtime, readers, tmp_path):
    """A backup with a judged case and one that waits; another came in afterwards."""
    receive(runtime)
    assert work(runtime, readers) == ["flagged"]
    receive(runtime, form(case_id="B"))
    (runtime.settings.data_dir / "secret").write_text("s" * 64)
    made = backup.backup(runtime, tmp_path / "kept")
    receive(runtime, form(case_id="C"))
    return made, tmp_path / "kept"


def restored(folder, settings, keys):
    settings.data_dir.mkdir(exist_ok=True)
    shutil.copy(keys, keys_file(settings))
    manifest = backup.restore_database(folder, settings)
    database = open_database(settings)
    database.migrate()
    runtime = Runtime(settings, database, MemoryObjects(keys_of(settings)))
    return runtime, backup.restore_objects(runtime, folder, manifest)


@pytest.mark.parametrize("kind", ENGINES)
def test_drill(runtime, kept, readers, tmp_path, settings_of, kind):
    """Also from one kind of database to the other."""
    made, folder = kept
    back, count = restored(folder, settings_of(tmp_path / "new", kind), keys_file(runtime.settings))
    assert count == made.objects == 5
    with back.database.looking() as connection:
        assert {case.case_id for case in cases.page(connection, 9)} == {"GX-0001", "B"}
        assert audit.first_broken(connection) is None
        (waits,) = [case for case in cases.page(connection, 9) if case.case_id == "B"]
        assert [case.case_id for case in cases.of_same_birth(connection, waits)] == ["GX-0001"]
    assert work(back, readers) == ["flagged"]
    receive(back, form(case_id="D"))
    assert scrub.scrub(back).well and (back.settings.data_dir / "secret").read_text() == "s" * 64
    back.database.close()


def test_backup_shows_nobodys_data(runtime, kept):
    files = [path for path in kept[1].rglob("*") if path.is_file()]
    assert len(files) > 30 and not (kept[1] / "data-keys").exists()
    for path in files:
        held = path.read_bytes()
        assert not any(one.encode() in held for one in (MOTHER, FATHER, "黄梓萱", "韦一诺", "m.jpg")), path
        assert path.stat().st_mode & 0o077 == 0 and b"s" * 64 not in held


def test_second_backup_fetches_only_what_is_new(runtime, kept, monkeypatch):
    asked = []
    get = runtime.objects.get
    monkeypatch.setattr(runtime.objects, "get", lambda content: (asked.append(content), get(content))[1])
    again = backup.backup(runtime, kept[1])
    assert asked == [] and again.objects == kept[0].objects and again.audit_number > kept[0].audit_number
    assert oct(kept[1].stat().st_mode)[-3:] == "700"


def test_backup_that_is_not_whole_is_refused(runtime, kept, tmp_path, settings_of):
    _, folder = kept
    keys, target = keys_file(runtime.settings), settings_of(tmp_path / "new")
    one = next((folder / "objects").glob("*/*"))
    one.write_bytes(b"other")
    with pytest.raises(ObjectAltered):
        restored(folder, target, keys)
    with pytest.raises(UsageError, match="已存在"):
        restored(folder, target, keys)
    other = settings_of(tmp_path / "other")
    with pytest.raises(UsageError, match="data-keys"):
        backup.restore_database(folder, other)
    with pytest.raises(SealBroken):
        data_keys(other)
        backup.restore_database(folder, other)
    (folder / "tables" / "cases.sealed").write_bytes(b"")
    with pytest.raises(UsageError, match="不符"):
        backup.restore_database(folder, settings_of(tmp_path / "third"))
    (folder / "manifest.json").unlink()
    with pytest.raises(UsageError, match="不是完整的备份"):
        backup.read_manifest(folder)


def test_restored_data_with_a_cut_tail_is_refused(runtime, kept, tmp_path, settings_of):
    folder = kept[1]
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["audit_number"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(UsageError, match="审计"):
        restored(folder, settings_of(tmp_path / "new"), keys_file(runtime.settings))


def test_r8_scrub_finds_what_is_gone_or_altered(runtime, readers):
    receive(runtime)
    assert work(runtime, readers) == ["flagged"]
    assert scrub.scrub(runtime) == scrub.Scrubbed(5, (), None)
    gone, altered = sorted(runtime.objects.kept)[:2]
    runtime.objects.kept.pop(gone)
    runtime.objects.kept[altered] = b"other"
    found = scrub.scrub(runtime)
    assert set(found.damaged) == {gone, altered} and not found.well
