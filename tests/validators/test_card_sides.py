import pytest

from tests.validators.builder import (
    PROVINCES,
    UNREAD,
    case,
    expect,
    form,
    judged,
    number,
    outcomes,
    says,
    without,
)


@pytest.mark.parametrize(
    ("born", "start", "end", "outcome"),
    [
        ("19930704", "2020-05-01", "2040-05-01", "pass"),
        ("19930704", "2018-05-01", "2028-05-01", "pass"),
        ("19930704", "2018-05-01", "2038-05-01", "mismatch"),
        ("19930704", "2020-05-01", "2030-05-01", "mismatch"),
        ("19930704", "2020-05-01", "长期", "mismatch"),
        ("19930704", "2020-05-01", "2041-05-01", "mismatch"),
        ("20120704", "2026-05-01", "2031-05-01", "pass"),
        ("19700704", "2020-05-01", "长期", "pass"),
        ("19700704", "2020-05-01", "2040-05-01", "mismatch"),
        # Applied for at 25, issued some weeks after the birthday; born on a leap day.
        ("19930704", "2019-07-20", "2029-07-20", "pass"),
        ("19930704", "2019-07-20", "2039-07-20", "pass"),
        ("19930704", "2020-02-29", "2040-02-28", "pass"),
        ("19980704", "2020-02-29", "2030-03-01", "pass"),
    ],
)
def test_the_term_fits_the_holders_age_at_issue(born, start, end, outcome):
    holder = number(f"450305{born}002")
    found = says(form(case(), "mother", id_number=holder), "mother.front", id_number=holder)
    found = says(found, "mother.back", valid_from=start, valid_to=end)
    assert set(outcomes(found, "id_card.sides")) == {f"{outcome}/warn"}


@pytest.mark.parametrize(
    ("authority", "outcome"),
    [
        ("桂林市公安局", "pass"),
        ("桂林市公安局七星分局", "pass"),
        ("桂林市公安局高新分局", "pass"),
        ("桂林市公安局象山分局", "mismatch"),
        ("柳州市公安局", "mismatch"),
        ("某某公安局", "pass"),
        (UNREAD, "pass"),
    ],
)
def test_the_authority_is_that_of_the_address(authority, outcome):
    expect(says(case(), "mother.back", issuing_authority=authority), "id_card.sides", f"{outcome}/warn")


def test_a_card_without_emblem_side_is_asked_for_once():
    expect(without(case(), "mother.back", "father.back"), "id_card.sides", "not_applicable/warn")


@pytest.mark.parametrize("province", PROVINCES)
def test_another_persons_emblem_side_is_named_and_stops_nothing(province):
    found = says(case(province), "father.back", valid_from="2022-03-01", valid_to="长期")
    assert outcomes(found, "id_card.sides") == ["mismatch/warn"]
    assert judged(found).status == judged(case(province)).status == "accepted"
