"""Counties are a closed set: one misread by a character is told, and stays a doubt."""

import pytest

from extractors import delivery_values as values
from extractors.divisions import agree
from extractors.found import Found


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("广西省百色市古江区县(市、区)", "广西省百色市右江区"),
        ("广西省南宁市西多塘区县(市、区)", "广西省南宁市西乡塘区"),
        ("广西 省 桂林 市 美川县 县(市、区)", "广西省桂林市灵川县"),
    ],
)
def test_a_county_that_does_not_exist_is_the_only_one_it_can_be(read, meant):
    place = values.birth_place(read)
    assert place.value == meant
    assert place.certain < 1


def test_an_address_keeps_what_follows():
    found = values.address("广西省柳州市鱼牛区东江街道县(镇、街道)朝阳村(居委会)")
    assert (found.value, found.certain < 1) == ("广西省柳州市鱼峰区东江街道朝阳村", True)


@pytest.mark.parametrize("place", ["广西省百色市右江区", "广西省百色市", "海南省海口市某某区"])
def test_what_exists_or_could_be_several_stays(place):
    assert values.birth_place(place).value == place


def test_an_institution_is_told_by_the_place_of_birth():
    fields = {
        "birth_place": Found("广西省百色市右江区", "", 0.99),
        "institution": Found("古江区妇幼保健院", "", 0.9),
    }
    told = agree(fields)["institution"]
    assert told.value == "右江区妇幼保健院"
    assert told.confidence < 0.6
    named = fields | {"institution": Found("百色市人民医院", "", 0.9)}
    assert agree(named) == named
