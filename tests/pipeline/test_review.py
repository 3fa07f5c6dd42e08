import dataclasses
import datetime as dt

import pytest

from casefile.errors import UsageError
from pipeline import resubmit
from pipeline.intake import CaseConflict
from pipeline.review import claims, deciding, returning, revealing, undoing
from pipeline.review.acting import CaseChanged, CaseHeld, ReasonMissing
from pipeline.review.entry import EntryRefused, entered
from pipeline.review.returning import Asked
from pipeline.review.standing import key_of, standing
from pipeline.runtime import Runtime
from pipeline.settings import Settings
from pipeline.store import audit, cases, contents, corrections, events, happenings, review, worklist
from pipeline.store.worklist import Asked as Looked
from tests.pipeline.kept_case import REASON, judge_again, keep_case, kept, only_name, with_field
from tests.pipeline.test_intake import MemoryObjects
from tests.postgres import either, servers  # noqa: F401
from validators import province

CARD = "father_id_card-1"


@pytest.fixture
def runtime(tmp_path, either):  # noqa: F811
    return Runtime(Settings(data_dir=tmp_path), either, MemoryObjects())


@pytest.fixture
def id(runtime):
    return keep_case(runtime)


@pytest.fixture
def two_persons(monkeypatch):
    """A province that asks for a second person."""
    found = province.load("guangxi")
    strict = dataclasses.replace(found, terms=dataclasses.replace(found.terms, second_person=True))
    monkeypatch.setattr("pipeline.review.standing.own_province", lambda name: strict)


def seen(runtime, id):
    return standing(runtime, id)


def settle(runtime, id, who="甲", same=True, reason=REASON):
    now = seen(runtime, id)
    deciding.settle(runtime, who, id, now.version, key_of(now.open[0]), same, reason)


def acted(runtime, id):
    with runtime.database.looking() as connection:
        return [entry.act for entry in audit.history(connection, id)]


def test_one_doubt_is_settled_and_the_case_accepted(runtime, id):
    now = seen(runtime, id)
    assert [one["rule"] for one in now.open] == ["names.father"]
    with pytest.raises(CaseConflict, match="还有 1 项"):
        deciding.accept(runtime, "甲", id, now.version)
    settle(runtime, id)
    assert deciding.accept(runtime, "甲", id, seen(runtime, id).version)
    assert seen(runtime, id).case.state == "accepted"
    assert acted(runtime, id)[-3:] == ["claim", "settle", "accept"]
    with runtime.database.looking() as connection:
        names = [one.name for one in events.after(connection, "local", 0, 99)]
        assert audit.first_broken(connection) is None
    assert names[-2:] == ["case.accepted", "case.progress"]


def test_machine_s_word_is_overruled_only_with_a_reason(runtime, id):
    with pytest.raises(ReasonMissing):
        settle(runtime, id, reason="  ")
    assert seen(runtime, id).open and seen(runtime, id).claim is None
    settle(runtime, id, same=False, reason="")
    assert seen(runtime, id).open


def test_correction_keeps_all_three_values_and_is_judged_at_once(runtime, id):
    now = seen(runtime, id)
    deciding.correct(runtime, "甲", id, now.version, CARD, "name", "许 祥立", REASON)
    after = seen(runtime, id)
    assert after.open == ()
    field = next(one for one in after.result["documents"] if one["id"] == CARD)["fields"]["name"]
    before = next(one for one in after.machine["documents"] if one["id"] == CARD)["fields"]["name"]
    assert (before["raw"], before["value"], field["corrected"]) == ("许国禤", "许国禤", "许祥立")
    deciding.accept(runtime, "甲", id, after.version)
    with runtime.database.looking() as connection:
        (kept_one,) = corrections.of_case(connection, id)
        details = [str(entry.detail) for entry in audit.history(connection, id)]
    assert (kept_one.raw, kept_one.machine, kept_one.human) == ("许国禤", "许国禤", "许祥立")
    assert "许" not in "".join(details)


def test_correction_may_raise_a_doubt(runtime, id):
    now = seen(runtime, id)
    number = "45010219900307001X"
    with pytest.raises(EntryRefused):
        deciding.correct(runtime, "甲", id, now.version, "mother_id_card-1", "id_number", number[:-1] + "1")
    deciding.correct(runtime, "甲", id, now.version, "mother_id_card-1", "name", "覃营", REASON)
    assert {"names.mother", "names.father"} <= {one["rule"] for one in seen(runtime, id).open}


def test_what_was_seen_before_a_change_is_not_acted_upon(runtime, id):
    before = seen(runtime, id).version
    settle(runtime, id, "甲", same=False)
    with pytest.raises(CaseChanged, match="甲"):
        deciding.decline(runtime, "乙", id, before, REASON)
    with pytest.raises(CaseHeld, match="甲"):
        deciding.decline(runtime, "乙", id, seen(runtime, id).version, REASON)
    assert seen(runtime, id).case.state == "flagged"


