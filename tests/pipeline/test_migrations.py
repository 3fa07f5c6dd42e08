"""A database of an earlier version is brought on without losing what it holds."""

import datetime as dt

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from pipeline.store import Database, cases, rounds
from tests.validators.builder import CHINA


def upgrade(database, revision):
    config = Config()
    config.set_main_option("script_location", "pipeline.store:migrations")
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_cases_from_before_rounds_have_had_one(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade(database, "0001")
    columns = "id, intake, case_id, province, state, submission, fingerprint, birth"
    with database.writing() as connection:
        for id, state in (("a", "flagged"), ("b", "draft")):
            connection.execute(
                text(
                    f"INSERT INTO cases ({columns}, first_submitted_at, received_at, updated_at) VALUES "
                    f"('{id}', 'local', '{id}', 'guangxi', '{state}', '{{}}', 'f', 'x', '2026-11-05', 7, 7)"
                )
            )
    database.migrate()
    with database.looking() as connection:
        assert [(one.number, one.received_at) for one in rounds.rounds(connection, "a")] == [(1, 7.0)]
        assert rounds.rounds(connection, "b") == ()
        assert (
            cases.get(connection, "a").due_at
            == dt.datetime(2026, 11, 6, 23, 59, 59, tzinfo=CHINA).timestamp()
        )
    database.close()
