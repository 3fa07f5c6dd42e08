"""Every rule on whole cases: one that passes, one that fails, one in which its reading cannot be had.

What a rule takes from the form alone does not depend on any reading; what it asks of a record outside is
`not_checked` where nobody answers. Neither is ever passed for want of a reading.
"""

import datetime as dt
from dataclasses import replace

import pytest

from casefile.case import Kind, Refusal, Slot
from tests.validators.builder import (
    CHINA,
    ELDER,
    FATHER,
    MOTHER,
    PROVINCES,
    UNREAD,
    case,
    document,
    form,
    judged,
    number,
    outcomes,
    page,
    says,
    under_elder,
    uploaded,
    without,
)
from validators.facts import Birth, Facts, Identity, Sighting
from validators.rule import rules

SOFT = {"sharpness": {"value": 1.0, "verdict": "bad"}}
GREY = {"copy": {"value": 0.9, "verdict": "bad"}}
GX, HN = case(), case("hainan")
RECORD = {role: Identity(one.name, one.id_number) for role, one in (("mother", MOTHER), ("father", FATHER))}
WRONG = {**RECORD, "father": Identity("王大海", FATHER.id_number)}
STRANGERS = (number("46010519950704002"), number("46010519950704001"))
SAME = Birth("case-2", MOTHER.id_number, GX.submission.newborn.birth_date, "陈小满", "女")


def refused(code):
    return replace(GX, refused=(Refusal(Slot.MOTHER_ID_CARD, "x.pdf", code, "请重新上传。"),))


def blind(found):
    """The case with all its pages in place and not one reading on them."""
    for one in found.documents:
        found = says(found, one.id, **dict.fromkeys(one.fields, UNREAD))
        found = page(found, one.id, seals=tuple({**seal, "text": None} for seal in one.seals))
    return found


def unread(id, *names):
    return says(GX, id, **dict.fromkeys(names, UNREAD))


def faint(id):
    seals = tuple({**seal, "confidence": 0.2} for seal in next(d for d in GX.documents if d.id == id).seals)
    return page(GX, id, seals=seals)


def enrolled(suffix):
    return form(GX, "newborn", pre_enrolment_number=MOTHER.id_number + suffix)


def headed(relation):
    return form(under_elder(GX), "newborn", household_head=replace(ELDER, relation_to_head=relation))


def late(found):
    return form(found, submitted_at=dt.datetime(2027, 3, 1, tzinfo=CHINA))


def odd(slot, kind):
    return uploaded(GX, *GX.documents, document("x", slot, kind, {}))


EXAMPLES = {
    "materials.complete": (
        GX,
        without(GX, "mother.back"),
        says(without(GX, "mother.head"), "father.own", relation_to_head=UNREAD),
    ),
    "materials.slot": (
        GX,
        odd(Slot.DELIVERY_RECORD, Kind.REGISTER_CHANGE),
        odd(Slot.DELIVERY_RECORD, Kind.UNKNOWN),
    ),
    "materials.format": (GX, refused("ENCRYPTED"), refused("READER_FAILED")),
    "materials.quality": (GX, page(GX, "info", quality=SOFT), refused("UNREADABLE")),
    "materials.copy": (GX, page(GX, "info", quality=GREY), page(GX, "info", quality=SOFT)),
    "materials.duplicate": (
        GX,
        (GX, Facts(sightings=(Sighting("mother.front.jpg", "case-9", STRANGERS),))),
        (GX, Facts(sightings=(Sighting("mother.front.jpg", "case-9", STRANGERS, page=0),))),
    ),
    "materials.use": (
        GX,
        says(GX, "father.own", name="陈大海", id_number=number("45030519950203001"), relation_to_head="弟"),
        unread("father.own", "id_number"),
    ),
    "names.mother": (GX, says(GX, "info", wife_name="王丽"), unread("mother.front", "name")),
    "names.father": (GX, says(GX, "info", husband_name="李大海"), unread("father.front", "name")),
    "ids.mother": (
        GX,
        says(GX, "info", wife_id_number=number("45030519930704004")),
        unread("info", "wife_id_number"),
    ),
    "ids.father": (
        GX,
        says(GX, "info", husband_id_number=number("45030519910203003")),
        unread("info", "husband_id_number"),
    ),
    "ids.valid": (
        GX,
        says(GX, "mother.front", id_number="450305199307040020"),
        unread("mother.front", "id_number"),
    ),
    "ids.agree": (
        GX,
        says(GX, "mother.front", birth_date="1990-01-01"),
        unread("mother.front", "birth_date"),
    ),
    "id_card.expiry": (GX, says(GX, "mother.back", valid_to="2020-01-01"), unread("mother.back", "valid_to")),
    "id_card.photo": (
        GX,
        page(GX, "mother.front", faces=()),
        page(GX, "mother.front", faces=(), quality=SOFT),
    ),
    "id_card.sides": (
        GX,
        says(GX, "mother.back", valid_to="2028-05-01"),
        unread("mother.back", "valid_from"),
    ),
    "id_card.authority": (
        HN,
        says(HN, "mother.back", issuing_authority="南宁市公安局"),
        says(HN, "mother.back", issuing_authority=UNREAD),
    ),
    "register.head": (GX, says(GX, "father.cover", head_name="王大海"), unread("father.cover", "head_name")),
    "register.seal": (GX, page(GX, "mother.own", seals=()), faint("mother.own")),
    "register.marital": (
        GX,
        says(GX, "mother.own", marital_status="离婚"),
        unread("mother.own", "marital_status"),
    ),
    "marriage.seal": (GX, page(GX, "statement", seals=()), faint("statement")),
    "marriage.photo": (GX, page(GX, "info", faces=()), page(GX, "info", faces=(), quality=SOFT)),
    "marriage.kind": (
        GX,
        says(GX, "info", certificate_number="L450305-2019-001234"),
        unread("info", "certificate_number"),
    ),
    "marriage.parties": (GX, says(GX, "info", wife_name="王丽"), unread("info", "husband_name")),
    "marriage.date": (GX, says(GX, "info", registered_on="2026-12-01"), unread("info", "registered_on")),
    "marriage.wedlock": (GX, says(GX, "info", registered_on="2026-10-20"), unread("info", "registered_on")),
    "marriage.age": (GX, says(GX, "info", registered_on="2012-01-01"), unread("info", "registered_on")),
    "delivery.agree": (GX, says(GX, "delivery", weight_g=3520), unread("delivery", "sex")),
    "delivery.ranges": (GX, says(GX, "delivery", apgar_1=11), unread("delivery", "apgar_1")),
    "delivery.stay": (GX, says(GX, "delivery", admitted_on="2026-10-14"), unread("delivery", "admitted_on")),
    "delivery.parents": (
        says(GX, "delivery", mother_name=MOTHER.name),
        says(GX, "delivery", mother_name="王丽"),
        says(GX, "delivery", mother_name=UNREAD),
    ),
    "delivery.plurality": (
        says(GX, "delivery", plurality="单胎"),
        says(GX, "delivery", plurality="双胎"),
        says(GX, "delivery", plurality=UNREAD),
    ),
    "newborn.ethnicity": (
        GX,
        form(GX, "newborn", ethnicity="苗"),
        says(form(GX, "newborn", ethnicity="苗"), "mother.own", ethnicity=UNREAD),
    ),
    "newborn.relation": (
        headed("孙女"),
        headed("孙子"),
        says(headed("孙女"), "father.own", relation_to_head=UNREAD),
    ),
    "eligible.birthplace": (
        GX,
        form(GX, "newborn", birth_place="广东省广州市"),
        form(without(HN, "delivery"), "newborn", birth_place=None, institution="东方医院"),
    ),
    "eligible.citizens": (
        GX,
        form(GX, "mother", overseas_chinese=True),
        page(GX, "mother.own", quality=SOFT),
    ),
    "eligible.household": (
        HN,
        says(HN, "mother.cover", address="广东省广州市天河区1号"),
        page(says(HN, "mother.cover", address=UNREAD), "mother.cover", seals=()),
    ),
    "eligible.settle": (
        GX,
        says(GX, "father.cover", household_type="集体户"),
        unread("father.cover", "household_type"),
    ),
    "records.certificate": (
        (HN, Facts(certificate=RECORD)),
        (HN, Facts(certificate=WRONG)),
        (says(HN, "info", husband_name=UNREAD), Facts(certificate=RECORD)),
    ),
}
"""By rule: a case that passes, one that fails, one in which the reading is not to be had."""

