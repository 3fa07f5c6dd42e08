"""What a delivery record's values and days say of each other."""

from dataclasses import replace

import pytest

from casefile.page import Span
from extractors import delivery_values as values
from extractors.brackets import in_brackets
from extractors.delivery_dates import agree, of_birth
from extractors.delivery_record import RECORD
from extractors.found import Found
from extractors.labels import whole
from extractors.levelling import Lean
from extractors.lined import _read, borne_out
from extractors.lines import solve_lines
from extractors.options import letters_of, words_of
from extractors.weighed import chosen


def days(**found):
    return {name: Found(day, day, sure) for name, (day, sure) in found.items()}


def test_days_of_one_birth_make_each_other_surer():
    read = days(delivery_date=("2026-10-12", 0.95), mother_discharged_on=("2026-10-15", 0.6))
    agreed = agree(read)
    assert agreed["mother_discharged_on"].confidence > 0.8
    assert agreed["delivery_date"] == read["delivery_date"]


def test_a_day_that_was_hardly_read_stays_a_doubt_beside_a_sure_one():
    read = days(delivery_date=("2026-10-12", 0.99), mother_discharged_on=("2026-10-15", 0.02))
    assert agree(read)["mother_discharged_on"].confidence < 0.1


@pytest.mark.parametrize("other", [("2026-10-12", 0.5), ("2026-08-20", 0.95), ("2026-11-02", 0.95)])
def test_an_unsure_or_distant_day_bears_nothing_out(other):
    read = days(admitted_on=other, delivery_date=("2026-10-12", 0.6))
    assert agree(read)["delivery_date"].confidence <= 0.6


def test_the_days_of_the_stay_leave_the_birth_few():
    read = days(admitted_on=("2026-11-29", 0.9), delivery_date=("2026-01-30", 0.7))
    within, rarer = of_birth(read)
    assert (within, round(rarer, 1)) == ("2026-11-29/2027-01-28", 2.3)
    surer = days(mother_discharged_on=("2026-12-04", 0.99), newborn_discharged_on=("2026-12-05", 0.99))
    assert of_birth(read | surer) == ("2026-10-05/2027-01-28", pytest.approx(6.5, abs=0.01))
    assert of_birth(days(delivery_date=("2026-01-30", 0.7))) == ("", 0.0)


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


def test_a_lone_digit_that_may_have_lost_a_one_is_doubted():
    assert values.time("2026年9月24日4时3分").certain < 0.5 < values.time("2026年9月24日4时31分").certain
    assert values.minutes("14小时7分").certain < 0.5 < values.minutes("14小时17分").certain
    assert values.minutes("1时53分").certain < 0.6 < values.minutes("2时53分").certain


def test_a_lost_character_of_a_sort_of_hospital_comes_back_as_a_doubt():
    found = values.institution("海口市幼保健院")
    assert (found.value, found.certain < 1) == ("海口市妇幼保健院", True)
    assert values.institution("海口市妇幼保健院").certain == 1
    assert values.institution("南宁市第一人民医院").value == "南宁市第一人民医院"


def test_the_number_of_a_page_is_no_part_of_the_address_above_it():
    assert values.address("广西省贵港市新城县(镇)大新村 -45-").value == "广西省贵港市新城大新村"


def test_an_address_written_over_a_printed_word_is_a_doubt():
    whole = values.address("广西省南宁市西乡塘区东江街道县（镇、街道）朝阳村（居委会）")
    cut = values.address("广西省南宁市西乡塘区东江街（镇、街道）朝阳村（居委会）")
    assert (whole.value, whole.certain) == ("广西省南宁市西乡塘区东江街道朝阳村", 1)
    assert cut.certain < 1


def line(text, number, left=0.0, em=30.0):
    edges = tuple(left + em * index for index in range(len(text) + 1))
    centres = tuple(left + em * (index + 0.5) for index in range(len(text)))
    top = 60.0 * number
    return Span(text, (1.0,) * len(text), edges, top, top + 45, number, centres=centres)


def test_a_vaccine_in_a_sentence_is_no_label():
    form = solve_lines(
        RECORD, [line("处理及建议：接种乙肝疫苗、卡介苗", 0), line("指导事项：母乳喂养", 1)], 900
    )
    assert "".join(span.chars for span in form.values["treatment"]) == "：接种乙肝疫苗、卡介苗"
    apart = [line("处理及建议：", 0), line("接种乙肝疫苗、卡介苗", 0, 240), line("指导事项：", 1)]
    apart[1] = replace(apart[1], line=9)
    said = "".join(span.chars for span in solve_lines(RECORD, apart, 900).values["treatment"])
    assert said == "：接种乙肝疫苗、卡介苗"


