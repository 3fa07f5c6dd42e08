"""What a delivery record's values and days say of each other."""

import pytest

from extractors import delivery_values as values
from extractors.delivery_dates import agree
from extractors.found import Found


def days(**found):
    return {name: Found(day, day, sure) for name, (day, sure) in found.items()}


def test_days_of_one_birth_make_each_other_surer():
    read = days(delivery_date=("2026-10-12", 0.95), mother_discharged_on=("2026-10-15", 0.6))
    agreed = agree(read)
    assert agreed["mother_discharged_on"].confidence > 0.85
    assert agreed["delivery_date"] == read["delivery_date"]


@pytest.mark.parametrize("other", [("2026-10-12", 0.5), ("2026-08-20", 0.95), ("2026-11-02", 0.95)])
def test_an_unsure_or_distant_day_bears_nothing_out(other):
    read = days(admitted_on=other, delivery_date=("2026-10-12", 0.6))
    assert agree(read)["delivery_date"].confidence <= 0.6


def test_a_place_is_sure_only_where_its_divisions_exist():
    assert values.birth_place("广西省百色市右江区县(市、区)").certain > 1
    assert values.birth_place("广西省百色市古江区县(市、区)").certain < 1
    assert values.birth_place("广省玉林市玉州区").certain < 1


@pytest.mark.parametrize(
    ("raw", "day"),
    [("2026年4月2.4日02时41分", "2026-04-24"), ("2026 年二5 月 19 日", "2026-05-19")],
)
def test_strokes_between_the_digits_of_a_day_are_no_digits(raw, day):
    assert values.date(raw).value == day
    assert values.date("2026年4月24日").certain == 1


def test_a_day_with_a_stroke_in_it_is_doubted():
    assert values.date("2026年4月2.4日02时41分").certain < 1


def test_days_are_doubted_where_rows_were_taken_for_one_another():
    read = days(delivery_date=("2026-10-12", 0.99), mother_discharged_on=("2026-10-15", 0.99))
    mixed = agree(read | {"labour_minutes": Found(None, "12月7日2时48分", 0.0)})
    assert mixed["delivery_date"].confidence <= 0.5


def test_a_misread_label_after_an_institution_is_no_part_of_it():
    assert values.institution("海口市第一人民医院 授生者梁瑶彩").value == "海口市第一人民医院"
    assert values.institution("桂林市妇幼保健院").value == "桂林市妇幼保健院"


def test_a_lone_one_in_a_date_may_be_half_of_an_eleven():
    assert values.date("2025年1月25日").certain < 1 == values.date("2025年01月25日").certain
