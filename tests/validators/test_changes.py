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
