"""The register's page of changes explains another name or number as a doubt with its reason."""

import pytest

from casefile.case import Kind, Slot
from tests.validators.builder import (
    MOTHER,
    UNSURE,
    case,
    document,
    expect,
    field,
    form,
    judged,
    number,
    outcomes,
    says,
    uploaded,
)

OLD = "黄小妹"


def changed(found, item, value, slot=Slot.MOTHER_HOUSEHOLD_REGISTER):
    rows = {"item_1": "文化程度", "changed_to_1": "大学本科", "item_2": item, "changed_to_2": value}
    page = document("x", slot, Kind.REGISTER_CHANGE, rows | {"changed_on_2": "2021-03-04"})
    return uploaded(found, *found.documents, page)


def test_an_old_name_on_the_certificate_is_explained():
    old = says(case(), "info", wife_name=OLD)
    expect(old, "names.mother", "mismatch")
    expect(changed(old, "姓名", MOTHER.name), "names.mother", "unreadable")
    (finding,) = [f for f in judged(changed(old, "姓名", MOTHER.name)).findings if f.rule == "names.mother"]
    assert "登记事项变更和更正记载" in finding.message
    assert {e.field for e in finding.evidence} == {"wife_name", "changed_to_2"}


@pytest.mark.parametrize(
    "stated",
    [
        lambda found: changed(found, "姓名", MOTHER.name),
        lambda found: says(found, "mother.own", former_name=OLD),
    ],
)
def test_a_stated_reason_is_one_for_every_rule_that_compares_the_name(stated):
    old = stated(says(case(), "info", wife_name=OLD))
    expect(old, "names.mother", "unreadable")
    expect(old, "marriage.parties", "unreadable")
    assert judged(old).proposal == "confirm"


def test_an_old_name_on_the_cover_is_explained():
    headed = says(says(case(), "mother.own", relation_to_head="户主"), "mother.cover", head_name=OLD)
    assert "mismatch" in outcomes(headed, "register.head")
    assert "mismatch" not in outcomes(changed(headed, "姓名", MOTHER.name), "register.head")


def test_a_name_is_no_reason_for_another_number():
    stranger = says(case(), "info", wife_name=OLD, wife_id_number=number("46010519950704002"))
    stranger = says(stranger, "mother.own", former_name=OLD)
    expect(stranger, "ids.mother", "mismatch")
    expect(stranger, "marriage.parties", "unreadable", "mismatch")


def test_an_old_name_on_the_form_is_explained():
    old = form(case(), "mother", name=OLD)
    found = {
        f.outcome.value
        for f in judged(changed(old, "姓名", MOTHER.name)).findings
        if f.rule == "names.mother"
    }
    assert found == {"unreadable"}


@pytest.mark.parametrize(
    "other",
    [
        lambda old: changed(old, "婚姻状况", MOTHER.name),
        lambda old: changed(old, "姓名", "王丽"),
        lambda old: changed(old, "姓名", field(MOTHER.name, UNSURE)),
        lambda old: changed(old, "姓名", MOTHER.name, Slot.FATHER_HOUSEHOLD_REGISTER),
    ],
)
def test_what_states_no_such_change_explains_nothing(other):
    expect(other(says(case(), "info", wife_name=OLD)), "names.mother", "mismatch")


def test_a_corrected_number_is_explained():
    old = says(case(), "info", wife_id_number=number("45030519930704004"))
    expect(old, "ids.mother", "mismatch")
    expect(changed(old, "公民身份号码", MOTHER.id_number), "ids.mother", "unreadable")


def test_a_page_of_changes_does_no_harm():
    assert judged(changed(case(), "服务处所", "个体")).status == "accepted"
    assert judged(changed(case(), "姓名", MOTHER.name)).status == "accepted"
