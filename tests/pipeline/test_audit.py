"""The record of all acts on both databases: nothing in it can be changed unnoticed."""

import http.server
import json
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from casefile.errors import StoreUnavailable
from pipeline import heads
from pipeline.audit_export import as_csv, as_json
from pipeline.settings import Settings
from pipeline.store import audit


@pytest.fixture
def database(either):
    with either.writing() as connection:
        for number in range(5):
            audit.record(connection, "韦审核", "view", f"c{number}", file="m.jpg", page=number)
    return either


def unguarded(database, *acts):
    """Change the table as somebody might who owns the database."""
    with database.writing() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        for act in acts:
            connection.execute(text(act))


@pytest.mark.parametrize("act", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_database_refuses_changes(database, act):
    with pytest.raises((DatabaseError, StoreUnavailable)), database.writing() as connection:
        connection.execute(text(act))
    with database.looking() as connection:
        assert audit.first_broken(connection) is None and audit.head(connection)[0] == 5


def test_table_is_not_emptied_at_once_in_postgresql(database):
    with database.looking() as connection:
        if connection.dialect.name == "sqlite":
            return
    with pytest.raises((DatabaseError, StoreUnavailable)), database.writing() as connection:
        connection.execute(text("TRUNCATE audit"))


@pytest.mark.parametrize(
    ("act", "number"),
    [
        ("UPDATE audit SET detail = '{}' WHERE number = 3", 3),
        ("UPDATE audit SET \"case\" = 'other' WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("UPDATE audit SET hash = 'x' WHERE number = 4", 4),
    ],
)
def test_first_broken_link_is_named(database, act, number):
    unguarded(database, act)
    with database.looking() as connection:
        assert audit.first_broken(connection) == number


def test_chain_cut_or_forged_as_a_whole_differs_from_the_noted_heads(database, tmp_path):
    settings = Settings(data_dir=tmp_path)
    heads.note_head(settings, database)
    heads.note_head(settings, database)
    with database.writing() as connection:
        audit.record(connection, "x", "later")
    heads.note_head(settings, database)
    lines = heads.heads_file(settings).read_text().splitlines()
    known = heads.noted(lines)
    assert list(known) == [5, 6]
    with database.looking() as connection:
        assert audit.first_broken(connection, known) is None
    unguarded(database, "DELETE FROM audit WHERE number > 3")
    with database.looking() as connection:
        assert audit.first_broken(connection) is None
        assert audit.first_broken(connection, known) == 4
    with database.writing() as connection:
        for _ in range(3):
            audit.record(connection, "forger", "view")
        assert audit.first_broken(connection) is None
        assert audit.first_broken(connection, known) == 5


def test_two_at_once_make_one_chain(database):
    def write():
        for _ in range(5):
            with database.writing() as connection:
                audit.record(connection, "a", "view")

    threads = [threading.Thread(target=write) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with database.looking() as connection:
        assert audit.head(connection)[0] == 20 and audit.first_broken(connection) is None


def test_act_that_fails_leaves_no_entry(database):
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        audit.record(connection, "a", "view")
        raise ZeroDivisionError
    with database.looking() as connection:
        assert audit.head(connection)[0] == 5


def test_export_holds_every_entry_with_its_hash(database):
    lines = [json.loads(line) for line in "".join(as_json(database)).splitlines()]
    assert [one["number"] for one in lines] == [1, 2, 3, 4, 5]
    assert lines[0]["actor"] == "韦审核" and lines[1]["previous"] == lines[0]["hash"]
    table = "".join(as_csv(database)).splitlines()
    assert len(table) == 6 and table[0].endswith("previous,hash")


def test_head_is_sent_to_a_receiver_elsewhere(database, tmp_path):
    seen = []

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            seen.append((json.loads(body), self.headers["webhook-signature"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    settings = Settings(data_dir=tmp_path, audit_heads_url=f"http://127.0.0.1:{server.server_port}/")
    heads.note_head(settings, database)
    thread.join()
    server.server_close()
    with database.looking() as connection:
        number, hash = audit.head(connection)
    assert (seen[0][0]["number"], seen[0][0]["hash"]) == (number, hash) and seen[0][1].startswith("v1,")
