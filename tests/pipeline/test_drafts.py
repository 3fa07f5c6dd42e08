"""A resubmission step by step: its form, its files one by one, and only then is it handed in."""

import json

import pytest

from pipeline import queue, resubmit
from pipeline.drafts import add_file, begin_case, finish_case
from pipeline.intake import CaseConflict
from pipeline.submission import SubmissionUnusable
from tests.pipeline.cases import form
from tests.pipeline.test_intake import runtime  # noqa: F401
from tests.pipeline.test_resubmit import (  # noqa: F401
    AGAIN,
    BACK,
    NEW,
    really_judged,
    result,
    returned,
    stored,
    take,
    work,
)


def begin(runtime, given=AGAIN):  # noqa: F811
    return begin_case(runtime, "local", json.dumps(given, ensure_ascii=False).encode())


def test_a_resubmission_comes_step_by_step(returned, runtime, readers):  # noqa: F811
    begun = begin(runtime)
    assert begun.created and begun.case.id == returned and not begin(runtime).created
    add_file(runtime, returned, "m.jpg", b"the wrong one")
    add_file(runtime, returned, "m.jpg", NEW["m.jpg"])
    with pytest.raises(SubmissionUnusable, match="f"):
        add_file(runtime, returned, "f.jpg", b"x")
    with pytest.raises(SubmissionUnusable, match="缺少文件 back"):
        finish_case(runtime, returned)
    assert stored(runtime, returned).state == "returned" and queue.claim(runtime, "r", 9) == ()
    add_file(runtime, returned, "back.jpg", BACK)
    assert finish_case(runtime, returned).state == "received"
    assert finish_case(runtime, returned).state == "received" and not begin(runtime).created
    assert not take(runtime, AGAIN, NEW).created
    with pytest.raises(CaseConflict, match="不能再加文件"):
        add_file(runtime, returned, "m.jpg", b"x")
    work(runtime, readers)
    assert {one["file"] for one in result(runtime, returned)["documents"]} == {"2_m.jpg", "back.jpg", "f.jpg"}
    assert [one.number for one in resubmit.history(runtime, returned)] == [1, 2]


def test_another_resubmission_takes_the_place_of_one_begun(returned, runtime):  # noqa: F811
    begin(runtime)
    add_file(runtime, returned, "m.jpg", b"old")
    other = AGAIN | {"materials": [{"slot": "mother_id_card", "files": ["m.jpg"]}]}
    assert begin(runtime, other).created
    with pytest.raises(SubmissionUnusable, match="缺少文件 m"):
        finish_case(runtime, returned)
    with pytest.raises(SubmissionUnusable, match="materials 中没有"):
        begin(runtime, AGAIN | {"replaces": ["delivery_record"]})
    assert take(runtime, AGAIN, NEW).case.state == "received"
    assert finish_case(runtime, returned).state == "received"


def test_only_a_returned_case_is_drafted_anew(runtime):  # noqa: F811
    with pytest.raises(SubmissionUnusable, match="没有个案"):
        begin(runtime)
    draft = begin(runtime, form(case_id="GX-0002"))
    assert draft.case.state == "draft"
    for case_id in (draft.case.case_id, take(runtime).case.case_id):
        with pytest.raises(CaseConflict, match="没有退回"):
            begin(runtime, AGAIN | {"case_id": case_id})
