from dataclasses import replace

import pytest

from casefile.case import HouseholdHead, Weight
from tests.validators.builder import (
    FATHER,
    MOTHER,
    UNREAD,
    UNSURE,
    case,
    expect,
    field,
    form,
    judged,
    number,
    outcomes,
    says,
    uploaded,
    without,
)

OTHER = number("45030519930704004")
FAR, CLOSE = Weight(-20.0, -2.0, -6.0), Weight(-1.0, -2.0, -6.0)
PLACES = [("mother.front", "name"), ("mother.own", "name"), ("info", "wife_name")]
NUMBERS = [("mother.front", "id_number"), ("mother.own", "id_number"), ("info", "wife_id_number")]


def test_one_name_everywhere_passes_with_its_evidence():
    (finding,) = [f for f in judged(case()).findings if f.rule == "names.mother"]
    assert finding.outcome == "pass"
    assert {e.document for e in finding.evidence} == {None, "mother.front", "mother.own", "info"}


@pytest.mark.parametrize(("id", "name"), PLACES)
def test_a_name_that_surely_is_another_is_a_mismatch(id, name):
    for other in (field("王丽"), field("黄梓宣", weights={MOTHER.name: FAR})):
        expect(says(case(), id, **{name: other}), "names.mother", "mismatch")


@pytest.mark.parametrize(("id", "name"), PLACES)
@pytest.mark.parametrize(
    "reading",
    [
        UNREAD,
        field(None),
        field(MOTHER.name, UNSURE),
        field("黄梓宣"),
        field("王丽", UNSURE),
        field("黄梓宣", weights={MOTHER.name: Weight(-4.0, -2.0, -6.0)}),
        field("黄梓宣", UNSURE, weights={MOTHER.name: FAR}),
        field("黃梓萱"),
        field("黃梓萱", weights={MOTHER.name: FAR}),
    ],
)
def test_a_name_that_nobody_can_tell_is_unreadable(id, name, reading):
    expect(says(case(), id, **{name: reading}), "names.mother", "unreadable")


@pytest.mark.parametrize(
    "reading",
    [
        field("黄 梓萱"),
        field("黄梓宣", weights={MOTHER.name: CLOSE}),
        field(MOTHER.name, UNSURE, weights={MOTHER.name: CLOSE}),
        field("黄梓宣", corrected=MOTHER.name),
        field(None, 0.0, corrected=MOTHER.name),
    ],
)
def test_weighing_and_correction_settle_a_doubt(reading):
    expect(says(case(), "mother.front", name=reading), "names.mother", "pass")


RULED = Weight(-4.0, 0.0, -8.0, ruled=True)


def in_a_rule(**more):
    """The mother's page on which a rule of the table runs through her surname."""
    return says(case(), "mother.own", name=field("卖梓萱", weights={MOTHER.name: RULED}), **more)


def test_a_surname_in_a_rule_is_borne_out_by_the_number_and_all_other_papers():
    expect(in_a_rule(), "names.mother", "pass")


@pytest.mark.parametrize(
    "doubted",
    [
        in_a_rule(id_number=UNREAD),
        in_a_rule(id_number=field(MOTHER.id_number, UNSURE)),
        says(in_a_rule(), "info", wife_name=field(MOTHER.name, UNSURE)),
        says(in_a_rule(), "mother.front", name=UNREAD),
        says(
            in_a_rule(), "mother.own", name=field("卖梓萱", weights={MOTHER.name: replace(RULED, nats=-9.0)})
        ),
        says(
            in_a_rule(),
            "mother.own",
            name=field("卖梓萱", weights={MOTHER.name: replace(RULED, ruled=False)}),
        ),
    ],
)
def test_a_surname_in_a_rule_stays_a_doubt_where_anything_else_is_one(doubted):
    assert "pass" not in outcomes(doubted, "names.mother")


