"""A case that was returned comes back: what is kept is not read again, and its points are ticked off."""

import datetime as dt
import json

import pytest

from pipeline import queue, resubmit
from pipeline.drafts import begin_case
from pipeline.intake import CaseConflict
from pipeline.rounds import asked_now, merged, points
from pipeline.store import audit, cases
from pipeline.submission import SubmissionUnusable, submission_of
from tests.pipeline.cases import MOTHER, PAGES, form, page
from tests.pipeline.test_intake import runtime  # noqa: F401
from validators.dossier import SHANGHAI

BACK = page(
    (
        "id_card_back",
        {"issuing_authority": "桂林市公安局", "valid_from": "2018-01-01", "valid_to": "2038-01-01"},
    )
)
AGAIN = form(
    submitted_at="2026-12-24T09:00:00+08:00",
    replaces=["mother_id_card"],
    materials=[{"slot": "mother_id_card", "files": ["m.jpg", "back.jpg"]}],
)
NEW = {
    "m.jpg": page(("id_card_front", {"name": "黄梓萱", "id_number": MOTHER, "sex": "女"})),
    "back.jpg": BACK,
}


@pytest.fixture
def really_judged(monkeypatch):
    from pipeline.judge import judge
    from validators.province import load

    monkeypatch.setattr(
        "pipeline.conclude._judged", lambda case, facts: judge(case, load(case.submission.province), facts)
    )


@pytest.fixture
def returned(runtime, really_judged, readers):  # noqa: F811
    """A case that was judged, flagged and returned."""
    id = take(runtime).case.id
    work(runtime, readers)
    assert resubmit.send_back(runtime, id, "reviewer").state == "returned"
    return id


def take(runtime, given=None, pages=None):  # noqa: F811
    data = json.dumps(given or form(), ensure_ascii=False).encode()
    return resubmit.take_case(runtime, "local", data, PAGES if pages is None else pages)


def work(runtime, readers):  # noqa: F811
    return [queue.work(runtime, readers, lease, "r") for lease in queue.claim(runtime, "r", 9)]


def result(runtime, id):  # noqa: F811
    with runtime.database.looking() as connection:
        return json.loads(cases.latest_result(connection, id))


def test_only_the_named_slot_is_new_and_nothing_else_is_read_again(returned, runtime, readers, monkeypatch):  # noqa: F811
    received = take(runtime, AGAIN, NEW)
    assert received.created and received.case.id == returned and received.case.state == "received"
    read, seen = readers.read, []
    monkeypatch.setattr(readers, "read", lambda data, name: seen.append(name) or read(data, name))
    work(runtime, readers)
    assert seen == ["2_m.jpg", "back.jpg"]
    files = {(one["slot"], one["file"]) for one in result(runtime, returned)["documents"]}
    assert files == {
        ("mother_id_card", "2_m.jpg"),
        ("mother_id_card", "back.jpg"),
        ("father_id_card", "f.jpg"),
    }


def test_the_window_counts_from_the_first_submission(returned, runtime, readers):  # noqa: F811
    take(runtime, AGAIN, NEW)
    work(runtime, readers)
    (window,) = [f for f in result(runtime, returned)["findings"] if f["rule"] == "eligible.window"]
    assert window["outcome"] == "pass"


def test_points_are_ticked_off_round_by_round(returned, runtime, readers):  # noqa: F811
    (only,) = resubmit.history(runtime, returned)
    assert (only.number, only.points) == (1, ())
    assert ("mother_id_card", "身份证国徽面") in {(one["slot"], one["what"]) for one in only.asked}
    take(runtime, AGAIN, NEW)
    assert resubmit.history(runtime, returned)[1].points == ()
    work(runtime, readers)
    first, second = resubmit.history(runtime, returned)
    states = {(one.slot, one.what): one.state for one in second.points}
    assert states["mother_id_card", "身份证国徽面"] == "done"
    assert states["father_id_card", "身份证国徽面"] == "open"
    assert second.replaces == ("mother_id_card",)
    assert (first.status, second.status) == ("flagged", "flagged")


