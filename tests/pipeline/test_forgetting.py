"""A case that is forgotten is nowhere any more, and nothing of another case goes with it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from casefile.errors import StoreUnavailable, UsageError
from pipeline import forgetting
from pipeline.store import audit, cases, review
from tests.pipeline.cases import FATHER, MOTHER, PAGES, form, page
from tests.pipeline.test_intake import receive, work
from tests.pipeline.test_rerun import begin, flagged, lenient, perform, runtime  # noqa: F401


def left_by(runtime):  # noqa: F811
    """Every text in the database."""
    with runtime.database.looking() as connection:
        names = list(cases.CASES.metadata.tables)
        rows = (connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names)
        return "".join(str([tuple(row) for row in table]) for table in rows)


def test_case_is_forgotten_everywhere(runtime, readers, tmp_path):  # noqa: F811
    (id,) = flagged(runtime, readers, "A")
    perform(runtime, begin(runtime, terms=lenient(), dry=True))
    with runtime.database.writing() as connection:
        review.add(connection, id, "reviewer:a", "correct", {"value": "黄梓萱"})
    perform(runtime, begin(runtime, terms=lenient()))
    assert MOTHER in left_by(runtime)
    proof = forgetting.forget(runtime, id, "tester", "asked for")
    assert proof.left == {} and proof.rows["cases"] == 1 and proof.rows["verdicts"] == 1
    assert proof.objects >= 5 and runtime.objects.kept == {}
    for personal in (MOTHER, FATHER, "黄梓萱", "韦一诺"):
        assert personal not in left_by(runtime)
        for path in tmp_path.iterdir():
            assert path.is_dir() or personal.encode() not in path.read_bytes(), path
    with runtime.database.looking() as connection:
        assert audit.first_broken(connection) is None
        last = audit.history(connection, id)[-1]
        assert (last.act, last.detail["digest"]) == ("forget", proof.digest)
    with pytest.raises(UsageError):
        forgetting.forget(runtime, id, "tester", "again")


def test_what_another_case_holds_stays(runtime, readers):  # noqa: F811
    one, two = flagged(runtime, readers, "A", "B")
    forgetting.forget(runtime, one, "tester", "x")
    with runtime.database.looking() as connection:
        held = cases.uploads(connection, two)
    assert {upload.name for upload in held} == set(PAGES)
    assert all(runtime.objects.get(upload.content) for upload in held)
    run = begin(runtime, start="read")
    assert perform(runtime, run, readers) == {"same": 1}


def test_append_only_tables_are_guarded_again(runtime, readers):  # noqa: F811
    one, two = flagged(runtime, readers, "A", "B")
    forgetting.forget(runtime, one, "tester", "x")
    for table in ("verdicts", "rounds", "audit"):
        with pytest.raises((DatabaseError, StoreUnavailable)), runtime.database.writing() as connection:
            connection.execute(text(f"DELETE FROM {table}"))
    assert forgetting.forget(runtime, two, "tester", "x").left == {}


def test_case_under_way_is_not_forgotten(runtime):  # noqa: F811
    id = receive(runtime).case.id
    with pytest.raises(UsageError, match="正在处理"):
        forgetting.forget(runtime, id, "tester", "x")


def test_retention_lets_pictures_go_first_and_cases_later(runtime, readers):  # noqa: F811
    settings = runtime.settings
    object.__setattr__(settings, "keep_pictures_days", 10)
    object.__setattr__(settings, "keep_cases_days", 20)
    ended = flagged(runtime, readers, "A")[0]
    other = {**PAGES, "m.jpg": page(("id_card_front", {"name": "黄梓萱"}), own=1)}
    waits = receive(runtime, form(case_id="B"), other).case.id
    work(runtime, readers)
    aged(runtime, ended, 15, "declined")
    assert forgetting.retain(runtime) == 1 and forgetting.retain(runtime) == 0
    with runtime.database.looking() as connection:
        assert cases.uploads(connection, ended) == () and cases.latest_result(connection, ended)
        assert len(cases.uploads(connection, waits)) == 2
    aged(runtime, ended, 25, "declined")
    assert forgetting.retain(runtime) == 1
    with runtime.database.looking() as connection:
        assert cases.get(connection, ended) is None and cases.get(connection, waits) is not None


def aged(runtime, id, days, state):  # noqa: F811
    with runtime.database.writing() as connection:
        connection.execute(
            text("UPDATE cases SET state = :state, updated_at = updated_at - :s WHERE id = :id"),
            {"state": state, "s": days * 86400, "id": id},
        )
