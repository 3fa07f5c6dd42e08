import datetime as dt
from dataclasses import replace

import pytest

from casefile.case import Weight
from tests.validators.builder import (
    CHINA,
    FATHER,
    MOTHER,
    PROVINCES,
    UNREAD,
    UNSURE,
    case,
    expect,
    field,
    form,
    judged,
    number,
    outcomes,
    page,
    says,
    uploaded,
    without,
)
from validators.facts import Facts, Identity
from validators.province import RuleTerms

GUANGDONG = "广东省广州市天河区1号"


def test_applicant():
    father = form(case(), applicant="father")
    expect(case(), "eligible.applicant", "pass")
    expect(father, "eligible.applicant", "ineligible")
    assert judged(father).proposal == "decline"
    expect(form(case("hainan"), applicant="father"), "eligible.applicant", "pass")


def test_birthplace():
    expect(case(), "eligible.birthplace", "pass/warn")
    terms = replace(PROVINCES["guangxi"].terms, institutions=("桂林市妇幼保健院",))
    listed = replace(PROVINCES["guangxi"], terms=terms)
    assert outcomes(case(), "eligible.birthplace", province=listed) == ["pass"]
    away = form(case(), "newborn", birth_place="广东省广州市")
    expect(away, "eligible.birthplace", "ineligible")
    assert outcomes(says(case(), "delivery", birth_place="广东省广州市"), "eligible.birthplace") == [
        "ineligible"
    ]
    unsaid = without(form(case("hainan"), "newborn", birth_place=None), "delivery")
    expect(unsaid, "eligible.birthplace", "pass/warn")
    expect(form(unsaid, "newborn", institution="东方医院"), "eligible.birthplace", "unreadable")


def test_citizens():
    expect(case(), "eligible.citizens", "pass")
    permit = number("81000019940823002")
    expect(form(case(), "mother", id_number=permit), "eligible.citizens", "ineligible")
    expect(form(case(), "father", overseas_chinese=True), "eligible.citizens", "ineligible")
    expect(form(case(), "father", nationality="越南"), "eligible.citizens", "ineligible")
    expect(says(case(), "info", wife_nationality="越南"), "eligible.citizens", "ineligible")
    for text in ("注销", "已迁出"):
        stamped = page(case(), "mother.own", seals=(stamp(text),))
        expect(stamped, "eligible.citizens", "ineligible")
    expect(says(case(), "father.cover", address=field("注销", 0.95)), "eligible.citizens", "ineligible")
    came = says(case(), "mother.own", moved_to_city="2010年由海南省三亚市迁出，迁入本市")
    expect(came, "eligible.citizens", "pass")
    assert outcomes(case("hainan"), "eligible.citizens") == []


def stamp(text, sure=0.97, shape="rectangle"):
    return {"colour": "red", "shape": shape, "text": text, "text_confidence": sure, "box": [[0, 0]]}


def pressed(found, where, seal):
    """The case with one seal more on a page."""
    (bare,) = (d for d in found.documents if d.id == where)
    return page(found, where, seals=(*bare.seals, seal))


@pytest.mark.parametrize("where", ["father.own", "father.cover"])
@pytest.mark.parametrize(
    ("seal", "told"),
    [
        (stamp(None, 0.0), "条形章"),
        (stamp("注销", 0.007), "“注销”字样"),
        (stamp("作废", 0.5, "square"), "“作废”字样"),
        (stamp("他用作废", 0.5), "条形章"),
    ],
)
def test_a_stamp_that_nobody_surely_read_may_end_a_register(where, seal, told):
    for province, rules in (("guangxi", ["citizens"]), ("hainan", ["household", "settle"])):
        doubted = pressed(case(province), where, seal)
        for rule in rules:
            expect(doubted, f"eligible.{rule}", "unreadable")
            said = [f.message for f in judged(doubted).findings if f.rule == f"eligible.{rule}"]
            assert any(told in message for message in said)
        assert judged(doubted).status == "flagged"


