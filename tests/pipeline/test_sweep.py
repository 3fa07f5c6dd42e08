"""What nobody waits for is tidied up; what a row names never is, however the two meet."""

import json

import pytest
from sqlalchemy import text

from pipeline import drafts, sweep
from pipeline.door import keep_file, keep_on
from pipeline.drafts import begin_case
from pipeline.store import cases, contents
from pipeline.store.tables import METADATA
from tests.pipeline.cases import PAGES, form
from tests.pipeline.test_intake import receive, runtime, work  # noqa: F401

DAYS = 24 * 3600


@pytest.fixture
def older(runtime):  # noqa: F811
    """Make everything so many seconds older."""

    def age(seconds):
        with runtime.database.writing() as connection:
            for column in ("cases SET updated_at = updated_at", "uploads SET received_at = received_at"):
                connection.execute(text(f"UPDATE {column} - :s"), {"s": seconds})
        runtime.objects.put_at = {name: at - seconds for name, at in runtime.objects.put_at.items()}

    return age


def begun(runtime, files=1):  # noqa: F811
    case = begin_case(runtime, "local", json.dumps(form()).encode()).case
    for number, name in enumerate(list(PAGES)[:files]):
        slot = form()["materials"][number]["slot"]
        place = drafts.place_of(runtime, case, slot, 1)
        drafts.add_file(runtime, case, place, keep_file(runtime, PAGES[name], name, "intake:local"))
    return case


def state(runtime, id):  # noqa: F811
    with runtime.database.looking() as connection:
        return cases.stored(connection, id).state


def test_r5_object_without_a_row_goes_after_a_day(runtime, older):  # noqa: F811
    keep_file(runtime, b"%PDF-lost", "a.pdf", "intake:local")
    received = receive(runtime).case
    older(0.9 * DAYS)
    assert sweep.sweep(runtime) == (0, 0)
    older(0.2 * DAYS)
    assert sweep.sweep(runtime) == (0, 1) and len(runtime.objects.kept) == len(PAGES)
    assert state(runtime, received.id) == "received"


def test_reading_is_kept_as_long_as_its_row(runtime, older, readers):  # noqa: F811
    receive(runtime)
    assert work(runtime, readers) == ["accepted"]
    kept = set(runtime.objects.kept)
    older(400 * DAYS)
    assert sweep.sweep(runtime) == (0, 0) and set(runtime.objects.kept) == kept


def test_draft_that_nobody_finishes_is_withdrawn_and_its_files_go(runtime, older):  # noqa: F811
    id = begun(runtime).id
    older(29 * DAYS)
    assert sweep.sweep(runtime) == (0, 0)
    older(2 * DAYS)
    assert sweep.sweep(runtime) == (1, 1)
    assert state(runtime, id) == "withdrawn" and runtime.objects.kept == {}


def test_draft_to_which_a_file_came_lately_stays(runtime, older):  # noqa: F811
    begun(runtime, files=0)
    older(31 * DAYS)
    begun(runtime)
    assert sweep.sweep(runtime) == (0, 0)


def test_file_that_comes_while_it_is_swept_is_not_lost(runtime, older):  # noqa: F811
    """Put again just when the sweep has looked at it, removed, and only then noted."""
    keep_file(runtime, PAGES["m.jpg"], "m.jpg", "intake:local")
    older(2 * DAYS)
    case = begin_case(runtime, "local", json.dumps(form()).encode()).case
    upload = keep_file(runtime, PAGES["m.jpg"], "m.jpg", "intake:local")
    runtime.objects.kept.pop(upload.content)
    drafts.add_file(runtime, case, drafts.place_of(runtime, case, "mother_id_card", 1), upload)
    keep_on(runtime, [PAGES["m.jpg"]])
    older(2 * DAYS)
    assert sweep.sweep(runtime) == (0, 0) and upload.content in runtime.objects.kept


NO_OBJECTS = {
    "actor", "asked", "birth", "case_id", "digest", "field", "fingerprint", "hash", "holder", "intake",
    "likeness", "name", "person", "previous", "rule", "system",
}  # fmt: skip


def test_no_column_that_names_an_object_is_forgotten():
    """A new column of 64 characters is one of the holders, or is listed here as something else."""
    digests = {
        str(column)
        for table in METADATA.tables.values()
        for column in table.c
        if getattr(column.type, "length", None) == 64 and not column.foreign_keys
    }
    named = {name for name in digests if name.partition(".")[2] not in NO_OBJECTS}
    assert named == {*map(str, contents.HOLDERS), "readings.content"}
