import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from casefile.errors import StoreUnavailable, UsageError
from pipeline.store import Database, audit, cases, leases, readings, worklist
from pipeline.store.cases import NewCase, Upload
from pipeline.store.leases import LeaseLost
from pipeline.store.rerun_tables import METADATA
from pipeline.store.worklist import Asked


@pytest.fixture
def database(either):
    return either


@pytest.fixture
def sqlite(tmp_path):
    opened = Database(f"sqlite:///{tmp_path / 'cases.db'}")
    opened.migrate()
    yield opened
    opened.close()


def case(case_id="A", **changes):
    values = {
        "intake": "local",
        "case_id": case_id,
        "province": "guangxi",
        "submission": "{}",
        "submitted_at": "2026-11-20T09:30:00+08:00",
        "birth": cases.birth_key("1", "2026-11-05"),
        "due_at": 1e9,
        "uploads": (Upload("m.jpg", "a" * 64, 3),),
    }
    return NewCase(**{**values, **changes})


def received(database, *ids):
    with database.writing() as connection:
        return [cases.receive(connection, case(id), "intake").id for id in ids]


def state(database, id):
    with database.looking() as connection:
        return cases.get(connection, id).state


def claim(database, holder="r1", most=9, seconds=60):
    with database.writing() as connection:
        return leases.claim(connection, holder, most, seconds)


def wake(database):
    with database.writing() as connection:
        connection.execute(text("UPDATE leases SET not_before = 0"))


