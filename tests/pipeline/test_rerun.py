"""Stored cases decided again: what changes, what a person decided, what is computed at all."""

import json
import re

import pytest

from casefile.errors import UsageError
from pipeline import rerun
from pipeline.record import decoded
from pipeline.reread import Rereader
from pipeline.runtime import Runtime
from pipeline.settings import Settings
from pipeline.store import audit, cases, events, outcomes, reruns, rounds
from pipeline.store.leases import LeaseLost
from pipeline.store.reruns import Asked
from tests.pipeline.cases import PAGES, form, page
from tests.pipeline.test_intake import MemoryObjects, receive, seen, work
from validators.province import FOLDER
from validators.rule import rules


@pytest.fixture
def runtime(either, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.store.leases._BACK_OFF_SECONDS", 0)
    return Runtime(Settings(data_dir=tmp_path), either, MemoryObjects())


def lenient(*strict):
    """Guangxi's terms with every rule left out but these."""
    text = (FOLDER / "guangxi.toml").read_text()
    text = text[: text.index("[rules]")]
    if not strict:
        text = re.sub(r"(?s)\[materials\].*?\n\n", "[materials]\n\n", text)
    omitted = "\n".join(f'"{rule.id}" = {{ omit = true }}' for rule in rules() if rule.id not in strict)
    return f"{text}[rules]\n{omitted}\n"


def asked(where="", start="judge", **more):
    return Asked(where, start, **more)


def begin(runtime, **more):
    return rerun.begin(runtime.database, asked(**more), "tester")


def perform(runtime, run, readers=None):
    counts = {}
    while (batch := rerun.claim(runtime.database, run.id, "r", 60)) is not None:
        rereader = Rereader(runtime, readers) if readers else None
        for state, count in rerun.perform(runtime, batch, rereader).items():
            counts[state] = counts.get(state, 0) + count
    return counts


def rows(runtime, run):
    with runtime.database.looking() as connection:
        return list(outcomes.rows(connection, run.id))


def flagged(runtime, readers, *names):
    ids = [receive(runtime, form(case_id=name)).case.id for name in names]
    while done := work(runtime, readers):
        assert set(done) == {"flagged"}
    return ids


def verdicts(runtime, id):
    with runtime.database.looking() as connection:
        return [entry.act for entry in audit.history(connection, id)].count("rejudge")


def test_nothing_changed_changes_nothing(runtime, readers):
    (id,) = flagged(runtime, readers, "A")
    before = seen(runtime, id)
    run = begin(runtime, where="status=flagged")
    assert run.total == 1
    assert perform(runtime, run) == {"same": 1}
    assert seen(runtime, id) == before and verdicts(runtime, id) == 0
    with runtime.database.looking() as connection:
        assert reruns.get(connection, run.id).state == "done"


def test_new_terms_move_the_machines_own_cases(runtime, readers):
    (id,) = flagged(runtime, readers, "A")
    run = begin(runtime, terms=lenient())
    assert perform(runtime, run) == {"changed": 1}
    case, result = seen(runtime, id)
    assert case.state == result["status"] == "accepted" and result["findings"] == []
    assert "+" in result["versions"]["rules"]
    assert result["documents"][0]["region"]
    (row,) = rows(runtime, run)
    assert (row.before.split("/")[0], row.after, row.kept) == ("flagged", "accepted", "verdict")
    assert "materials.complete" in row.rules
    with runtime.database.looking() as connection:
        last = audit.history(connection, id)[-1]
        assert (last.actor, last.act) == (f"rerun:{run.id}", "rejudge")
        kept = decoded(runtime.objects.get(outcomes.spoken(connection, [id])[id].record))
        assert kept.rounds[-1].status == "accepted" and kept.against == ()
        assert events.after(connection, "local", 0, 99)[-2].name == "case.accepted"
    back = begin(runtime)
    assert perform(runtime, back) == {"changed": 1}
    assert seen(runtime, id)[0].state == "flagged"


def test_dry_run_only_tells(runtime, readers):
    (id,) = flagged(runtime, readers, "A")
    before = seen(runtime, id)
    run = begin(runtime, terms=lenient(), dry=True)
    assert perform(runtime, run) == {"changed": 1}
    assert seen(runtime, id) == before
    assert [(row.after, row.kept) for row in rows(runtime, run)] == [("accepted", None)]


@pytest.mark.parametrize("decision", ["return", "correct"])
def test_what_a_person_decided_stays_and_the_machines_word_lies_beside(runtime, readers, decision):
    (id,) = flagged(runtime, readers, "A")
    with runtime.database.writing() as connection:
        if decision == "return":
            rounds.send_back(connection, id, "reviewer:a")
        else:
            audit.record(connection, "reviewer:a", "correct", id, field="name")
    before = seen(runtime, id)
    run = begin(runtime, terms=lenient())
    assert perform(runtime, run) == {"changed": 1}
    assert seen(runtime, id) == before
    with runtime.database.looking() as connection:
        told = outcomes.beside(connection, id)
    assert told[0] == run.id and json.loads(told[1])["status"] == "accepted"
    assert [row.kept for row in rows(runtime, run)] == ["beside"]


def test_same_state_with_other_reasons_tells_nobody(runtime, readers):
    (id,) = flagged(runtime, readers, "A")
    perform(runtime, begin(runtime, terms=lenient("materials.complete")))
    with runtime.database.looking() as connection:
        told = len(events.after(connection, "local", 0, 99))
    run = begin(runtime, terms=lenient("materials.complete", "marriage.kind", "marriage.wedlock"))
    assert set(perform(runtime, run)) <= {"same", "reasons", "changed"}
    with runtime.database.looking() as connection:
        assert len(events.after(connection, "local", 0, 99)) == told
    assert seen(runtime, id)[0].state == "flagged"


def test_case_under_way_is_left_alone(runtime, readers):
    (id,) = flagged(runtime, readers, "A")
    run = begin(runtime, terms=lenient())
    with runtime.database.writing() as connection:
        cases.set_state(connection, id, "processing")
    assert perform(runtime, run) == {"passed": 1}
    assert rows(runtime, run)[0].error == "UNDER_WAY"


def test_reading_is_done_only_where_it_is_not_kept(runtime, readers, monkeypatch):
    (id,) = flagged(runtime, readers, "A")
    read = []
    ask = type(readers).read
    monkeypatch.setattr(type(readers), "read", lambda self, *a: (read.append(a[1]), ask(self, *a))[1])
    assert perform(runtime, begin(runtime, start="read"), readers) == {"same": 1}
    assert read == []
    assert perform(runtime, begin(runtime, start="normalise"), readers) == {"same": 1}
    assert sorted(read) == ["f.jpg", "m.jpg"]
    monkeypatch.setattr("pipeline.process.versions", lambda reader: dict.fromkeys(
        ("reader", "extractors", "rules"), "newer"))  # fmt: skip
    assert perform(runtime, begin(runtime, start="read"), readers) == {"same": 1}
    assert len(read) == 4 and seen(runtime, id)[0].state == "flagged"


def test_failed_case_is_put_back_for_the_live_runners(runtime, readers):
    crash = {**PAGES, "m.jpg": page(do="crash"), "f.jpg": page(do="crash", other=1)}
    id = receive(runtime, pages=crash).case.id
    for _ in range(3):
        work(runtime, readers)
    assert seen(runtime, id)[0].state == "failed"
    assert perform(runtime, begin(runtime, dry=True)) == {"failed": 1}
    run = begin(runtime)
    assert perform(runtime, run) == {"passed": 1}
    assert (seen(runtime, id)[0].state, rows(runtime, run)[0].kept) == ("received", "queue")
    for _ in range(3):
        work(runtime, readers)
    run = begin(runtime, where="status=failed", start="read")
    assert perform(runtime, run, readers) == {"failed": 1}
    assert rows(runtime, run)[0].error == "READER_FAILED"


def test_failure_of_one_case_costs_no_other_and_is_retried_apart(runtime, readers, monkeypatch):
    first, _ = flagged(runtime, readers, "A", "B")
    load = rerun.records.decoded

    def broken(data, name="", boxes=True):
        if name == first:
            raise RuntimeError("黄梓萱")
        return load(data, name, boxes)

    monkeypatch.setattr("pipeline.record.decoded", broken)
    run = begin(runtime)
    assert perform(runtime, run) == {"failed": 1, "same": 1}
    assert [row.error for row in rows(runtime, run)] == ["RuntimeError", None]
    monkeypatch.undo()
    with runtime.database.writing() as connection:
        assert reruns.retry(connection, run.id, "tester") == 1
    assert perform(runtime, run) == {"same": 1}
    assert {row.state for row in rows(runtime, run)} == {"same"}


def test_late_worker_keeps_nothing(runtime, readers):
    (id,) = flagged(runtime, readers, "A")
    run = begin(runtime, terms=lenient())
    paused = rerun.claim(runtime.database, run.id, "slow", -1)
    assert perform(runtime, run) == {"changed": 1}
    with pytest.raises(LeaseLost):
        rerun.perform(runtime, paused)
    assert verdicts(runtime, id) == 1


def test_case_that_kills_its_worker_three_times_is_found(runtime, readers):
    flagged(runtime, readers, "A", "B")
    run = begin(runtime)
    for _ in range(3):
        assert rerun.claim(runtime.database, run.id, "dies", -1).number == 0
    numbers = [rerun.claim(runtime.database, run.id, "dies", -1).number for _ in range(3)]
    assert numbers == [1, 1, 1]
    assert rerun.claim(runtime.database, run.id, "lives", 60).number == 2
    assert [row.error for row in rows(runtime, run)] == ["WORKER_LOST", None]


def test_paused_run_gives_nothing_out_and_goes_on(runtime, readers, monkeypatch):
    monkeypatch.setitem(rerun.BATCH, "judge", 1)
    flagged(runtime, readers, "A", "B", "C")
    run = begin(runtime)
    rerun.perform(runtime, rerun.claim(runtime.database, run.id, "r", 60))
    with runtime.database.writing() as connection:
        reruns.set_state(connection, run.id, "paused", "tester")
    assert rerun.claim(runtime.database, run.id, "r", 60) is None
    with runtime.database.writing() as connection:
        assert reruns.set_state(connection, run.id, "running", "tester").state == "running"
    assert perform(runtime, run) == {"same": 2}


def test_terms_of_another_province_pass_over(runtime, readers):
    flagged(runtime, readers, "A")
    run = begin(runtime, terms=(FOLDER / "hainan.toml").read_text())
    assert perform(runtime, run) == {"passed": 1}


@pytest.mark.parametrize(
    "wrong",
    [{"start": "draw"}, {"models": "/m"}, {"where": "statu=flagged"}, {"terms": "id ="}],
)
def test_what_cannot_be_asked_is_told(runtime, wrong):
    with pytest.raises(UsageError):
        begin(runtime, **wrong)


def test_outcomes_of_many_batches(runtime, readers, monkeypatch):
    monkeypatch.setitem(rerun.BATCH, "judge", 2)
    flagged(runtime, readers, *"ABCDE")
    run = begin(runtime)
    assert perform(runtime, run) == {"same": 5}
    with runtime.database.looking() as connection:
        far = outcomes.progress(connection, run.id)
    assert (far.done, far.waiting, far.batches) == (5, 0, 3)
