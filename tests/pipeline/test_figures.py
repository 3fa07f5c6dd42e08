"""Figures and quality control on both databases."""

import json
import time

import pytest
from sqlalchemy import insert, text

from casefile.errors import UsageError
from pipeline import quality
from pipeline.quality import Lot, drawn
from pipeline.runtime import Runtime
from pipeline.settings import Settings
from pipeline.store import cases, checks, corrections, figures, review, worklist
from pipeline.store.figures import Share
from pipeline.store.tables import CASES, EVENTS, VERDICTS
from tests.pipeline.test_store import case

DOCUMENT = {
    "id": "d1", "file": "m.jpg", "page": 0, "kind": "id_card_front",
    "fields": {"name": {"value": "黄梓萱", "raw": "姓名黄梓萱", "confidence": 0.95, "box": [[1, 2], [3, 2], [3, 4], [1, 4]]},
               "weight_g": {"value": 3200, "raw": "3200", "confidence": 0.5, "box": None}},
}  # fmt: skip


def settled(database, reference, state, intake="local", waits=0.0):
    """A case that came, was judged, and was decided `waits` seconds ago."""
    with database.writing() as connection:
        id = cases.receive(connection, case(reference, intake=intake, due_at=time.time() + 3600), "intake").id
        connection.execute(
            insert(VERDICTS).values(case=id, number=1, status=state, result="{}", made_at=time.time())
        )
        cases.set_state(connection, id, state)
        connection.execute(text(f"UPDATE cases SET received_at = received_at - {waits} WHERE id = '{id}'"))
    return id


def test_counts_of_what_came_and_became_of_it(either):
    for reference, state in (("A", "accepted"), ("B", "accepted"), ("C", "flagged"), ("D", "declined")):
        settled(either, reference, state)
    settled(either, "E", "accepted", waits=7200)
    settled(either, "S", "accepted", intake="x~sandbox")
    since = time.time() - 86400
    with either.looking() as connection:
        (day,) = figures.by_day(connection, since).values()
        assert day == {"received": 5, "accepted": 3, "flagged": 1, "declined": 1}
        assert list(figures.straight_through(connection, since).values()) == [Share(3, 5)]
        waited, in_time = figures.waiting_times(connection, since)
        assert (waited, in_time) == ([3, 0, 0, 1, 0], Share(4, 4))
        assert figures.waiting_now(connection) == {"late": 0, "today": 1, "later": 0}
        assert figures.by_day(connection, time.time() + 60) == {}
    with either.writing() as connection:
        connection.execute(text("UPDATE cases SET due_at = 1"))
        assert figures.waiting_times(connection, since)[1] == Share(0, 4)
        assert figures.waiting_now(connection)["late"] == 1


def test_days_are_chinas(either):
    id = settled(either, "A", "accepted")
    with either.writing() as connection:
        midnight = 20_000 * 86400 - 8 * 3600
        for offset in (-1, 0, 86399):
            connection.execute(text(f"UPDATE events SET at = {midnight + offset} WHERE \"case\" = '{id}'"))
            assert list(figures.by_day(connection, 0)) == [20_000 if offset >= 0 else 19_999]


def test_reasons_are_counted_by_case(either):
    ids = [settled(either, reference, "flagged") for reference in "ABC"]
    with either.writing() as connection:
        worklist.note(connection, ids[0], "confirm", ["names.mother", "ids.mother"])
        worklist.note(connection, ids[1], "confirm", ["names.mother"])
        assert figures.reasons(connection, 0) == [("names.mother", 2), ("ids.mother", 1)]


def test_accuracy_is_what_people_read_last(either):
    id = settled(either, "A", "flagged")
    with either.writing() as connection:
        for human in ("黄梓宣", "黄梓萱"):
            corrections.add(connection, id, DOCUMENT, "name", human, "韦审核")
        corrections.add(connection, id, DOCUMENT, "weight_g", 3250, "韦审核")
        found = {one.field: one.right for one in figures.accuracy(connection, 0)}
        assert found == {"weight_g": Share(0, 1), "name": Share(1, 1)}
        weight, name = sorted(corrections.of_case(connection, id), key=lambda one: one.right)
    assert (weight.machine, weight.human, weight.box, weight.right) == (3200, 3250, None, False)
    assert (name.raw, name.box[1], name.right) == ("姓名黄梓萱", (3.0, 2.0), True)