def test_migrations_give_the_declared_tables(database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database.migrate()
    with database.writing() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_sqlite_forces_every_commit_to_the_disk(sqlite):
    with sqlite.writing() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2


def test_a_case_comes_back_as_received(database):
    (id,) = received(database, "A")
    with database.looking() as connection:
        found = cases.get(connection, id)
        assert (found.case_id, found.state, found.error) == ("A", "received", None)
        assert cases.by_reference(connection, "local", "A") == found
        assert cases.by_reference(connection, "other", "A") is None
        assert cases.uploads(connection, id) == (Upload("m.jpg", "a" * 64, 3),)
        assert worklist.counts(connection, "甲", 0)["machine"] == 1
        assert [one.act for one in audit.history(connection, id)] == ["receive"]


def test_what_is_due_first_is_taken_first_and_stands_first(database):
    with database.writing() as connection:
        ids = [
            cases.receive(connection, case(id, due_at=due), "i").id
            for id, due in (("A", 3), ("B", 1), ("C", 2))
        ]
        cases.set_state(connection, cases.receive(connection, case("D", due_at=0), "i").id, "accepted")
    with database.looking() as connection:
        shown = worklist.rows(connection, Asked("machine"), "甲", 0, 9)
        assert [one.case_id for one in shown] == ["B", "C", "A"]
    assert [lease.case for lease in claim(database, most=2)] == [ids[1], ids[2]]


def test_failed_transaction_leaves_nothing(database):
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        cases.receive(connection, case(), "intake")
        raise ZeroDivisionError
    with database.looking() as connection:
        assert cases.page(connection, 9) == () and audit.head(connection)[0] == 0


def test_finishing_appends_a_verdict(database):
    (id,) = received(database, "A")
    (lease,) = claim(database)
    assert state(database, id) == "processing"
    with database.writing() as connection:
        leases.finish(connection, lease, "r1", "flagged", '{"status": "flagged"}')
    assert state(database, id) == "flagged"
    with database.looking() as connection:
        assert cases.latest_result(connection, id) == '{"status": "flagged"}'
        assert [one.act for one in audit.history(connection, id)] == ["receive", "claim", "finish"]


def test_two_runners_never_share_a_case(database):
    ids = received(database, *(f"C{n}" for n in range(20)))
    taken, threads = [], []
    for holder in "ab":
        threads.append(threading.Thread(target=lambda holder=holder: taken.extend(
            lease.case for _ in range(10) for lease in claim(database, holder, 1))))  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(ids)


def test_late_outcome_of_a_lapsed_lease_is_refused(database):
    (id,) = received(database, "A")
    (first,) = claim(database, seconds=-1)
    with database.writing() as connection:
        leases.begin(connection, first)
        assert leases.requeue_lapsed(connection, "reaper") == 1
    wake(database)
    (second,) = claim(database, "r2")
    assert (second.token, second.attempt) == (2, 2)
    for act in (
        lambda c: leases.finish(c, first, "r1", "accepted", "{}"),
        lambda c: leases.renew(c, first, 60),
        lambda c: leases.give_back(c, first, "r1", "X"),
    ):
        with pytest.raises(LeaseLost), database.writing() as connection:
            act(connection)
    with database.writing() as connection:
        leases.finish(connection, second, "r2", "accepted", "{}")
    assert state(database, id) == "accepted"


def test_runner_that_dies_costs_an_attempt_only_those_that_it_worked_on(database):
    ids = received(database, "A", "B")
    for _ in range(4):
        taken = {lease.case: lease for lease in claim(database, seconds=-1)}
        with database.writing() as connection:
            if ids[0] in taken:
                leases.begin(connection, taken[ids[0]])
            leases.requeue_lapsed(connection, "reaper")
        wake(database)
    assert [state(database, id) for id in ids] == ["failed", "received"]
    assert claim(database)[0].attempt == 1


def test_third_failure_is_the_last(database):
    (id,) = received(database, "A")
    for attempt in (1, 2, 3):
        assert state(database, id) == "received"
        (lease,) = claim(database)
        assert lease.attempt == attempt
        with database.writing() as connection:
            leases.give_back(connection, lease, "r1", "READER_FAILED")
        assert claim(database) == ()
        wake(database)
    assert state(database, id) == "failed"
    with database.looking() as connection:
        assert cases.get(connection, id).error == "READER_FAILED"


def test_store_trouble_costs_no_attempt(database):
    received(database, "A")
    for _ in range(5):
        (lease,) = claim(database)
        assert lease.attempt == 1
        with database.writing() as connection:
            leases.give_back(connection, lease, "r1", "STORE_UNAVAILABLE", counted=False)
        wake(database)


def test_renewed_lease_does_not_lapse(database):
    received(database, "A")
    (lease,) = claim(database, seconds=-1)
    with database.writing() as connection:
        leases.renew(connection, lease, 60)
        assert leases.requeue_lapsed(connection, "reaper") == 0


@pytest.mark.parametrize(
    ("holder", "seconds", "seen"),
    [
        (leases.runners_here() + "1", 60, True),
        (leases.runners_here() + "1", -1, False),
        ("runner:far:1", 60, False),
    ],
)
def test_a_backlog_sees_the_live_cases_of_its_own_machine(database, holder, seconds, seen):
    received(database, "A")
    with database.looking() as connection:
        assert leases.in_hand_here(connection), "it has just come in"
    (lease,) = claim(database, holder, seconds=seconds)
    with database.looking() as connection:
        assert leases.in_hand_here(connection) is seen
    with database.writing() as connection:
        leases.finish(connection, lease, holder, "accepted", "{}")
    with database.looking() as connection:
        assert not leases.in_hand_here(connection)


@pytest.mark.parametrize("act", ["UPDATE {} SET {} = 0", "DELETE FROM {}"])
@pytest.mark.parametrize(("table", "column"), [("audit", "at"), ("verdicts", "made_at")])
def test_database_refuses_to_change_what_is_only_added_to(database, act, table, column):
    received(database, "A")
    (lease,) = claim(database)
    with database.writing() as connection:
        leases.finish(connection, lease, "r1", "accepted", "{}")
    with pytest.raises((DatabaseError, StoreUnavailable)), database.writing() as connection:
        connection.execute(text(act.format(table, column)))


@pytest.mark.parametrize(
    ("harm", "number"),
    [
        ("UPDATE audit SET actor = 'x' WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 3", 3),
        ("UPDATE audit SET number = 9 WHERE number = 1", 1),
    ],
)
def test_broken_chain_is_found(database, harm, number):
    received(database, "A", "B", "C")
    with database.looking() as connection:
        anchor = audit.head(connection)
        assert audit.first_broken(connection, dict([anchor])) is None
    with database.writing() as connection:
        if database.file:
            for trigger in ("audit_no_update", "audit_no_delete"):
                connection.execute(text(f"DROP TRIGGER {trigger}"))
        else:
            connection.execute(text("DROP TRIGGER audit_append_only ON audit"))
        connection.execute(text(harm))
    with database.looking() as connection:
        assert audit.first_broken(connection, dict([anchor])) == number


def test_other_cases_of_the_birth_and_with_the_same_file(database):
    one, two, gone = received(database, "A", "B", "C")
    with database.writing() as connection:
        cases.set_state(connection, gone, "withdrawn")
    with database.looking() as connection:
        this = cases.stored(connection, one)
        assert [found.id for found in cases.of_same_birth(connection, this)] == [two]
        found = cases.with_contents(connection, this, ["a" * 64, "b" * 64])
        # What became of a case says nothing about whose its pictures are.
        assert sorted((content, other.id) for content, other in found) == sorted(
            ("a" * 64, id) for id in (two, gone)
        )


def test_reading_is_noted_once(database):
    with database.writing() as connection:
        readings.keep(connection, "a", "v1", "o1")
        readings.keep(connection, "a", "v1", "o2")
        assert readings.find(connection, "a", "v1") == "o2"
        assert readings.find(connection, "a", "v2") is None


def test_locked_database_is_unavailable_and_recovers(sqlite, monkeypatch, tmp_path):
    import sqlite3

    monkeypatch.setattr("pipeline.store.database._BUSY_SECONDS", 0.1)
    impatient = Database(f"sqlite:///{tmp_path / 'cases.db'}")
    other = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        received(impatient, "A")
    assert impatient.ready()
    other.execute("ROLLBACK")
    assert received(impatient, "A")
    other.close()
    impatient.close()


def test_disk_full_is_unavailable(sqlite):
    with sqlite.writing() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreUnavailable), sqlite.writing() as connection:
        cases.receive(connection, case("A", submission="x" * 1_000_000), "intake")
    with sqlite.looking() as connection:
        assert cases.page(connection, 9) == ()