def test_what_is_hardly_read_in_a_field_may_end_a_register():
    doubted = says(case(), "father.cover", household_type=field("注销", 0.3))
    expect(doubted, "eligible.citizens", "unreadable")


@pytest.mark.parametrize("where", ["father.own", "father.cover"])
@pytest.mark.parametrize("text", ["迁入", "他用作废", "复印无效", "仅供办理落户，再复印作废", "过期作废"])
def test_a_stamp_that_sets_a_condition_ends_no_register(where, text):
    for province, rules in (("guangxi", ["citizens"]), ("hainan", ["household", "settle"])):
        stamped = pressed(case(province), where, stamp(text))
        for rule in rules:
            expect(stamped, f"eligible.{rule}", "pass")
        assert judged(stamped).status == "accepted"


def test_a_mark_beside_a_condition_ends_a_register():
    expect(pressed(case(), "mother.own", stamp("他用作废，已注销")), "eligible.citizens", "ineligible")


def test_a_register_that_has_ended_is_none():
    ended = pressed(case("hainan"), "father.own", stamp("死亡"))
    expect(ended, "eligible.household", "ineligible")
    expect(ended, "eligible.settle", "ineligible")
    expect(form(ended, "newborn", settle_with="mother"), "eligible.settle", "pass")
    (told,) = [f.message for f in judged(ended).findings if f.rule == "eligible.settle"]
    assert "父亲户口簿有“死亡”标记" in told


def test_one_family_register_in_guangxi_is_enough():
    expect(case(), "eligible.household", "pass")
    for values in ({"address": GUANGDONG}, {"household_type": "集体户"}):
        one = says(case(), "mother.cover", **values)
        expect(one, "eligible.household", "pass")
        expect(one, "eligible.settle", "pass")
        expect(form(one, "newborn", settle_with="mother"), "eligible.settle", "ineligible")
        expect(says(one, "father.cover", **values), "eligible.household", "ineligible")
        unread = page(says(one, "father.cover", **dict.fromkeys(values, UNREAD)), "father.cover", seals=())
        expect(unread, "eligible.household", "unreadable")


def test_hainan_asks_for_both_and_takes_collective_registers():
    expect(case("hainan"), "eligible.household", "pass")
    assert outcomes(says(case("hainan"), "mother.cover", household_type="集体户"), "eligible.household") == [
        "pass"
    ]
    assert outcomes(says(case("hainan"), "mother.cover", address=GUANGDONG), "eligible.household") == [
        "ineligible"
    ]
    unread = says(case("hainan"), "mother.cover", address=field(GUANGDONG, UNSURE))
    expect(page(unread, "mother.cover", seals=()), "eligible.household", "unreadable")


def test_of_an_unsure_address_what_names_the_division_may_be_proven():
    def weighed(nats):
        weight = Weight(nats, -2.0, -8.0)
        address = replace(field("桂林市七星区育才路1$号", UNSURE), weights={"桂林市七星区": weight})
        return page(says(case(), "father.cover", address=address), "father.cover", seals=())

    expect(weighed(-0.5), "eligible.settle", "pass")
    expect(weighed(-5.0), "eligible.settle", "unreadable")


@pytest.mark.parametrize("sure", [UNSURE, 0.99])
def test_of_an_address_whose_first_character_is_misread_the_place_may_be_proven(sure):
    weights = {"广西百色市西林县": Weight(-2.0, -3.0, -8.0)}
    doubtful = {"广西百色市西林县": Weight(-4.0, -3.0, -8.0)}
    for known, outcome in ((weights, "pass"), (doubtful, "unreadable"), ({}, "unreadable")):
        address = replace(field("厂西百色市西林县大塘镇", sure), weights=known)
        found = page(says(case(), "father.cover", address=address), "father.cover", seals=())
        expect(found, "eligible.settle", outcome)


def test_two_covers_that_differ_are_nobodys():
    cover = next(d for d in case("hainan").documents if d.id == "mother.cover")
    other = replace(cover, id="other", file="other.jpg")
    found = says(uploaded(case("hainan"), *case("hainan").documents, other), "other", address=GUANGDONG)
    expect(found, "eligible.household", "unreadable")
    expect(says(found, "mother.cover", address=GUANGDONG), "eligible.household", "ineligible")


