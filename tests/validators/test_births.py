import datetime as dt
from dataclasses import replace

import pytest

from casefile.case import Field, Weight
from tests.validators.builder import (
    BORN,
    ELDER,
    FATHER,
    MOTHER,
    UNREAD,
    UNSURE,
    case,
    expect,
    field,
    form,
    judged,
    lacks,
    outcomes,
    says,
    under_elder,
    without,
)
from validators.facts import Birth, Facts

TWIN = Birth("case-2", MOTHER.id_number, BORN, "陈大满", "女", "08:15", "双胎")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("delivery_date", "2026-10-13"),
        ("sex", "男"),
        ("weight_g", 3520),
        ("length_cm", 52.0),
        ("gestational_weeks", 38),
        ("birth_place", "广西省南宁市青秀区"),
        ("institution", "柳州市人民医院"),
    ],
)
def test_record_and_application_agree(name, other):
    expect(case(), "delivery.agree", "pass")
    expect(says(case(), "delivery", **{name: other}), "delivery.agree", "mismatch")
    expect(says(case(), "delivery", **{name: UNREAD}), "delivery.agree", "unreadable")
    assert outcomes(says(case(), "delivery", **{name: field(other, UNSURE)}), "delivery.agree") == [
        "unreadable"
    ]


def test_what_one_side_does_not_give_is_not_compared():
    expect(says(case(), "delivery", weight_g=None), "delivery.agree", "pass")
    expect(form(case(), "newborn", weight_g=None, birth_time=None), "delivery.agree", "pass")
    expect(says(case(), "delivery", sex=None), "delivery.agree", "unreadable")


def test_another_minute_warns():
    later = says(case(), "delivery", delivery_time="08:16")
    expect(later, "delivery.agree", "mismatch/warn")
    assert judged(later).status == "accepted"


def test_weeks_and_places_in_other_words():
    expect(says(case(), "delivery", gestational_weeks="39+2"), "delivery.agree", "pass")
    assert outcomes(says(case(), "delivery", birth_place="广西壮族自治区桂林市"), "delivery.agree") == [
        "pass"
    ]


@pytest.mark.parametrize("rule", ["delivery.agree", "delivery.stay"])
def test_no_record(rule):
    assert outcomes(without(case(), "delivery"), rule) == ["missing"]
    assert outcomes(without(case("hainan"), "delivery"), rule) == ["not_applicable"]


def test_ranges_only_warn():
    expect(case(), "delivery.ranges", "pass/warn")
    expect(says(case(), "delivery", apgar_1=11), "delivery.ranges", "mismatch/warn")
    expect(form(case(), "newborn", weight_g=32500), "delivery.ranges", "mismatch/warn")
    expect(says(case(), "delivery", head_cm=UNREAD), "delivery.ranges", "unreadable/warn")


def test_a_record_that_leaves_what_is_needed_blank_is_told():
    blank = says(case(), "delivery", weight_g=None)
    expect(blank, "delivery.ranges", "unreadable/warn")
    assert judged(blank).status == "accepted"
    expect(says(case(), "delivery", head_cm=None), "delivery.ranges", "pass/warn")
    expect(lacks(case(), "delivery", "weight_g"), "delivery.ranges", "pass/warn")
    expect(says(case(), "delivery", delivery_date=None), "delivery.agree", "unreadable")