def test_the_same_resubmission_again_changes_nothing(returned, runtime):  # noqa: F811
    first, again = take(runtime, AGAIN, NEW), take(runtime, AGAIN, NEW)
    assert first.created and not again.created
    assert len(resubmit.history(runtime, returned)) == 2
    with pytest.raises(CaseConflict):
        take(runtime, AGAIN, {**NEW, "back.jpg": page()})


def test_each_act_is_in_the_audit(returned, runtime):  # noqa: F811
    take(runtime, AGAIN, NEW)
    with runtime.database.looking() as connection:
        acts = [entry.act for entry in audit.history(connection, returned)]
        assert audit.first_broken(connection) is None
    assert acts == ["receive", "claim", "finish", "return", "resubmit"]


def test_what_an_earlier_reader_accepted_is_kept(returned, runtime, readers, monkeypatch):  # noqa: F811
    take(runtime, AGAIN, NEW)
    monkeypatch.setattr(readers, "version", lambda: "newer")
    read, seen = readers.read, []
    monkeypatch.setattr(readers, "read", lambda data, name: seen.append(name) or read(data, name))
    work(runtime, readers)
    assert "f.jpg" not in seen


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"replaces": ["passport"]}, "passport"),
        ({"replaces": ["mother_id_card", "father_id_card"]}, "父亲身份证"),
        ({"replaces": ["father_id_card"]}, "replaces 没有写"),
        ({"province": "hainan"}, "province"),
        ({"case_id": "GX-9"}, "没有个案"),
    ],
)
def test_a_resubmission_that_does_not_fit_is_told(returned, runtime, changes, told):  # noqa: F811
    with pytest.raises(SubmissionUnusable, match=told):
        take(runtime, AGAIN | changes, NEW)


def test_only_a_flagged_case_is_returned_and_only_a_returned_one_comes_back(runtime):  # noqa: F811
    id = take(runtime).case.id
    with pytest.raises(CaseConflict, match="不在待审核"):
        resubmit.send_back(runtime, id, "reviewer")
    with pytest.raises(CaseConflict, match="没有退回"):
        take(runtime, AGAIN, NEW)
    with pytest.raises(SubmissionUnusable, match="resubmit"):
        begin_case(runtime, "local", json.dumps(AGAIN).encode())


def stored(runtime, id):  # noqa: F811
    with runtime.database.looking() as connection:
        return cases.get(connection, id)


def test_the_deadline_counts_from_the_resubmission(returned, runtime):  # noqa: F811
    first = stored(runtime, returned).due_at
    take(runtime, AGAIN, NEW)
    days = [
        dt.datetime.fromtimestamp(at, SHANGHAI).date() for at in (first, stored(runtime, returned).due_at)
    ]
    assert days == [dt.date(2026, 11, 23), dt.date(2026, 12, 25)]


def test_a_later_form_and_the_kept_files_are_one_case():
    before = submission_of(form())
    again = submission_of(AGAIN | {"mother": {"name": "黄梓宣", "id_number": MOTHER}})
    whole = merged(before, again, 2)
    assert whole.submission.mother.name == "黄梓宣"
    assert {m.slot.value: m.files for m in whole.submission.materials} == {
        "mother_id_card": ("m.jpg", "back.jpg"),
        "father_id_card": ("f.jpg",),
    }
    taken = merged(before, again, 3, {"m.jpg", "f.jpg"})
    assert taken.originals == {"3_m.jpg": "m.jpg", "back.jpg": "back.jpg"}


def test_what_was_not_asked_before_is_new():
    old = [{"slot": "mother_id_card", "what": "身份证国徽面", "reason": "缺少"}]
    now = [{"slot": "delivery_record", "what": "产时记录页", "reason": "模糊"}]
    result = {"status": "flagged", "notice": {"items": now}}
    assert [(p.state.value, p.label) for p in points(old, result)] == [
        ("done", "母亲身份证国徽面"),
        ("new", "产时记录页"),
    ]


@pytest.mark.parametrize("result", [None, {"status": "failed", "notice": None}])
def test_nothing_is_settled_before_a_verdict(result):
    asked = ({"slot": "mother_id_card", "what": "身份证国徽面", "reason": "缺少"},)
    assert points(asked, result) == ()
    assert asked_now(asked, result) == asked
