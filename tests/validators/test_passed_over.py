from dataclasses import replace

import pytest

from casefile.case import Slot, Weight
from tests.validators.builder import (
    FATHER,
    PROVINCES,
    UNREAD,
    UNSURE,
    case,
    expect,
    field,
    judged,
    number,
    outcomes,
    says,
    uploaded,
    without,
)

SIBLING = {"name": "陈建军", "id_number": number("45030519950203001"), "relation_to_head": "弟"}


@pytest.mark.parametrize("province", PROVINCES)
def test_a_siblings_page_in_the_fathers_place_is_named(province):
    """His own page lies in the mother's slot, so the case does not rest on the sibling's."""
    expect(case(province), "materials.use", "pass/warn")
    found = says(case(province), "father.own", birth_date="1995-02-03", **SIBLING)
    expect(found, "materials.use", "mismatch/warn")
    assert judged(found).status == "accepted"
    assert [f.file for f in judged(found).findings if f.rule == "materials.use"] == ["father.own.jpg"]
    assert judged(without(found, "mother.head")).status == "flagged"


def test_a_photo_that_another_one_completes_is_named():
    for name in ("id_number", "name"):
        found = says(case(), "father.own", **{name: UNREAD})
        expect(found, "materials.use", "unreadable/warn")
        assert judged(found).status == "accepted"


def test_two_pages_of_one_person_that_read_otherwise_do_not_both_pass_silently():
    """A surname in a rule of the table is borne out by all other papers, among them his other page."""
    weights = {FATHER.name: Weight(-4, 0, -8, True)}
    found = says(case(), "father.own", name=field("陣建国", weights=weights))
    expect(found, "names.father", "pass")
    expect(found, "materials.use", "unreadable/warn")


def test_a_reading_that_only_weighing_settles_is_named_beside_a_sure_one():
    """昊明杰 that reads as 吴明杰 with doubt, and says nothing else more, beside a page of 吴明杰."""
    doubtful = field(FATHER.name, UNSURE, weights={FATHER.name: Weight(0, -1.2, -8)})
    found = says(case(), "father.own", name=doubtful)
    expect(found, "names.father", "pass")
    expect(found, "materials.use", "unreadable/warn")
    expect(says(found, "mother.head", name=doubtful), "materials.use", "pass/warn")


def test_a_second_portrait_side_counts_too():
    front = next(d for d in case().documents if d.id == "father.front")
    second = replace(front, id="second", file="second.jpg", slot=Slot.FATHER_ID_CARD)
    both = uploaded(case(), *case().documents, second)
    expect(both, "materials.use", "pass/warn")
    blurred = says(both, "second", id_number=field("450305", UNSURE))
    assert outcomes(blurred, "materials.use") == ["unreadable/warn"]