FORM_ONLY = {
    "newborn.pre_enrolment": (enrolled("X"), enrolled("Y")),
    "case.duplicate": (GX, (GX, Facts(births=(SAME,)))),
    "eligible.applicant": (GX, form(GX, applicant="father")),
    "eligible.window": (GX, late(GX)),
}
"""By rule that looks at the form and at other cases: passing, failing."""

OUTSIDE = {
    "records.not_issued": (
        Facts(issued={"出生医学证明": False, "出生户口登记": False}),
        Facts(issued={"出生医学证明": True}),
    ),
    "records.population": (Facts(population=RECORD), Facts(population=WRONG)),
}
"""By rule that asks a record: facts that pass, facts that fail."""

BY_ID = {rule.id: rule for rule in rules()}


def said(rule, example):
    found, facts = example if isinstance(example, tuple) else (example, None)
    return {outcome.partition("/")[0] for outcome in outcomes(found, rule, facts)}


def test_every_rule_has_its_examples():
    assert {*EXAMPLES, *FORM_ONLY, *OUTSIDE} == set(BY_ID)


@pytest.mark.parametrize("rule", EXAMPLES)
def test_passing_failing_unreadable(rule):
    passing, failing, unreadable = EXAMPLES[rule]
    assert said(rule, passing) == {"pass"}
    assert BY_ID[rule].fails_as in said(rule, failing)
    told = said(rule, unreadable)
    assert "unreadable" in told and not told & {"pass", "mismatch", "ineligible"}


@pytest.mark.parametrize("rule", FORM_ONLY)
def test_what_stands_on_the_form_alone(rule):
    passing, failing = FORM_ONLY[rule]
    assert said(rule, passing) == {"pass"}
    assert BY_ID[rule].fails_as in said(rule, failing)
    for example in (passing, failing):
        found, facts = example if isinstance(example, tuple) else (example, None)
        assert said(rule, (blind(found), facts)) == said(rule, example)


@pytest.mark.parametrize("rule", OUTSIDE)
def test_what_a_record_must_tell(rule):
    passing, failing = OUTSIDE[rule]
    assert said(rule, (GX, passing)) == {"pass"}
    assert BY_ID[rule].fails_as in said(rule, (GX, failing))
    assert said(rule, GX) == said(rule, blind(GX)) == {"not_checked"}


@pytest.mark.parametrize("province", PROVINCES)
def test_a_case_without_any_reading_passes_no_rule_that_reads(province):
    verdict = judged(blind(case(province)))
    assert verdict.status == "flagged"
    passed = {f.rule for f in verdict.findings if f.outcome == "pass" and f.severity == "block"}
    form_alone = {*FORM_ONLY, "materials.complete", "materials.slot", "materials.format", "materials.quality"}
    marks = {"materials.duplicate", "id_card.photo", "register.seal", "marriage.seal", "marriage.photo"}
    assert passed <= form_alone | marks | {"eligible.birthplace", "eligible.citizens", "newborn.ethnicity"}