def test_the_seal_tells_where_the_address_does_not():
    seal = (
        {
            "colour": "red",
            "text": "桂林市公安局户口专用章",
            "confidence": 0.97,
            "box": [[600, 500], [700, 600]],
        },
    )
    sealed = page(says(case(), "father.cover", address=UNREAD), "father.cover", seals=seal)
    expect(sealed, "eligible.settle", "pass")
    expect(page(sealed, "father.cover", seals=()), "eligible.settle", "unreadable")


@pytest.mark.parametrize(
    ("province", "born", "submitted", "outcome"),
    [
        ("guangxi", dt.date(2026, 1, 31), dt.date(2026, 2, 28), "pass"),
        ("guangxi", dt.date(2026, 1, 31), dt.date(2026, 3, 1), "ineligible"),
        ("guangxi", dt.date(2026, 10, 5), dt.date(2026, 11, 5), "pass"),
        ("guangxi", dt.date(2026, 10, 5), dt.date(2026, 11, 6), "ineligible"),
        ("guangxi", dt.date(2025, 12, 15), dt.date(2026, 1, 15), "pass"),
        ("hainan", dt.date(2026, 10, 5), dt.date(2026, 11, 4), "pass"),
        ("hainan", dt.date(2026, 10, 5), dt.date(2026, 11, 5), "ineligible"),
        ("hainan", dt.date(2026, 10, 5), dt.date(2026, 10, 5), "pass"),
        ("hainan", dt.date(2026, 10, 5), dt.date(2026, 10, 4), "mismatch"),
    ],
)
def test_window(province, born, submitted, outcome):
    late = dt.datetime.combine(submitted, dt.time(23, 59), CHINA).astimezone(dt.UTC)
    assert outcomes(
        form(form(case(province), submitted_at=late), "newborn", birth_date=born), "eligible.window"
    ) == [outcome]


def test_a_returned_case_keeps_its_first_day():
    late = form(case(), submitted_at=dt.datetime(2026, 12, 24, tzinfo=CHINA))
    first = Facts(first_submitted_at=dt.datetime(2026, 11, 5, tzinfo=CHINA))
    expect(late, "eligible.window", "ineligible")
    expect(late, "eligible.window", "pass", facts=first)


RECORD = {p: Identity(who.name, who.id_number) for p, who in (("mother", MOTHER), ("father", FATHER))}
OTHER = {**RECORD, "father": Identity("王大海", FATHER.id_number)}


def test_certificate_record():
    expect(case("hainan"), "records.certificate", "not_checked")
    expect(case("hainan"), "records.certificate", "pass", facts=Facts(certificate=RECORD))
    expect(case("hainan"), "records.certificate", "mismatch", facts=Facts(certificate=OTHER))
    unread = says(case("hainan"), "info", husband_name=UNREAD)
    expect(unread, "records.certificate", "unreadable", facts=Facts(certificate=RECORD))


def test_population_record():
    expect(case(), "records.population", "not_checked")
    expect(case(), "records.population", "pass", facts=Facts(population=RECORD))
    expect(case(), "records.population", "mismatch", facts=Facts(population=OTHER))
    expect(case(), "records.population", "not_checked", facts=Facts(population={}))


def test_issued_before():
    expect(case(), "records.not_issued", "not_checked")
    none = {"出生医学证明": False, "出生户口登记": False, "社会保障卡": True}
    expect(case(), "records.not_issued", "pass", facts=Facts(issued=none))
    expect(case("hainan"), "records.not_issued", "ineligible", facts=Facts(issued=none))
    expect(case(), "records.not_issued", "not_checked", facts=Facts(issued={"出生医学证明": False}))


def test_a_required_record_that_is_not_checked_flags():
    strict = replace(PROVINCES["guangxi"], rules={"records.population": RuleTerms(required=True)})
    assert judged(case()).status == "accepted"
    assert judged(case(), province=strict).proposal == "confirm"