@pytest.mark.parametrize(
    ("printed", "declared", "outcome"),
    [
        ("单胎", "单胎", "pass"),
        ("双胎", "双胎", "pass"),
        ("双胎", "单胎", "mismatch"),
        ("单胎", "双胎", "mismatch"),
        (field("双胎", 0.5), "单胎", "unreadable"),
        (None, "单胎", "not_applicable"),
    ],
)
def test_the_number_of_children_is_the_forms(printed, declared, outcome):
    found = form(says(case(), "delivery", plurality=printed), "newborn", plurality=declared)
    expect(found, "delivery.plurality", f"{outcome}/warn")
    assert judged(found).status == "accepted"


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"admitted_on": "2026-10-12"}, "pass"),
        ({"admitted_on": "2026-10-13"}, "mismatch"),
        ({"mother_discharged_on": "2026-10-11"}, "mismatch"),
        ({"newborn_discharged_on": None}, "pass"),
        ({"newborn_discharged_on": UNREAD}, "pass"),
        ({"newborn_discharged_on": Field(None, "年 月 日", 0.0)}, "pass"),
        ({"newborn_discharged_on": field("2026-10-15", 0.5)}, "pass"),
        ({"newborn_discharged_on": "2026-10-11"}, "mismatch"),
        ({"newborn_discharged_on": field("2026-10-11", 0.5)}, "unreadable"),
        ({"newborn_discharged_on": Field(None, "2026年10月71日", 0.0)}, "unreadable"),
        ({"newborn_discharged_on": UNREAD, "mother_discharged_on": None}, "unreadable"),
        ({"newborn_discharged_on": UNREAD, "mother_discharged_on": UNREAD}, ("unreadable", "unreadable")),
        ({"newborn_discharged_on": UNREAD, "admitted_on": UNREAD}, ("unreadable", "unreadable")),
        ({"admitted_on": None}, "unreadable"),
        ({"admitted_on": field("2026-10-11", 0.6)}, "unreadable"),
    ],
)
def test_stay(values, outcome):
    expected = (outcome,) if isinstance(outcome, str) else outcome
    expect(says(case(), "delivery", **values), "delivery.stay", *expected)


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("admitted_on", "../2026-10-12"),
        ("mother_discharged_on", "2026-10-12/.."),
        ("newborn_discharged_on", "2026-10-12/.."),
    ],
)
def test_a_day_that_is_not_sure_is_in_order_where_the_picture_says_so(name, order):
    def weighed(found, nats=-1.0):
        weights = {order: Weight(nats, -3.0, -8.0)}
        return outcomes(says(case(), "delivery", **{name: replace(found, weights=weights)}), "delivery.stay")

    wrong = "2026-10-13" if name == "admitted_on" else "2026-10-11"
    assert set(weighed(field(wrong, UNSURE))) == {"pass"}
    assert set(weighed(Field(None, "2026年10月h日", 0.0))) == {"pass"}
    assert "unreadable" in weighed(field(wrong, UNSURE), nats=-4.0)
    assert "unreadable" in weighed(Field(None, "2026年10月71日", 0.0), nats=-20.0)
    assert "mismatch" in weighed(field(wrong)), "a sure reading is judged as it is"


def test_a_day_weighed_for_another_birth_proves_nothing():
    other = replace(field("2026-10-11", UNSURE), weights={"../2026-10-13": Weight(-1.0, -3.0, -8.0)})
    expect(says(case(), "delivery", admitted_on=other), "delivery.stay", "unreadable")


def test_a_page_that_prints_no_stay_proves_none():
    """The national handbook's delivery page has no days of admission and discharge."""
    names = ("admission_number", "admitted_on", "mother_discharged_on", "newborn_discharged_on")
    expect(lacks(case(), "delivery", *names), "delivery.stay", "not_applicable")
    expect(lacks(case(), "delivery", "admitted_on"), "delivery.stay", "unreadable")


@pytest.mark.parametrize(
    ("name", "printed", "expected"),
    [
        ("delivery_date", "2026-10-12", "2026-10-12"),
        ("weight_g", 3250, "3250"),
        ("birth_place", "广西省桂林市七星区", "广西桂林市七星区"),
    ],
)
def test_an_unsure_value_that_the_picture_says_clearly_agrees(name, printed, expected):
    def weighed(nats):
        unsure = replace(field(printed, UNSURE), weights={expected: Weight(nats, -3.0, -8.0)})
        return outcomes(says(case(), "delivery", **{name: unsure}), "delivery.agree")

    assert weighed(-1.0) == ["pass"]
    assert weighed(-4.0) == weighed(-20.0) == ["unreadable"]


def test_a_date_of_which_a_part_is_illegible_agrees_where_the_picture_says_it_clearly():
    def weighed(raw):
        weights = {"2026-10-12": Weight(-1.0, -3.0, -8.0)}
        illegible = replace(field(None, 0.0), raw=raw, weights=weights)
        return outcomes(says(case(), "delivery", delivery_date=illegible), "delivery.agree")

    assert weighed("2026年口月12日") == ["pass"]
    assert weighed("") == ["unreadable"], "of a blank nothing is said"


def test_a_sure_date_that_the_picture_hardly_tells_from_the_declared_one_is_a_doubt():
    near = replace(field("2026-10-13"), weights={"2026-10-12": Weight(-2.0, -1.0, -6.0)})
    expect(says(case(), "delivery", delivery_date=near), "delivery.agree", "unreadable")
    far = replace(field("2026-10-13"), weights={"2026-10-12": Weight(-9.0, -1.0, -6.0)})
    expect(says(case(), "delivery", delivery_date=far), "delivery.agree", "mismatch")


