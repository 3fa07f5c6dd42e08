from extractors.corroborate import corroborated
from extractors.found import Found


def page(number, date, sure=0.99):
    return {
        "certificate_number": Found(number, number, 0.7),
        "registered_on": Found(date, date, sure),
    }


def confidence(*told):
    return corroborated(page(*told))["certificate_number"].confidence


def test_a_certificate_number_is_borne_out_by_the_year_of_its_date():
    assert confidence("J460105-2021-000199", "2021-11-11") > 0.9


def test_a_number_of_another_year_or_of_no_place_is_not():
    assert confidence("J460105-2020-000199", "2021-11-11") == 0.7
    assert confidence("J999999-2021-000199", "2021-11-11") == 0.7
    assert confidence("J460105-2021-000199", "2021-11-11", 0.6) == 0.7


def test_a_birth_date_and_a_sex_are_borne_out_by_a_sure_number():
    fields = {
        "id_number": Found("11010519491231002X", "11010519491231002X", 0.99),
        "birth_date": Found("1949-12-31", "1949年12月31日", 0.6),
        "sex": Found("男", "男", 0.6),
    }
    raised = corroborated(fields)
    assert raised["birth_date"].confidence > 0.9
    assert raised["sex"].confidence == 0.6


def test_a_birth_date_that_a_sure_number_contradicts_is_a_doubt_unless_it_is_beyond_one():
    number = Found("11010519491231002X", "11010519491231002X", 0.99)
    for sure, left in ((0.94, 0.6), (0.995, 0.995)):
        date = Found("1949-12-11", "1949年12月11日", sure)
        assert corroborated({"id_number": number, "birth_date": date})["birth_date"].confidence == left


def test_a_number_that_its_check_character_contradicts_is_a_doubt_unless_it_is_beyond_one():
    for number, sure, left in (
        ("11010519491231002X", 0.94, 0.94),
        ("110105194912310021", 0.94, 0.6),
        ("110105194912310021", 0.995, 0.995),
        ("110105491231002", 0.94, 0.94),
    ):
        fields = {"id_number": Found(number, number, sure)}
        assert corroborated(fields)["id_number"].confidence == left, (number, sure)


def test_a_grown_person_is_not_surely_half_a_metre_tall():
    for height, born, sure in (
        (54, "1990-05-01", False),
        (154, "1990-05-01", True),
        (54, "2026-05-01", True),
    ):
        page = {"height_cm": Found(height, str(height), 0.99), "birth_date": Found(born, born, 0.99)}
        assert (corroborated(page)["height_cm"].confidence > 0.9) == sure, (height, born)


def test_a_child_is_not_surely_lighter_than_one_of_its_length():
    for weight, length, sure in ((350, 48, False), (350, None, False), (3150, 48, True), (820, 34, True)):
        page = {"weight_g": Found(weight, f"{weight}g", 0.99), "length_cm": Found(length, str(length), 0.99)}
        assert (corroborated(page)["weight_g"].confidence > 0.9) == sure, (weight, length)
