"""A finding is explained by the places that disagree, side by side."""

import pytest

from pipeline.explain import explained
from pipeline.result import result_object
from tests.validators.builder import MOTHER, case, field, form, judged, number, says
from validators.facts import Birth, Facts

OTHER = number("45030519930704004")


def sources(found, rule, facts=None):
    result = result_object(found, judged(found, facts), {})
    (one,) = explained(result, rule)
    return [(source.document, source.name) for source in one.sources], one


@pytest.mark.parametrize(
    ("rule", "wrong", "beside"),
    [
        ("names.mother", says(case(), "info", wife_name="王丽"), ("mother.front", "name")),
        ("ids.mother", says(case(), "mother.own", id_number=OTHER), ("mother.front", "id_number")),
        ("ids.agree", says(case(), "info", wife_birth_date="1990-01-01"), ("mother.front", "id_number")),
    ],
)
def test_what_disagrees_with_the_form_is_set_beside_what_agrees(rule, wrong, beside):
    found, one = sources(wrong, rule)
    assert found[-1] == beside and one.sources[-1].label.startswith("对照")
    assert one.sources[-1].file == f"{beside[0]}.jpg" and one.settles.startswith("对照原件")


def test_nothing_is_set_beside_a_pass_or_where_no_page_agrees():
    assert not any(source.label.startswith("对照") for source in sources(case(), "names.mother")[1].sources)
    alone = form(case(), "mother", name="黄小妹")
    result = result_object(alone, judged(alone), {})
    shown = [source for one in explained(result, "names.mother") for source in one.sources]
    assert shown and not any(source.label.startswith("对照") for source in shown)
    doubt = says(case(), "info", wife_name=field(MOTHER.name, 0.5))
    assert sources(doubt, "names.mother")[0][-1] == ("mother.front", "name")


def test_another_case_is_a_source_of_its_own():
    newborn = case().submission.newborn
    facts = Facts(births=(Birth("case-2", MOTHER.id_number, newborn.birth_date, newborn.name, newborn.sex),))
    last = sources(case(), "case.duplicate", facts)[1].sources[-1]
    assert (last.label, last.value) == ("其他个案", "case-2")
