"""Dates, figures and places are weighed against what else could stand in their place."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.line_crop import Crop
from pipeline.ocr.reader import Reader, side_by_side
from pipeline.weigh import _weight, weigh
from pipeline.written import SORTS, Place
from tests.pipeline.lettering import line


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


def crop(text, sort, before="", after=""):
    return Crop(cv2.imencode(".png", line(text))[1].tobytes(), before, after, sort)


def matches(weight):
    return weight is not None and weight.nats >= weight.match_from


@pytest.mark.reader
@pytest.mark.parametrize(
    ("text", "sort", "before", "printed", "others"),
    [
        ("分娩日期：2026年4月12日8时5分", "date", "分娩日期", "2026-04-12", ("2026-04-13", "2026-04-02", "2025-04-12")),
        ("入院2026 年 04 月 12 日", "date", "入院", "2026-04-12", ("2026-04-17", "2026-01-12")),
        ("入院日期：2026年5月11日", "stay", "入院日期", "../2026-05-11", ("../2026-05-10", "../2026-05-01", "2026-05-12/..")),
        ("出院日期：2026.06.02", "stay", "出院日期", "2026-05-30/..", ("2026-06-03/..", "2026-06-20/..", "../2026-06-01")),
        ("体重：3250克", "weight", "体重", "3250", ("3260", "3520", "2250")),
        ("体重：3.25kg", "weight", "体重", "3250", ("3260", "3520", "325")),
        ("身长50厘米", "length", "身长", "50", ("51", "50.5")),
        ("产周39+2", "weeks", "产周", "39", ("38", "37")),
        ("出生地点：广西省柳州市鱼峰区县(市、区)", "division", "出生地点", "广西壮族自治区柳州市鱼峰区", ("广西柳州市柳北区",)),
        ("出生地点：海南省儋州市那大镇县(市、区)", "division", "出生地点", "海南省儋州市那大镇", ("海南省儋州市木棠镇", "海南省临高县")),
        ("出生地点：海南省儋州市那大镇", "division", "出生地点", "海南省儋州市", ("海南省临高县", "海南省儋州市木棠镇")),
        ("出生地点：广西省河池市都安县(市、区)", "division", "出生地点", "广西壮族自治区河池市都安瑶族自治县", ("广西河池市大化瑶族自治县",)),
        ("医疗机构名称：柳州市第二人民医院", "institution", "医疗机构名称", "柳州市第二人民医院", ("柳州市第三人民医院", "柳州市人民医院", "柳州市妇幼保健院")),
        ("医疗机构名称：柳州市幼保健院", "institution", "医疗机构名称", "柳州市妇幼保健院", ("柳州市人民医院", "柳江区妇幼保健院")),
        ("住址海南海口市龙华区滨海大道258号2栋", "address", "住址", "海南海口市龙华区", ("云南海口市龙华区",)),
        ("住址厂西百色市西林县大塘镇", "address", "住址", "广西百色市西林县", ("江西百色市西林县",)),
    ],
)  # fmt: skip
def test_the_printed_value_matches_and_its_neighbours_do_not(reader, text, sort, before, printed, others):
    weights = weigh(crop(text, sort, before), [printed, *others], reader)
    assert matches(weights[printed])
    assert not any(matches(weights.get(other)) for other in others)


@pytest.mark.reader
def test_a_day_that_the_rest_of_the_page_rules_out_counts_less(reader):
    doubtful, january = crop("分娩日期：2026年ll月30日", "date", "分娩日期"), crop("2026年1月30日", "date")
    assert not matches(weigh(doubtful, ["2026-11-30"], reader)["2026-11-30"])
    for one, matching in ((doubtful, True), (january, False)):
        borne_out = replace(one, within="2026-11-28/2027-01-27", rarer=6.5)
        weights = weigh(borne_out, ["2026-11-30", "2026-11-20"], reader)
        assert matches(weights["2026-11-30"]) == matching
        assert not matches(weights["2026-11-20"])


def test_there_is_one_place_only_that_looks_so():
    others = set(SORTS["institution"].rivals("罗城仫佬族自治县妇幼保健院"))
    assert "罗城仫佬族自治县人民医院" in others
    assert {other[: len("罗城仫佬族自治县")] for other in others if other.startswith("罗城")} == {
        "罗城仫佬族自治县"
    }


def test_there_is_no_other_hospital_that_looks_so():
    others = set(SORTS["institution"].rivals("河池市妇幼保健院"))
    assert {"河池市人民医院", "钦州市妇幼保健院"} <= others
    assert all(other.startswith("河池市") or other.endswith("妇幼保健院") for other in others)
    assert not any(other.startswith("河池市妇") and other != "河池市妇产医院" for other in others)


def test_a_date_ends_at_its_day():
    date = SORTS["date"]
    assert date.find("分娩日期2025年1月12日18时", 4, 20) == Place(4, 13, ("年", "月"))
    unreadable = date.find("分娩日期2025年1月日18时", 4, 20)
    assert unreadable == Place(4, 11, ("年", "月")), "the hour behind it is no day"


@pytest.mark.parametrize(
    ("sort", "text"),
    [("weight", "体重3560克3650"), ("length", "身长50厘米51"), ("date", "分娩2026年5月1日2026年5月2日")],
)
def test_of_two_figures_in_a_place_neither_counts(sort, text):
    """What was struck out stands beside what was written for it."""
    assert SORTS[sort].find(text, 2, len(text)) is None
    assert SORTS[sort].find(text, 2, len(text) - {"weight": 4, "length": 2, "date": 9}[sort]) is not None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("入院日期2026年05月h日", Place(4, 13, ("年", "月"))),
        ("入院日期2025年12月1仟日", Place(4, 14, ("年", "月"))),
        ("入院日期2026年5月h1日", Place(4, 13, ("年", "月"))),
        ("入院日期2026.5.11出院日期", Place(4, 13, (".", "."))),
        ("入院日期2026年一5月11", Place(4, 14, ("年一", "月"))),
    ],
)
def test_an_illegible_piece_is_part_of_the_date(text, place):
    assert SORTS["date"].find(text, 4, len(text)) == place


def test_the_date_of_another_place_is_not_taken_for_an_illegible_one():
    assert SORTS["stay"].find("入院日期20b6年5月1日分娩日期2026年5月2日", 4, 13) is None
    first = SORTS["stay"].find("入院日期2026年h月1日分娩日期2026年5月2日", 4, 13)
    assert first == Place(4, 12, ("年", "月"))


def test_a_day_out_of_order_is_near_one_in_order_or_a_part_away():
    others = set(SORTS["stay"].rivals("../2026-04-30"))
    assert {"2026-05-02", "2026-05-31", "2027-04-20", "2026-12-15"} <= others
    assert not {"2026-04-30", "2026-04-01", "2025-04-30", "2026-01-15"} & others
    assert {"2026-04-29", "2026-04-01", "2025-05-06"} <= set(SORTS["stay"].rivals("2026-04-30/.."))


def test_of_many_none_is_meant_that_one_reader_clearly_speaks_against():
    def led(told, ahead):
        return matches(_weight(SORTS[told], (0.0, -1.0), [(-ahead, -8.0)], 0.0))

    assert led("stay", ahead=5.0)
    assert led("stay", ahead=-0.9)
    assert not led("stay", ahead=-2.5)
    assert led("date", ahead=-2.5)


@pytest.mark.reader
def test_what_is_no_day_is_in_no_order(reader):
    orders = ["../2026-05-31", "2026-05-01/.."]
    weights = weigh(crop("入院日期2026年5月月日", "stay", "入院日期"), orders, reader)
    assert not any(matches(weights[order]) for order in orders)


@pytest.mark.reader
def test_a_line_in_which_the_place_is_not_found_weighs_nothing(reader):
    assert weigh(crop("分娩日期", "date", "出生地点"), ["2026-04-12"], reader) == {}


@pytest.mark.reader
def test_many_texts_at_once_are_as_likely_as_each_alone(reader):
    matrix = reader.matrix(line("2026年4月12日"))
    texts = ["2026年4月12日", "2026年4月13日", "2026年4月2日", "㐀" * 3]
    for text, found in zip(texts, reader.log_likelihoods(matrix, texts), strict=True):
        assert found == pytest.approx(reader.log_likelihood(matrix, text), abs=1e-6)


def test_pieces_of_a_row_stand_side_by_side_at_one_height():
    wide, high = np.full((20, 100), 240, np.uint8), np.full((40, 60), 250, np.uint8)
    assert side_by_side([wide, high]).shape == (40, 200 + 20 + 60)
    assert side_by_side([wide]) is wide


@pytest.mark.parametrize(
    ("sort", "value"),
    [("date", "2024-02-29"), ("weight", "3250"), ("length", "50.5"), ("weeks", "39"), ("division", "广西桂林市七星区")],
)  # fmt: skip
def test_no_value_is_its_own_rival_and_forms_correspond(sort, value):
    chosen, place = SORTS[sort], Place(0, 1, ("年", "月"))
    own = chosen.forms(value, place)
    for rival in chosen.rivals(value):
        assert len(chosen.forms(rival, place)) == len(own)
        assert chosen.forms(rival, place)[0] != own[0]


def test_an_address_is_held_against_places_of_other_provinces():
    named = list(SORTS["address"].rivals("合山市"))
    assert "台山市" in named
    assert "凭祥市" not in named
    assert "云南海口市" in list(SORTS["address"].rivals("海南海口市"))
    assert list(SORTS["address"].rivals("")) == []
