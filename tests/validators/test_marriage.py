from dataclasses import replace

import pytest

from casefile.case import Kind
from tests.validators.builder import (
    FATHER,
    MOTHER,
    UNREAD,
    UNSURE,
    case,
    expect,
    field,
    judged,
    outcomes,
    page,
    says,
    uploaded,
    without,
)

RULES = ["marriage.photo", "marriage.kind", "marriage.parties", "marriage.date", "marriage.wedlock"]


@pytest.mark.parametrize("rule", RULES)
def test_all_in_order_and_all_missing(rule):
    assert outcomes(case(), rule) == ["pass"]
    assert "missing" in outcomes(without(case(), "info", "statement"), rule)


def test_seal():
    seal = next(d for d in case().documents if d.id == "statement").seals[0]
    expect(case(), "marriage.seal", "pass")
    expect(page(case(), "statement", seals=()), "marriage.seal", "missing")
    emblem = {**seal, "text": None, "place": [0.5, -0.1]}
    expect(page(case(), "statement", seals=(emblem,)), "marriage.seal", "missing")
    expect(page(case(), "statement", seals=({**seal, "shape": "rectangle"},)), "marriage.seal", "missing")
    assert outcomes(page(case(), "statement", seals=({**seal, "text": None},)), "marriage.seal") == [
        "pass/info"
    ]
    assert outcomes(
        page(case(), "statement", seals=({**seal, "text": "某公司合同章"},)), "marriage.seal"
    ) == ["mismatch"]
    expect(without(case(), "statement"), "marriage.seal", "missing")


def test_a_seal_of_another_bureau_than_the_page_prints():
    seal = next(d for d in case().documents if d.id == "statement").seals[0]
    for bureau, registry, outcome in (
        ("教育局", "民政局", "mismatch"),
        ("社会发展局", "民政局", "mismatch"),
        ("社会发展局", "社会发展局", "pass"),
        ("民故局", "民政局", "pass"),
    ):
        stamped = {**seal, "text": f"桂林市七星区{bureau}婚姻登记专用章"}
        sealed = says(
            page(case(), "statement", seals=(stamped,)), "statement", registry=f"桂林市七星区{registry}"
        )
        assert outcomes(sealed, "marriage.seal") == [outcome]


def test_a_seal_of_another_registry_than_the_number_names():
    """The seal may lie over the registry's name and be all that tells it; the number was given by its office."""
    seal = next(d for d in case().documents if d.id == "statement").seals[0]
    for text, outcome in (
        ("桂林市七星区民政局", "pass"),
        ("桂林市民政局", "pass"),
        ("南宁市青秀区民政局", "mismatch"),
    ):
        sealed = says(page(case(), "statement", seals=({**seal, "text": text},)), "statement", registry=text)
        assert outcomes(sealed, "marriage.seal") == [outcome]


def test_photo():
    expect(page(case(), "info", faces=({},)), "marriage.photo", "missing")
    blurred = page(case(), "info", faces=(), quality={"sharpness": {"verdict": "bad"}})
    expect(blurred, "marriage.photo", "unreadable")
    elsewhere = page(page(case(), "info", faces=()), "statement", faces=({}, {}))
    expect(elsewhere, "marriage.photo", "pass")


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        ("BJ450305-2021-001234", "pass"),
        ("桂邕结字030500123", "pass"),
        ("L450305-2019-001234", "ineligible"),
        ("BL450305-2019-001234", "ineligible"),
        ("X450305", "unreadable"),
        (UNREAD, "unreadable"),
        (field("L450305-2019-001234", UNSURE), "unreadable"),
    ],
)
def test_kind(number, outcome):
    expect(says(case(), "info", certificate_number=number), "marriage.kind", outcome)


def test_a_divorce_certificate_is_refused_by_name():
    divorced = page(case(), "info", kind=Kind.DIVORCE_CERTIFICATE)
    assert "ineligible" in outcomes(divorced, "marriage.kind")
    assert judged(divorced).proposal == "decline"


