import datetime as dt
import json
from pathlib import Path

import pytest
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength

from casefile.identifiers import division, marriage_number, person_name, resident_id

VECTORS = json.loads((Path(__file__).parent.parent / "data/id_numbers.json").read_text(encoding="utf-8"))
NO_SUCH_DAY = {"360426199113010079": "month 13", "610104620932690": "32 September"}
"""The vectors look at length and check character only; we ask for a real date, too."""


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["number"])
def test_published_numbers(vector):
    number, expected = vector["number"], vector["expected"]
    assert resident_id.is_valid(number) == (expected == "valid" and number not in NO_SUCH_DAY)
    assert (resident_id.expand(number) is not None) == (expected == "old" and number not in NO_SUCH_DAY)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("1101011990030786", InvalidLength),
        ("T60426199101010078", InvalidFormat),
        ("11010119900307867X", InvalidChecksum),
        ("360426199113010079", InvalidComponent),
    ],
)
def test_what_is_wrong_is_named(number, error):
    with pytest.raises(error):
        resident_id.validate(number)


def test_full_width_and_spaced_numbers_are_compacted():
    assert resident_id.validate("１１０１０５ 19491231-002ｘ") == "11010519491231002X"


def test_parts_of_a_number():
    assert resident_id.birth_date("11010519491231002X") == dt.date(1949, 12, 31)
    assert resident_id.sex("110101199003078670") == "男"
    assert resident_id.permit("830000199201300022") == "台湾居民居住证"
    assert resident_id.permit("110101199003078670") is None


def test_a_division_of_its_time():
    assert resident_id.division_known("110101199003078670")
    assert resident_id.division_known("120110198012010073")
    assert not resident_id.division_known("990426199112010074")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("广西省桂林市七星区", "450305"),
        ("广西壮族自治区桂林市七星区育才路1号", "450305"),
        ("桂林市七星区", "450305"),
        ("南宁市公安局青秀分局", "450100"),
        ("广西南宁市横州市", "450181"),
        ("澄迈县公安局", "469023"),
        ("白沙黎族自治县公安局", "469025"),
        ("白沙县公安局", "469025"),
        ("洋浦公安局", "460000"),
        ("海南藏族自治州", "632500"),
        ("内蒙古自治区呼和浩特市", "150100"),
        ("朝阳区公安分局", None),
        ("东方医院", None),
        ("", None),
    ],
)
def test_places(text, code):
    assert division.locate(text) == code


def test_names_of_codes_by_year():
    assert division.name("110103", 2000) == "崇文区"
    assert division.name("110103", 2020) is None


@pytest.mark.parametrize(
    "number", ["J450103-2019-001234", "j450103—2019—001234", "Ｊ450103-2019-001234", "J4501032019001234"]
)
def test_marriage_numbers(number):
    parsed = marriage_number.parse(number)
    assert (parsed.letters, parsed.division, parsed.year) == ("J", "450103", 2019)


def test_divorces_reissues_and_old_forms():
    assert marriage_number.parse("L450103-2019-001234").is_divorce
    assert marriage_number.parse("BJ450103-2019-001234").is_reissue
    assert not marriage_number.parse("(2001)桂结字第123号").is_divorce
    assert marriage_number.parse("桂邕离字030500123").is_divorce
    assert marriage_number.parse("NO 1234567") is None


@pytest.mark.parametrize("dot", "·・‧•．")
def test_middle_dots(dot):
    assert person_name.same(f"阿依古丽{dot}买买提", "阿依古丽·买买提")


def test_names_are_not_folded_further():
    assert not person_name.same("黃梓萱", "黄梓萱")
    assert person_name.is_variant("陳建國", "陈建国")
    assert not person_name.is_variant("陈建国", "陈建国")