def test_second_person_must_be_another(runtime, id, two_persons):
    settle(runtime, id)
    assert not deciding.accept(runtime, "甲", id, seen(runtime, id).version)
    assert seen(runtime, id).case.state == "flagged"
    with runtime.database.looking() as connection:
        waiting = worklist.rows(connection, Looked("second"), "乙", 0, 9)
    assert [one.id for one in waiting] == [id]
    with pytest.raises(CaseConflict, match="另一位"):
        deciding.approve(runtime, "甲", id, seen(runtime, id).version)
    claims.release(runtime, "甲", id)
    deciding.approve(runtime, "乙", id, seen(runtime, id).version)
    assert seen(runtime, id).case.state == "accepted"


def test_change_after_an_acceptance_wants_it_again(runtime, id, two_persons):
    settle(runtime, id)
    deciding.accept(runtime, "甲", id, seen(runtime, id).version)
    settle_again = seen(runtime, id)
    deciding.correct(runtime, "乙", id, settle_again.version, CARD, "sex", "男")
    assert seen(runtime, id).waits is None
    with pytest.raises(CaseConflict, match="没有等待复核"):
        deciding.approve(runtime, "乙", id, seen(runtime, id).version)


def test_acts_are_taken_back_one_by_one(runtime, id):
    settle(runtime, id)
    now = seen(runtime, id)
    deciding.correct(runtime, "甲", id, now.version, CARD, "sex", "女", REASON)
    assert len(seen(runtime, id).corrections) == 1
    undoing.undo(runtime, "甲", id, seen(runtime, id).version)
    assert seen(runtime, id).corrections == {} and len(seen(runtime, id).settled) == 1
    undoing.undo(runtime, "甲", id, seen(runtime, id).version)
    assert [one["rule"] for one in seen(runtime, id).open] == ["names.father"]
    with pytest.raises(CaseConflict):
        undoing.undo(runtime, "甲", id, seen(runtime, id).version)


def test_acceptance_is_undone_until_it_is_handed_over(runtime, id):
    settle(runtime, id)
    deciding.accept(runtime, "甲", id, seen(runtime, id).version)
    undoing.undo(runtime, "乙", id, seen(runtime, id).version)
    assert seen(runtime, id).case.state == "flagged"
    deciding.accept(runtime, "乙", id, seen(runtime, id).version)
    with runtime.database.writing() as connection:
        cases.set_state(connection, id, "handed_over")
    with pytest.raises(CaseConflict):
        undoing.undo(runtime, "乙", id, seen(runtime, id).version)


def test_decline_is_undone_only_on_its_working_day(runtime, id, monkeypatch):
    with pytest.raises(ReasonMissing):
        deciding.decline(runtime, "甲", id, seen(runtime, id).version)
    deciding.decline(runtime, "甲", id, seen(runtime, id).version, REASON)
    late = dt.datetime.now().timestamp() + 5 * 86400
    monkeypatch.setattr("pipeline.review.undoing.now", lambda _: late)
    with pytest.raises(CaseConflict, match="工作日"):
        undoing.undo(runtime, "甲", id, seen(runtime, id).version)
    monkeypatch.undo()
    undoing.undo(runtime, "甲", id, seen(runtime, id).version)
    assert seen(runtime, id).case.state == "flagged"


def test_returned_notice_is_what_the_reviewer_left(runtime, id):
    settle(runtime, id, same=False, reason="")
    now = seen(runtime, id)
    (item,) = returning.proposed(now)
    assert (item["slot"], item["what"]) == ("father_id_card", "身份证人像面")
    with pytest.raises(UsageError, match="至少"):
        returning.return_case(runtime, "甲", id, now.version, [])
    with pytest.raises(UsageError, match="无法识别"):
        returning.return_case(runtime, "甲", id, now.version, [Asked("father_id_card", "驾照", "x")])
    asked = [
        Asked("father_id_card", "身份证人像面", "请上传父亲本人的身份证"),
        Asked("delivery_record", "产时记录页", "请重拍"),
    ]
    returning.return_case(runtime, "甲", id, now.version, asked)
    assert seen(runtime, id).case.state == "returned"
    with runtime.database.looking() as connection:
        told = review.as_told(connection, id, {"notice": None})["notice"]
    assert [one["reason"] for one in told["items"]] == ["请上传父亲本人的身份证", "请重拍"]
    assert "父亲身份证人像面：请上传父亲本人的身份证" in told["text"]
    assert "father_id_card" not in told["kept"] and "mother_id_card" in told["kept"]
    assert [one["what"] for one in resubmit.history(runtime, id)[-1].asked] == ["身份证人像面", "产时记录页"]


def test_corrections_and_settlements_outlive_a_rerun(runtime, id):
    settle(runtime, id)
    now = seen(runtime, id)
    deciding.correct(runtime, "甲", id, now.version, CARD, "sex", "女", REASON)
    with runtime.database.writing() as connection:
        cases.set_state(connection, id, "received")
    judge_again(runtime)
    after = seen(runtime, id)
    assert after.version != now.version and len(after.corrections) == 1
    assert "names.father" not in {one["rule"] for one in after.open}


def test_other_evidence_opens_a_finding_anew(runtime, id):
    settle(runtime, id)
    with runtime.database.writing() as connection:
        cases.set_state(connection, id, "received")
    judge_again(runtime, lambda record: with_field(only_name(record), CARD, "name", value="许国强"))
    assert [one["rule"] for one in seen(runtime, id).open] == ["names.father"]