def test_a_surname_in_the_rule_of_a_delivery_record_is_borne_out_by_the_number_beside_it():
    ruled = field("卖梓萱", weights={MOTHER.name: RULED})
    numbered = says(case(), "delivery", mother_name=ruled, mother_id_number=MOTHER.id_number)
    for rule in ("names.mother", "delivery.parents"):
        expect(numbered, rule, "pass")
        assert outcomes(says(case(), "delivery", mother_name=ruled), rule) == ["unreadable"]


def test_the_heads_surname_in_a_covers_rule_is_borne_out_by_the_own_page():
    ruled = says(case(), "father.cover", head_name=field("际建国", weights={FATHER.name: RULED}))
    expect(ruled, "register.head", "pass")
    unsure = says(ruled, "father.own", name=field(FATHER.name, UNSURE))
    assert outcomes(unsure, "register.head") == ["unreadable"]
    other = field("李建国", weights={FATHER.name: replace(RULED, ruled=False)})
    assert outcomes(says(case(), "father.cover", head_name=other), "register.head") == ["unreadable"]


def test_a_card_has_no_rules_that_could_hide_a_stroke():
    ruled = field("卖梓萱", weights={MOTHER.name: RULED})
    expect(says(case(), "mother.front", name=ruled), "names.mother", "unreadable")


def test_a_correction_to_another_name_is_a_mismatch():
    corrected = field(MOTHER.name, corrected="黄梓宣")
    expect(says(case(), "mother.own", name=corrected), "names.mother", "mismatch")


def test_middle_dots_are_one_and_nothing_else_is_folded():
    dotted = form(case(), "father", name="阿里木·买买提")
    for id, name in (
        ("father.front", "name"),
        ("father.own", "name"),
        ("mother.head", "name"),
        ("info", "husband_name"),
    ):
        dotted = says(dotted, id, **{name: "阿里木•买买提"})
    expect(dotted, "names.father", "pass")
    expect(says(dotted, "father.front", name="阿里木买买提"), "names.father", "unreadable")


LONG = "阿卜杜热西提·阿卜杜外力·玉素甫艾山江·买买提明"


@pytest.mark.parametrize("name", [LONG, "阿依古丽", "娜仁花", "媛", "欧阳梓萱"])
@pytest.mark.parametrize("at", PLACES)
def test_names_of_any_length_and_without_surname(name, at):
    assert len(name) <= 25
    found = form(case(), "mother", name=name)
    for id, where in PLACES:
        found = says(found, id, **{where: name})
    expect(found, "names.mother", "pass")
    id, where = at
    expect(says(found, id, **{where: "王丽娟艳红"}), "names.mother", "mismatch")
    for doubt in (UNREAD, field(name, UNSURE), *([name[:-1]] if len(name) > 1 else [])):
        expect(says(found, id, **{where: doubt}), "names.mother", "unreadable")


@pytest.mark.parametrize("dot", "·・‧•．")
def test_every_middle_dot_is_one_on_form_and_paper(dot):
    found = form(case(), "mother", name=LONG.replace("·", dot))
    for id, where in PLACES:
        found = says(found, id, **{where: LONG})
    expect(found, "names.mother", "pass")
    weighed = field(LONG, weights={LONG: Weight(0.0, -2.0, -6.0)})
    expect(says(found, "mother.front", name=weighed), "names.mother", "pass")


def test_a_former_name_is_a_doubt_with_its_reason():
    former = says(says(case(), "info", wife_name="黄小妹"), "mother.own", former_name="黄小妹")
    (finding,) = [f for f in judged(former).findings if f.rule == "names.mother"]
    assert finding.outcome == "unreadable"
    assert "曾用名" in finding.message


@pytest.mark.parametrize(
    ("rule", "subject"), [("names.father", FATHER.name), ("ids.father", FATHER.id_number)]
)
def test_the_application_is_one_of_the_papers(rule, subject):
    kind = rule.partition(".")[0]
    changed = {"names": {"name": "李大海"}, "ids": {"id_number": number("45030519910203003")}}[kind]
    assert set(outcomes(form(case(), "father", **changed), rule)) == {"mismatch"}


