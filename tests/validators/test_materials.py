from dataclasses import replace

import pytest

from casefile.case import Kind, Refusal, Slot
from tests.validators.builder import (
    FATHER,
    MOTHER,
    case,
    document,
    expect,
    judged,
    number,
    outcomes,
    page,
    says,
    under_elder,
    uploaded,
    without,
)
from validators.facts import Facts, Sighting

SOFT = {"sharpness": {"value": 3.0, "verdict": "bad", "advice": "请对焦后重新拍摄"}}


def test_complete():
    expect(case(), "materials.complete", "pass")
    expect(case("hainan"), "materials.complete", "pass")


@pytest.mark.parametrize(
    "id",
    [
        "statement",
        "info",
        "delivery",
        "mother.front",
        "mother.back",
        "father.back",
        "father.own",
        "mother.own",
    ],
)
def test_a_page_that_is_not_there_is_missing(id):
    # The father's own page also lies in the mother's slot, where it serves for him.
    gone = without(case(), id) if id != "father.own" else without(case(), id, "mother.head")
    assert "missing" in outcomes(gone, "materials.complete")
    assert judged(gone).proposal == "return"


def test_hainan_asks_for_neither_delivery_record_nor_head_page():
    less = without(case("hainan"), "delivery", "mother.head")
    expect(less, "materials.complete", "pass")
    assert judged(less).status == "accepted"


def test_parents_of_one_household_share_cover_and_head():
    shared = without(under_elder(case()), "father.cover", "father.head")
    expect(shared, "materials.complete", "pass")
    assert judged(shared).status == "accepted"
    unread = says(shared, "father.own", relation_to_head="非亲属")
    assert "missing" in outcomes(unread, "materials.complete")


def test_a_relation_that_is_not_sure_is_looked_at_and_no_page_is_asked_for():
    shared = without(under_elder(case()), "father.cover", "father.head")
    relation = next(d for d in shared.documents if d.id == "father.own").fields["relation_to_head"]
    doubted = says(shared, "father.own", relation_to_head=replace(relation, confidence=0.6))
    expect(doubted, "materials.complete", "pass")
    expect(doubted, "register.head", "unreadable")
    assert judged(doubted).status == "flagged"


def test_the_heads_own_page_is_the_heads_page():
    alone = without(case(), "mother.head")
    expect(alone, "materials.complete", "pass")


def test_where_the_relation_is_unread_nobody_says_missing():
    unread = says(without(case(), "mother.head"), "father.own", relation_to_head=None)
    assert "unreadable" in outcomes(unread, "materials.complete")


def test_slots():
    expect(case(), "materials.slot", "pass")
    swapped = page(
        page(case(), "mother.front", slot=Slot.FATHER_ID_CARD), "father.front", slot=Slot.MOTHER_ID_CARD
    )
    assert outcomes(swapped, "materials.slot") == ["pass/warn"] * 4  # the emblem sides follow
    expect(swapped, "names.mother", "pass")
    stranger = document(
        "x",
        Slot.MOTHER_ID_CARD,
        Kind.ID_CARD_FRONT,
        {"name": "王丽", "id_number": number("46010519950704002")},
    )
    extra = uploaded(case(), *case().documents, stranger)
    expect(extra, "materials.slot", "missing")
    cat = uploaded(case(), *case().documents, document("x", Slot.DELIVERY_RECORD, Kind.UNKNOWN, {}))
    expect(cat, "materials.slot", "unreadable")
    change = page(case(), "delivery", kind=Kind.REGISTER_CHANGE)
    expect(change, "materials.slot", "missing")


def test_a_childs_page_in_the_register_does_no_harm():
    child = document(
        "x",
        Slot.MOTHER_HOUSEHOLD_REGISTER,
        Kind.REGISTER_MEMBER,
        {"name": "陈小二", "relation_to_head": "子"},
    )
    assert judged(uploaded(case(), *case().documents, child)).status == "accepted"


def test_a_file_without_any_document_is_told():
    gone = replace(case(), documents=case().documents[1:])
    (finding,) = [f for f in judged(gone).findings if f.rule == "materials.slot"]
    assert (finding.outcome, finding.file) == ("unreadable", "mother.front.jpg")


@pytest.mark.parametrize(
    ("code", "rule", "outcome"),
    [
        ("ENCRYPTED", "materials.format", "missing"),
        ("TOO_MANY_PIXELS", "materials.format", "missing"),
        ("READER_FAILED", "materials.quality", "unreadable"),
        ("UNREADABLE", "materials.quality", "unreadable"),
        ("UNREADABLE_IMAGE", "materials.quality", "unreadable"),
    ],
)
def test_a_refused_file_is_a_finding_with_its_code(code, rule, outcome):
    refused = replace(case(), refused=(Refusal(Slot.MOTHER_ID_CARD, "x.pdf", code, "请重新上传。"),))
    (finding,) = [f for f in judged(refused).findings if f.rule == rule]
    assert (finding.outcome, finding.code, finding.file) == (outcome, code, "x.pdf")
    assert judged(refused).status == "flagged"


def test_quality():
    expect(case(), "materials.quality", "pass")
    soft = page(case(), "mother.front", quality=SOFT)
    expect(soft, "materials.quality", "unreadable")
    assert judged(soft).proposal == "return"
    poor = page(
        case(), "mother.front", quality={"sharpness": {"verdict": "poor"}, "orientation": {"value": 180}}
    )
    expect(poor, "materials.quality", "pass")


def test_a_copy_is_named_and_no_more():
    expect(case(), "materials.copy", "pass/warn")
    grey = page(case(), "mother.front", quality={"copy": {"value": 0.9, "verdict": "bad"}})
    expect(grey, "materials.copy", "mismatch/warn")
    assert judged(grey).status == "accepted"


def test_one_picture_for_both_parents():
    same = Facts(digests={"mother.front.jpg": "a", "father.front.jpg": "a"})
    assert outcomes(case(), "materials.duplicate", same) == ["mismatch"]
    covers = Facts(
        digests={
            "mother.cover.jpg": "a",
            "father.cover.jpg": "a",
            "mother.head.jpg": "b",
            "father.own.jpg": "b",
        }
    )
    assert outcomes(case(), "materials.duplicate", covers) == ["pass"]


def test_scans_of_two_cards_of_one_design_are_two_cards():
    """They look the same, and only what they say tells them apart."""
    looks = {"likeness": {"value": "f" * 64}}
    both = page(page(case(), "mother.back", quality=looks), "father.back", quality=looks)
    for valid_from, outcome in (("2019-05-06", "unreadable"), ("2018-05-06", "pass")):
        told = {"issuing_authority": "南宁市公安局青秀分局", "valid_to": "2039-05-06"}
        one = says(both, "mother.back", valid_from="2019-05-06", **told)
        assert outcomes(says(one, "father.back", valid_from=valid_from, **told), "materials.duplicate") == [
            outcome
        ]


def test_a_picture_of_another_family():
    theirs = Sighting(
        "mother.front.jpg", "case-9", (number("46010519950704002"), number("46010519950704001"))
    )
    expect(case(), "materials.duplicate", "mismatch", facts=Facts(sightings=(theirs,)))
    cover = replace(theirs, file="mother.cover.jpg")
    expect(case(), "materials.duplicate", "pass", facts=Facts(sightings=(cover,)))
    ours = replace(theirs, parents=(MOTHER.id_number, FATHER.id_number))
    expect(case(), "materials.duplicate", "pass", facts=Facts(sightings=(ours,)))