def test_on_a_bent_page_a_value_belongs_to_the_label_before_it():
    """In the middle of a row that sags, the label lies lower than what stands at either end."""
    name, value = line("母亲姓名", 0), line("诸葛莹欣", 0, 150)
    label, number = line("身份证号码", 0, 400), line("460025200108150705", 0, 620, 12)
    label = replace(label, top=label.top + 22, bottom=label.bottom + 22)
    row = [replace(span, line=index) for index, span in enumerate((name, value, label, number))]
    form = solve_lines(RECORD, [*row, line("分娩日期", 2)], 1200)
    assert [span.chars for span in form.values["mother_name"]] == ["诸葛莹欣"]
    assert [span.chars for span in form.values["mother_id_number"]] == ["460025200108150705"]


def test_letters_of_a_label_that_look_red_stay_its_letters():
    label, value = line("接产者", 0), replace(line("蒋琪文", 0, 120), line=2)
    parts = label.part(0, 1), replace(label.part(1, 3), red=True, line=1)
    assert [span.chars for span in whole([*parts, value], RECORD.labels)] == ["接产者", "蒋琪文"]
    seal = replace(label.part(1, 3), chars="公安", red=True, line=1)
    assert len(whole([parts[0], seal, value], RECORD.labels)) == 3


def test_the_pieces_of_a_label_that_are_boxed_apart_are_one():
    label = line("接生者", 0)
    first, last = label.part(0, 2), replace(label.part(2, 3), line=1, top=label.top + 2)
    other = replace(line("按时预防接种", 0, 60), line=2, top=label.top - 90, bottom=label.bottom - 90)
    assert [span.chars for span in whole([last, other, first], RECORD.labels)] == ["接生者", "按时预防接种"]
    value = replace(line("蒋琪文", 0, label.right), line=1)
    assert len(whole([label, value], RECORD.labels)) == 2


@pytest.mark.parametrize(("lost", "sure"), [((), True), ((100.0,), False)])
def test_a_name_with_print_that_no_character_stands_for_is_a_doubt(lost, sure):
    one = next(one for one in RECORD.fields if one.name == "midwife")
    found = _read(one, [replace(line("钟宁", 0), lost=lost)], 45)
    assert (found.value, found.confidence > 0.9) == ("钟宁", sure)


class Strokes:
    """A sheet with a mark from 90 to 130 pixels across."""

    def strokes(self, left, top, right, bottom):
        return (90.0, top, 130.0, bottom) if left < 110 < right else None


@pytest.mark.parametrize("opening", ["（", "(", ""])
def test_the_brackets_tell_whose_a_long_tick_is(opening):
    field = next(one for one in RECORD.fields if one.name == "plurality")
    pieces = [line(f"单胎{opening}", 0), line("）双胎（", 0, 130), line("）", 0, 300)]
    letters = letters_of(pieces, Lean())
    words = words_of(field, letters, 30.0)
    found = in_brackets(words, letters, Strokes(), 30.0)
    assert (found.value, found.confidence >= 0.9) == ("单胎", True)
    assert in_brackets(words[1:], letters, Strokes(), 30.0).value is None


@pytest.mark.parametrize(
    ("read", "weights", "value", "sure"),
    [
        ("B", {"B": 0.0, "AB": -11.0}, "B", True),
        ("B", {"AB型": 0.0, "B型": -2.3}, "AB", False),
        ("B", {}, "B", True),
    ],
)
def test_a_blood_group_that_lost_a_letter_is_doubted_by_its_whole_place(read, weights, value, sure):
    one = next(one for one in RECORD.fields if one.name == "blood_type")
    again = chosen(one, [weights.get(word, -20.0) for word in one.words] if weights else ())
    found = borne_out(Found(read, read, 0.97), again)
    assert (found.value, found.confidence > 0.9) == (value, sure)


def test_a_day_that_two_readings_contradict_is_not_borne_out():
    read = days(delivery_date=("2026-10-01", 0.0), mother_discharged_on=("2026-10-09", 0.95))
    assert agree(read)["delivery_date"].confidence == 0


def test_a_nine_read_as_a_letter_before_its_unit_is_a_doubt():
    length = values.figure(20, 65)
    assert (length("4g厘米").value, length("4g厘米").certain < 1) == (49, True)
    assert length("49厘米").certain == 1


def test_a_weight_that_may_have_lost_a_figure_is_doubted():
    assert values.weight("450克").certain < 0.5 < values.weight("4150克").certain


def test_letters_of_a_seal_are_none_of_a_value_beside_it():
    def piece(chars, left, line, red=False):
        edges = tuple(left + 36.0 * index for index in range(len(chars) + 1))
        return Span(chars, (0.99,) * len(chars), edges, 100, 140, line, red=red)

    spans = [piece("医疗机构名称：百色市人民医院", 100, 0), piece("市人民", 900, 1, red=True)]
    form = solve_lines(RECORD, spans, 1700.0)
    assert [one.chars for one in form.values["institution"]] == ["：百色市人民医院"]
