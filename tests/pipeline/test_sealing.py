"""What lies on a disk tells nothing without the keys; keys can be changed, and wrong ones are refused."""

import secrets

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from casefile.errors import StoreUnavailable, UsageError
from pipeline.rekey import add_key, drop_old_keys, rekey_all
from pipeline.runtime import Runtime, open_database
from pipeline.sealing import KEY_BYTES, Keys, SealBroken, keys_file, keys_of
from pipeline.settings import Settings
from pipeline.store import Database, cases, review, worklist
from pipeline.store.worklist import Asked
from tests.pipeline.cases import FATHER, MOTHER, form
from tests.pipeline.test_forgetting import left_by
from tests.pipeline.test_intake import MemoryObjects, receive, work
from tests.postgres import ENGINES, fresh, servers  # noqa: F401

PERSONAL = (MOTHER, FATHER, "黄梓萱", "韦国强", "韦一诺", "m.jpg", "桂林市妇幼保健院")


def some_key():
    return secrets.token_bytes(KEY_BYTES)


def test_sealed_opens_in_its_place_only():
    keys, photo = Keys((some_key(),)), b"\xff\xd8" + secrets.token_bytes(300)
    for plain in (b"", b"x", photo, b'{"name": "' + b"a" * 5000 + b'"}'):
        sealed = keys.seal(plain, "a")
        assert keys.open(sealed, "a") == plain and keys.seal(plain, "a") == sealed
        assert len(plain) < 16 or plain not in sealed
        for spoilt, place in (
            (sealed, "b"),
            (sealed[:-1], "a"),
            (sealed[:9] + bytes([sealed[9] ^ 1]) + sealed[10:], "a"),
            (b"", "a"),
        ):
            with pytest.raises(SealBroken):
                keys.open(spoilt, place)
        with pytest.raises(SealBroken):
            Keys((some_key(),)).open(sealed, "a")
    assert len(keys.seal(b'{"name": "' + b"a" * 5000 + b'"}', "a")) < 200


def test_old_keys_open_and_the_newest_seals():
    old, new = some_key(), some_key()
    sealed, both = Keys((old,)).seal(b"x", "a"), Keys((new, old))
    assert both.open(sealed, "a") == b"x" and not both.newest(sealed) and both.newest(both.seal(b"x", "a"))


@pytest.mark.parametrize("given", ["", "00", "zz" * KEY_BYTES])
def test_keys_that_cannot_be_used_are_wrong_usage(tmp_path, given):
    with pytest.raises(UsageError, match="DATA_KEYS"):
        keys_of(Settings(data_dir=tmp_path, data_keys=given))


@pytest.fixture(params=ENGINES)
def settings(request, servers, tmp_path):  # noqa: F811
    url = f"{servers}/{fresh(servers)}" if request.param == "postgresql" else None
    (tmp_path / "data").mkdir()
    return Settings(data_dir=tmp_path / "data", database_url=url)


@pytest.fixture
def runtime(settings):
    """A sealed store with a judged case upon which a person has acted, and another of the same birth."""
    database = open_database(settings)
    database.migrate()
    yield Runtime(settings, database, MemoryObjects(keys_of(settings)))
    database.close()


def filled(runtime, readers):
    id = receive(runtime).case.id
    assert work(runtime, readers) == ["flagged"]
    with runtime.database.writing() as connection:
        review.add(connection, id, "wei", "correct", {"value": "黄梓萱"})
    return id, receive(runtime, form(case_id="B")).case.id


def whole(runtime, one, two):
    """All is found and read as before."""
    with runtime.database.looking() as connection:
        this = cases.stored(connection, two)
        assert MOTHER in this.submission
        assert [found.id for found in cases.of_same_birth(connection, this)] == [one]
        for search in (MOTHER, "韦一诺"):
            found = worklist.rows(connection, Asked("machine", search=search), "w", 0, 9)
            assert {row.id for row in found} == {one, two}
        assert review.acts(connection, one)[-1].detail == {"value": "黄梓萱"}
        assert {upload.name for upload in cases.uploads(connection, one)} == {"m.jpg", "f.jpg"}
    assert all(runtime.objects.get(content) for content in list(runtime.objects.kept))


def nothing_shows(runtime):
    held = left_by(runtime) + "".join(map(repr, runtime.objects.kept.values()))
    return not any(one in held or repr(one.encode())[2:-1] in held for one in PERSONAL)


def test_neither_database_nor_objects_show_anybodys_data(runtime, readers):
    one, two = filled(runtime, readers)
    assert nothing_shows(runtime)
    whole(runtime, one, two)
    if path := runtime.database.file:
        runtime.database.settle()
        assert not any(name.encode() in path.read_bytes() for name in PERSONAL)


def test_other_keys_are_refused_at_the_start(runtime, settings):
    for other in (open_database(settings.model_copy(update={"data_keys": None, "data_dir": settings.data_dir / "x"})),
                  Database(settings.database)):  # fmt: skip
        if settings.database_url is None:
            other = Database(settings.database, Keys((some_key(),)))
        with pytest.raises(UsageError, match="别的密钥"):
            other.migrate()
        other.close()


def test_keys_are_changed(runtime, readers, settings):
    one, two = filled(runtime, readers)
    runtime.database.close()
    before = keys_file(settings).read_text()
    add_key(settings)
    add_key(settings)
    assert len(keys_file(settings).read_text().split()) == 2
    both = opened(settings, runtime)
    done = rekey_all(both, keys_of(settings))
    assert done.damaged == () and done.objects == len(runtime.objects.kept) and done.rows > 5
    assert rekey_all(both, keys_of(settings)).objects == 0
    with pytest.raises((DatabaseError, StoreUnavailable)), both.database.writing() as connection:
        connection.execute(text("UPDATE verdicts SET status = 'x'"))
    both.database.close()
    drop_old_keys(settings)
    assert before.strip() not in keys_file(settings).read_text()
    after = opened(settings, runtime)
    after.database.migrate()
    whole(after, one, two)
    after.database.close()


def opened(settings, runtime):
    runtime.objects.keys = keys_of(settings)
    return Runtime(settings, open_database(settings), runtime.objects)


def test_what_was_kept_in_clear_before_is_sealed_by_an_upgrade_and_new_keys(settings, readers):
    database = Database(settings.database)
    database.migrate("0010")
    plain = Runtime(settings, database, MemoryObjects())
    one, two = filled(plain, readers)
    database.close()
    upgraded = opened(settings, plain)
    upgraded.database.migrate()
    whole(upgraded, one, two)
    assert not nothing_shows(upgraded)
    rekey_all(upgraded, keys_of(settings))
    assert nothing_shows(upgraded)
    whole(upgraded, one, two)
    upgraded.database.close()