def test_a_missing_page_is_missing_here_too():
    expect(without(case(), "mother.front"), "names.mother", "missing")
    expect(without(case(), "info"), "ids.mother", "missing")


@pytest.mark.parametrize(("id", "name"), NUMBERS)
def test_numbers(id, name):
    expect(case(), "ids.mother", "pass")
    expect(says(case(), id, **{name: OTHER}), "ids.mother", "mismatch")
    for reading in (
        UNREAD,
        field(MOTHER.id_number, UNSURE),
        field(OTHER, UNSURE),
        field(MOTHER.id_number[:15]),
    ):
        expect(says(case(), id, **{name: reading}), "ids.mother", "unreadable")


def test_an_old_number_counts_only_on_a_certificate_of_before_2004():
    old = form(case(), "mother", id_number=number("45030519730704002"))
    for id, name in NUMBERS:
        old = says(old, id, **{name: number("45030519730704002")})
    old = says(old, "info", wife_id_number="450305730704002")
    expect(old, "ids.mother", "unreadable")
    before = says(old, "info", registered_on="2001-03-04", certificate_number="桂邕结字010300123")
    expect(before, "ids.mother", "pass")
    expect(before, "marriage.parties", "pass")


def test_valid_numbers():
    expect(case(), "ids.valid", "pass")
    wrong = MOTHER.id_number[:-1] + ("0" if MOTHER.id_number[-1] != "0" else "1")
    assert outcomes(form(case(), "mother", id_number=wrong), "ids.valid")[0] == "mismatch"
    expect(says(case(), "mother.front", id_number=wrong), "ids.valid", "mismatch")
    expect(says(case(), "mother.front", id_number=UNREAD), "ids.valid", "unreadable")
    assert (
        outcomes(form(case(), "mother", id_number=number("45030519930231002")), "ids.valid")[0] == "mismatch"
    )
    assert outcomes(form(case(), "mother", id_number="450305930704002"), "ids.valid")[0] == "mismatch"
    head = HouseholdHead("陈大山", "123456", "孙女")
    expect(form(case(), "newborn", household_head=head), "ids.valid", "mismatch")


def test_an_unknown_division_is_a_hint():
    assert (
        outcomes(form(case(), "mother", id_number=number("45999919930704002")), "ids.valid")[0] == "pass/info"
    )


@pytest.mark.parametrize(
    ("id", "name", "other"),
    [
        ("mother.front", "birth_date", "1993-07-05"),
        ("mother.own", "birth_date", "1993-08-04"),
        ("info", "wife_birth_date", "1992-07-04"),
        ("father.front", "sex", "女"),
        ("mother.own", "sex", "男"),
    ],
)
def test_dates_and_sexes_agree_with_the_number(id, name, other):
    expect(case(), "ids.agree", "pass")
    expect(says(case(), id, **{name: other}), "ids.agree", "mismatch")
    expect(says(case(), id, **{name: field(other, UNSURE)}), "ids.agree", "unreadable")
    expect(says(case(), id, **{name: UNREAD}), "ids.agree", "unreadable")


def test_a_fathers_number_is_a_mans():
    assert outcomes(form(case(), "father", id_number=MOTHER.id_number), "ids.agree")[0] == "mismatch"


def test_another_familys_card_is_compared_not_passed_over():
    stranger = says(case(), "mother.front", name="王丽", id_number=number("46010519950704002"))
    expect(stranger, "names.mother", "mismatch")
    expect(stranger, "ids.mother", "mismatch")


def test_a_second_photo_completes_an_unread_one():
    clear = next(d for d in case().documents if d.id == "mother.front")
    blurred = says(case(), "mother.front", name=UNREAD)
    both = uploaded(blurred, *blurred.documents, replace(clear, id="again", file="again.jpg"))
    expect(both, "names.mother", "pass")
    expect(says(both, "again", name=field(MOTHER.name, UNSURE)), "names.mother", "unreadable")
