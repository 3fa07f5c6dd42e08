"""Cases of one run beside each other: twins pass, one birth or one picture used twice is named."""

import datetime as dt
from dataclasses import replace

import pytest

from casefile.case import Parent
from pipeline.conclude import Run
from pipeline.process import Examined
from tests.validators.builder import case, form, number, page, says

VERSIONS = {"reader": "r", "extractors": "e", "rules": "x"}
MARK = "ab" * 32


def examined(found, **contents):
    """A case as read: each file has a content of its own unless told."""
    own = {d.file: f"{found.submission.case_id}/{d.file}" for d in found.documents}
    return Examined(
        found, VERSIONS, {}, own | {f"{id.replace('_', '.')}.jpg": c for id, c in contents.items()}
    )


def twin(case_id, name, **record):
    """One of two girls of one birth; the parents' pages are the same pictures."""
    found = form(form(case(), case_id=case_id), "newborn", name=name, plurality="双胎")
    shared = {d.file: d.file for d in found.documents if d.id != "delivery"}
    read = examined(says(found, "delivery", plurality="双胎", **record))
    return replace(read, contents=read.contents | shared)


def strangers(case_id="case-2"):
    """Another family: other parents, the same papers otherwise as far as these tests look."""
    found = form(case(), case_id=case_id, mother=Parent("王丽", number("46010519950704002")))
    return form(found, father=Parent("李强", number("46010519950704001")))


def finding(result, rule):
    (found,) = [one for one in result["findings"] if one["rule"] == rule and one["outcome"] != "pass"] or [
        one for one in result["findings"] if one["rule"] == rule
    ]
    return found


def test_twins_pass_side_by_side():
    run = Run()
    first, _, _ = run.conclude(twin("case-1", "陈小满"))
    second, result, _ = run.conclude(twin("case-2", "陈大满", weight_g=3250))
    assert first.status == second.status == "accepted"
    told = finding(result, "case.duplicate")
    assert (told["outcome"], told["severity"]) == ("pass", "info")
    assert "case-1" in {one["value"] for one in told["evidence"]}


def test_one_of_two_single_births_is_a_second_application():
    run = Run()
    run.conclude(examined(case()))
    verdict, result, _ = run.conclude(examined(form(case(), case_id="case-2")))
    told = finding(result, "case.duplicate")
    assert (verdict.status, told["outcome"]) == ("flagged", "mismatch")
    assert "case-1" not in told["message"]
    assert {"value": "case-1", "field": "other_case.case_id"}.items() <= told["evidence"][-1].items()


@pytest.mark.parametrize(("saved_again", "outcome"), [(False, "mismatch"), (True, "unreadable")])
def test_another_familys_picture_is_named_by_its_case_for_the_reviewer_only(saved_again, outcome):
    marked = page(case(), "mother.front", quality={"likeness": {"value": MARK}})
    theirs = page(strangers(), "mother.front", quality={"likeness": {"value": MARK[:-1] + "a"}})
    run = Run()
    run.conclude(examined(marked, mother_front="one picture"))
    _, result, _ = run.conclude(examined(theirs, mother_front="the same" if saved_again else "one picture"))
    told = finding(result, "materials.duplicate")
    assert (told["outcome"], told["file"]) == (outcome, "mother.front.jpg")
    assert "case-1" not in told["message"] and told["evidence"][-1]["value"] == "case-1"


def test_another_birth_of_the_same_family_is_another_birth():
    run = Run()
    run.conclude(examined(case()))
    later = form(case(), case_id="case-2")
    later = form(later, "newborn", birth_date=dt.date(2026, 11, 1))
    _, result, _ = run.conclude(examined(later))
    assert finding(result, "case.duplicate")["outcome"] == "pass"