def test_parents_on_the_record():
    expect(case(), "delivery.parents", "not_applicable")
    named = says(case(), "delivery", mother_name=MOTHER.name, father_id_number=FATHER.id_number)
    expect(named, "delivery.parents", "pass")
    expect(says(named, "delivery", mother_name="王丽"), "delivery.parents", "mismatch")
    expect(says(named, "delivery", mother_name="王丽"), "names.mother", "mismatch")
    expect(says(named, "delivery", mother_name=UNREAD), "delivery.parents", "unreadable")


def test_ethnicity():
    expect(case(), "newborn.ethnicity", "pass")
    expect(form(case(), "newborn", ethnicity="汉族"), "newborn.ethnicity", "pass")
    expect(form(case(), "newborn", ethnicity=None), "newborn.ethnicity", "not_applicable")
    hmong = form(case(), "newborn", ethnicity="苗")
    expect(hmong, "newborn.ethnicity", "mismatch")
    expect(says(hmong, "mother.own", ethnicity=UNREAD), "newborn.ethnicity", "unreadable")
    expect(says(case(), "mother.own", ethnicity=field("壮", UNSURE)), "newborn.ethnicity", "pass")
    unsure = says(case(), "mother.own", ethnicity=field("苗", UNSURE))
    assert outcomes(unsure, "newborn.ethnicity") == ["unreadable"]
    doubted = says(
        says(case(), "mother.own", ethnicity=UNREAD), "mother.front", ethnicity=field("壮", UNSURE)
    )
    assert outcomes(doubted, "newborn.ethnicity") == ["unreadable"]


@pytest.mark.parametrize(
    ("relation", "outcome"), [("孙女", "pass"), ("孙子", "mismatch"), ("女", "mismatch"), ("长孙女", "pass")]
)
def test_relation_to_an_elder(relation, outcome):
    head = type(ELDER)(ELDER.name, ELDER.id_number, relation)
    expect(under_elder(case(), head), "newborn.relation", f"{outcome}/warn")


def test_relation_of_the_heads_child():
    expect(case(), "newborn.relation", "not_applicable/warn")
    for relation, outcome in (("女", "pass"), ("长女", "pass"), ("女儿", "pass"), ("子", "mismatch")):
        head = type(ELDER)(None, None, relation)
        assert outcomes(form(case(), "newborn", household_head=head), "newborn.relation") == [
            f"{outcome}/warn"
        ]
    expect(under_elder(case(), None), "newborn.relation", "missing/warn")
    assert judged(under_elder(case(), None)).status == "accepted"


@pytest.mark.parametrize(
    ("suffix", "plurality", "outcome"),
    [
        ("X", "单胎", "pass"),
        ("x", "单胎", "pass"),
        ("Y", "单胎", "mismatch"),
        ("", "单胎", "mismatch"),
        ("大", "双胎", "pass"),
        ("小B", "双胎", "pass"),
        ("B", "多胎", "pass"),
        ("大", "单胎", "mismatch"),
    ],
)
def test_pre_enrolment(suffix, plurality, outcome):
    enrolled = form(case(), "newborn", pre_enrolment_number=MOTHER.id_number + suffix, plurality=plurality)
    expect(enrolled, "newborn.pre_enrolment", f"{outcome}/warn")


def test_one_birth_one_case():
    expect(case(), "case.duplicate", "pass")
    same = Birth("case-2", MOTHER.id_number.lower(), BORN, "陈小满", "女", None)
    expect(case(), "case.duplicate", "mismatch", facts=Facts(births=(same,)))
    renamed = Birth("case-2", MOTHER.id_number, BORN, "陈大满", "女", "08:15")
    expect(case(), "case.duplicate", "mismatch", facts=Facts(births=(renamed,)))
    older = Birth("case-2", MOTHER.id_number, dt.date(2024, 1, 1), "陈大满", "女", None)
    itself = Birth("case-1", MOTHER.id_number, BORN, "陈小满", "女", "08:15")
    expect(case(), "case.duplicate", "pass", facts=Facts(births=(older, itself)))


def test_a_twin_is_named_not_blocked():
    twin = form(case(), "newborn", plurality="双胎")
    expect(twin, "case.duplicate", "pass/info", facts=Facts(births=(TWIN,)))
    assert judged(twin, Facts(births=(TWIN,))).status == "accepted"
    same_name = Birth("case-2", MOTHER.id_number, BORN, "陈小满", "女", "08:15", "双胎")
    expect(twin, "case.duplicate", "mismatch", facts=Facts(births=(same_name,)))