def test_parties():
    swapped = says(case(), "info", husband_name=MOTHER.name, wife_name=FATHER.name)
    expect(swapped, "marriage.parties", "mismatch", "mismatch")
    assert outcomes(says(case(), "info", husband_id_number=MOTHER.id_number), "marriage.parties") == [
        "mismatch"
    ]
    expect(says(case(), "info", wife_name=UNREAD), "marriage.parties", "unreadable")


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"registered_on": "2026-11-06"}, "mismatch"),
        ({"registered_on": "2018-05-20"}, "mismatch"),
        ({"registered_on": "2018-05-20", "certificate_number": "BJ450305-2019-001234"}, "pass"),
        ({"registered_on": UNREAD}, "unreadable"),
        ({"registered_on": "2019-02-30"}, "unreadable"),
        ({"certificate_number": UNREAD}, "unreadable"),
    ],
)
def test_date(values, outcome):
    expect(says(case(), "info", **values), "marriage.date", outcome)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2026-10-12", "pass"),
        ("2026-10-13", "ineligible"),
        (field("2026-10-13", UNSURE), "unreadable"),
        (UNREAD, "unreadable"),
    ],
)
def test_wedlock(day, outcome):
    expect(says(case(), "info", registered_on=day), "marriage.wedlock", outcome)


def test_the_holder_is_one_of_the_two():
    expect(says(case(), "info", holder=FATHER.name), "marriage.parties", "pass")
    expect(says(case(), "info", holder="王大海"), "marriage.parties", "mismatch")
    for doubtful in (UNREAD, field("王大海", 0.5), None):
        expect(says(case(), "info", holder=doubtful), "marriage.parties", "pass")


def test_age_only_warns():
    expect(case(), "marriage.age", "pass/warn")
    assert outcomes(says(case(), "info", registered_on="2013-02-02"), "marriage.age") == ["mismatch/warn"] * 2
    expect(says(case(), "info", registered_on="2013-02-03"), "marriage.age", "mismatch/warn")
    assert set(outcomes(says(case(), "info", registered_on=UNREAD), "marriage.age")) == {"unreadable/warn"}


def test_two_halves_complete_each_other():
    info = next(d for d in case().documents if d.id == "info")
    upper = {name: f for name, f in info.fields.items() if not name.startswith(("husband", "wife"))}
    lower = {name: f for name, f in info.fields.items() if name.startswith(("husband", "wife"))}
    halves = page(case(), "info", fields=upper)
    second = replace(info, id="lower", file="lower.jpg", fields=lower, faces=())
    halves = uploaded(halves, *halves.documents, second)
    assert judged(halves).status == "accepted"
    expect(says(halves, "lower", wife_name=UNREAD), "names.mother", "unreadable")


@pytest.mark.parametrize("where", ["info", "statement"])
def test_a_certificate_that_was_made_void_is_none(where):
    said = {"text": "双方离婚，证件失效", "text_confidence": 0.95}
    stamp = {"colour": "other", "shape": "words", "box": [[0, 0]], **said}
    own = next(d for d in case().documents if d.id == where)
    voided = page(case(), where, seals=(*own.seals, stamp))
    assert "ineligible" in outcomes(voided, "marriage.kind")
    illegible = {**stamp, "shape": "rectangle", "text": None, "text_confidence": 0.0}
    for seal in ({**stamp, "text_confidence": 0.5}, illegible):
        doubted = page(case(), where, seals=(*own.seals, seal))
        assert set(outcomes(doubted, "marriage.kind")) <= {"pass", "unreadable"}
        assert judged(doubted).status == "flagged"
    for condition in ("复印无效", "仅供办理出生登记使用，他用作废"):
        copied = page(case(), where, seals=(*own.seals, {**stamp, "text": condition}))
        expect(copied, "marriage.kind", "pass")