def test_a_host_that_is_gone_lets_go_of_what_it_had_locked(servers):
    opened = Database(f"{servers}/postgres")
    with opened.looking() as connection:
        told = [
            connection.execute(text(f"SHOW tcp_{name}")).scalar_one()
            for name in ("keepalives_idle", "user_timeout")
        ]
    opened.close()
    assert told == ["15", "30000"] or told == ["15", "30s"]


@pytest.mark.parametrize("url", ["mysql://x", "nonsense", "postgresql+nothing://x"])
def test_wrong_address_is_wrong_usage(url):
    with pytest.raises(UsageError):
        Database(url)


def test_folder_that_is_not_there(tmp_path):
    with pytest.raises(StoreUnavailable):
        Database(f"sqlite:///{tmp_path / 'no' / 'cases.db'}").migrate()


def test_clock_that_was_set_back_leaves_no_case_waiting(database, monkeypatch):
    """What was leased or put off while it was a day ahead is not waited for until then."""
    from pipeline.store import database as clocks

    asked = clocks._NOW
    ahead = {name: f"{text} + 90000" for name, text in asked.items()}
    leased, paused = received(database, "A", "B")
    monkeypatch.setattr(clocks, "_NOW", ahead)
    (first, second) = claim(database)
    with database.writing() as connection:
        leases.give_back(connection, second, "r1", "READER_FAILED")
    monkeypatch.setattr(clocks, "_NOW", asked)
    with database.writing() as connection:
        assert leases.requeue_lapsed(connection, "reaper", 180) == 1
    assert {lease.case for lease in claim(database)} == {leased, paused}
    with pytest.raises(LeaseLost), database.writing() as connection:
        leases.finish(connection, first, "r1", "accepted", "{}")