def test_reviewers_are_counted_with_their_time(either):
    ids = [settled(either, reference, "flagged") for reference in "AB"]
    with either.writing() as connection:
        for id in ids:
            review.add(connection, id, "韦审核", "claim")
            review.add(connection, id, "韦审核", "settle")
            review.add(connection, id, "韦审核", "accept")
        review.add(connection, ids[0], "李审核", "return")
        li, wei = sorted(figures.reviewers(connection, 0), key=lambda one: len(one.acts))
    assert (li.name, dict(li.acts), li.seconds) == ("李审核", {"return": 1}, None)
    assert (wei.name, dict(wei.acts)) == ("韦审核", {"settle": 2, "accept": 2}) and 0 <= wei.seconds < 5


def test_lot_is_fair_fixed_and_secret(tmp_path):
    ids = [f"{number:032x}" for number in range(20_000)]
    settings, other = (Settings(data_dir=tmp_path, secret=secret * 32) for secret in "ab")
    chosen = [id for id in ids if drawn(settings, id)]
    assert 320 < len(chosen) < 480
    assert chosen == [id for id in ids if drawn(settings, id)]
    assert len(set(chosen) & {id for id in ids if drawn(other, id)}) < 40


def test_drawn_cases_wait_for_somebody_else(either, tmp_path):
    ids = [settled(either, reference, "accepted") for reference in "AB"]
    settled(either, "C", "flagged")
    lot = Lot(Runtime(Settings(data_dir=tmp_path, quality_share=1), either, None))
    assert (lot.draw(), lot.draw()) == (2, 0)
    again = Lot(Runtime(Settings(data_dir=tmp_path, quality_share=1), either, None))
    assert again.draw() == 2
    with either.writing() as connection:
        assert {one.case for one in checks.waiting(connection)} == set(ids)
        review.add(connection, ids[0], "韦审核", "accept")
        with pytest.raises(UsageError, match="自己"):
            checks.settle(connection, ids[0], True, "韦审核")
        checks.settle(connection, ids[0], True, "李审核")
        checks.settle(connection, ids[1], False, "韦审核")
        with pytest.raises(UsageError):
            checks.settle(connection, ids[1], True, "李审核")
        assert figures.checked(connection, 0) == Share(1, 2)


def test_case_found_right_vouches_for_its_fields(either):
    id = settled(either, "A", "accepted")
    with either.writing() as connection:
        result = json.dumps({"documents": [DOCUMENT]}, ensure_ascii=False)
        connection.execute(
            insert(VERDICTS).values(case=id, number=2, status="accepted", result=result, made_at=1)
        )
        checks.draw(connection, [id])
        corrections.add(connection, id, DOCUMENT, "weight_g", 3250, "韦审核")
        quality.settle(connection, id, True, "李审核")
        read = {one.field: (one.right, one.person) for one in corrections.of_case(connection, id)}
    assert read == {"name": (True, "李审核"), "weight_g": (False, "韦审核")}


def test_ten_thousand_cases_are_counted_quickly(either):
    count, now = 10_000, time.time()
    ids = [f"{number:032x}" for number in range(count)]
    result = json.dumps({"findings": ["x" * 2000]})
    common = {"intake": "local", "province": "guangxi", "submission": "{}", "fingerprint": "f", "birth": "b"}
    times = {"first_submitted_at": "2026-11-20", "updated_at": now, "due_at": now}
    with either.writing() as connection:
        connection.execute(insert(CASES), [
            {**common, **times, "id": id, "case_id": id, "state": "flagged", "received_at": now - 60} for id in ids])  # fmt: skip
        connection.execute(insert(EVENTS), [
            {"id": f"{name[-4:]}{id}", "case": id, "system": "local", "name": name, "body": "{}", "at": now - number}
            for number, id in enumerate(ids) for name in ("case.received", "case.accepted")])  # fmt: skip
        connection.execute(insert(VERDICTS), [
            {"case": id, "number": 1, "status": "flagged", "result": result, "made_at": now} for id in ids])  # fmt: skip
        for id in ids[:300]:
            corrections.add(connection, id, DOCUMENT, "name", "黄梓萱", "a")
    counts = (figures.by_day, figures.straight_through, figures.waiting_times, figures.reasons,
              figures.accuracy, figures.reviewers, figures.checked)  # fmt: skip
    with either.looking() as connection:
        spent = []
        for _ in range(3):
            begun = time.perf_counter()
            for each in counts:
                each(connection, now - 30 * 86400)
            spent.append(time.perf_counter() - begun)
    assert min(spent) < 1