def test_claims_are_exclusive_lapse_and_are_handed_on(runtime, id, monkeypatch):
    claims.claim(runtime, "甲", id)
    with pytest.raises(CaseHeld):
        claims.claim(runtime, "乙", id)
    with pytest.raises(CaseHeld):
        claims.hand_on(runtime, "乙", id, "乙")
    claims.hand_on(runtime, "甲", id, "丙")
    claims.hand_on(runtime, "乙", id, "乙", senior=True)
    assert seen(runtime, id).claim.holder == "乙"
    claims.release(runtime, "甲", id)
    assert seen(runtime, id).claim.holder == "乙"
    claims.release(runtime, "乙", id)
    monkeypatch.setattr("pipeline.review.acting.HELD_SECONDS", -1)
    claims.claim(runtime, "甲", id)
    claims.claim(runtime, "乙", id)


def test_near_deadline_is_raised_once(runtime, id):
    with runtime.database.writing() as connection:
        connection.exec_driver_sql("UPDATE cases SET due_at = 1")
    assert (claims.escalate(runtime), claims.escalate(runtime)) == (1, 0)
    assert acted(runtime, id)[-1] == "escalate"


def test_revealing_needs_a_reason_and_ends(runtime, id):
    with pytest.raises(ReasonMissing):
        revealing.reveal(runtime, "甲", id, "")
    revealing.reveal(runtime, "甲", id, "电话咨询")
    acts = seen(runtime, id).acts
    assert revealing.revealed(acts, "甲", acts[-1].at + 1)
    assert not revealing.revealed(acts, "甲", acts[-1].at + 901)
    assert not revealing.revealed(acts, "乙", acts[-1].at + 1)
    with runtime.database.looking() as connection:
        assert audit.history(connection, id)[-1].detail == {"reason": "电话咨询"}


@pytest.mark.parametrize(
    "text", ["许祥立", kept().submission.mother.id_number, " GX-", kept().submission.newborn.name]
)
def test_cases_are_found_by_number_name_or_case(runtime, id, text):
    with runtime.database.looking() as connection:
        found = worklist.rows(connection, Looked(search=text), "甲", 0, 9)
        nobody = worklist.rows(connection, Looked(search="许祥"), "甲", 0, 9)
    assert [one.id for one in found] == [id] and nobody == ()


def test_what_happens_is_told_from_a_place_on(runtime, id):
    with runtime.database.looking() as connection:
        place = happenings.newest(connection)
    claims.claim(runtime, "甲", id)
    with runtime.database.writing() as connection:
        cases.set_state(connection, id, "received")
    judge_again(runtime)
    with runtime.database.looking() as connection:
        told = happenings.since(connection, place)
        assert happenings.since(connection, told[-1].place) == ()
    assert [(one.what, one.by) for one in told] == [
        ("claim", "甲"),
        ("received", ""),
        ("processing", ""),
        ("flagged", ""),
        ("verdict", ""),
    ]
    assert {one.case for one in told} == {id}


def test_records_are_not_swept(runtime, id):
    with runtime.database.looking() as connection:
        record = review.newest_verdict(connection, id).record
        assert contents.needed(connection, [record, "f" * 64]) == {record}


def test_queue_is_filtered_and_counted(runtime):
    first, second = keep_case(runtime, "A"), keep_case(runtime, "B", lambda record: record)
    claims.claim(runtime, "甲", second)
    with runtime.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE cases SET due_at = 1 WHERE id = '{second}'")
        ask = lambda **by: [one.id for one in worklist.rows(connection, Looked(**by), "甲", 5, 9)]  # noqa: E731
        assert ask() == [second, first]
        assert ask(view="mine") == ask(assignee="甲") == ask(view="urgent") == [second]
        assert ask(assignee="-") == [first]
        assert ask(rule="delivery.agree") == [second] and len(ask(rule="names.father")) == 2
        assert ask(province="hainan") == ask(proposal="decline") == []
        counts = worklist.counts(connection, "甲", 5)
        assert (counts["waiting"], counts["mine"], counts["urgent"], counts["done"]) == (2, 1, 1, 0)
        assert worklist.behind(connection, Looked(), "甲", 5, second, back=False) == first
        assert worklist.behind(connection, Looked(), "甲", 5, second, back=True) is None
        assert "names.father" in worklist.rules(connection) and worklist.holders(connection) == ["甲"]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("valid_to", "长期", "长期"),
        ("birth_date", "20260305", "2026-03-05"),
        ("changed_on_2", "2026-3-5", "2026-03-05"),
        ("length_cm", "50.5", 50.5),
        ("mother_name", "覃 莹", "覃莹"),
    ],
)
def test_entries_take_the_normal_form(name, text, value):
    assert entered(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"), [("birth_date", "去年"), ("weight_g", "三斤"), ("name", " "), ("id_number", "1")]
)
def test_entries_that_cannot_be(name, text):
    with pytest.raises(EntryRefused):
        entered(name, text)
