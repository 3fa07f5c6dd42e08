"""What the recogniser makes of single lines, and what gives its slips away."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from casefile.page import Span
from pipeline.line_crop import Crop
from pipeline.lines import _lost_in_red
from pipeline.ocr.halved import halved
from pipeline.ocr.lookalikes import in_names, rivals
from pipeline.ocr.lost import covered, lost_print
from pipeline.ocr.reader import Reader, span_of
from pipeline.ocr.recognition import Reading
from pipeline.weigh import weigh
from tests.pipeline.lettering import line

pytestmark = pytest.mark.reader


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


def crop_of(text, before="", after=""):
    return Crop(cv2.imencode(".png", line(text))[1].tobytes(), before, after)


@pytest.mark.parametrize("text", ["黄产", "450103199201011527", "甘泽一", "阿依古丽·买买提", "卜一鸣"])
def test_simplified_names_and_numbers_are_read_as_printed(reader, text):
    assert reader.reading(line(text)).chars == text


def test_lines_read_together_say_what_each_says_alone(reader):
    texts = ["姓名", "广西壮族自治区南宁市青秀区", "男", "450103199201011527", "性别"]
    together = reader.readings([line(text) for text in texts])
    assert together == [reader.reading(line(text)) for text in texts]
    assert [one.chars for one in together] == texts


def test_a_lines_probabilities_stay_when_others_are_read(reader):
    kept = reader.matrix(line("黄梓萱"))
    before = kept.copy()
    reader.matrix(line("李炜芳"))
    assert (kept == before).all()


@pytest.mark.parametrize("text", ["李飚", "韦飚生", "姓名 李飚"])
def test_a_character_that_the_dictionary_lacks_leaves_print_that_nobody_stands_for(reader, text):
    picture = line(text)
    reading = reader.reading(picture)
    assert "飚" not in reading.chars
    assert lost_print(picture, reading.centres)


@pytest.mark.parametrize(
    "text", ["黄梓萱", "张　三", "川小儿", "八一", "阿依古丽·买买提", "450103199201011527"]
)
def test_ordinary_lines_leave_no_print_unexplained(reader, text):
    picture = line(text)
    assert lost_print(picture, reader.reading(picture).centres) == ()


def test_a_character_that_vanished_in_print_smaller_than_its_label_leaves_print_too(reader):
    label, value = line("姓名"), line("郑飚成")
    small = cv2.resize(value, None, fx=0.68, fy=0.68, interpolation=cv2.INTER_AREA)
    room = label.shape[0] - small.shape[0]
    small = cv2.copyMakeBorder(small, room // 2, room - room // 2, 0, 0, cv2.BORDER_REPLICATE)
    picture = np.ascontiguousarray(np.hstack([label, small]))
    reading = reader.reading(picture)
    assert "飚" not in reading.chars
    assert lost_print(picture, reading.centres)


def framed_name():
    """A registrar's name stamp (苏宁翀) and the centres of its first two characters."""
    picture = cv2.copyMakeBorder(line("苏宁翀"), 6, 6, 6, 6, cv2.BORDER_REPLICATE)
    height, width = picture.shape
    cv2.rectangle(picture, (1, 1), (width - 2, height - 2), (30,), 2)
    return picture, ((6 + 28) / width, (6 + 68) / width)


def test_a_character_that_vanished_in_a_frame_higher_than_it_leaves_print_too():
    picture, told = framed_name()
    assert lost_print(picture, told)
    assert lost_print(picture, (*told, told[1] + 40 / picture.shape[1])) == ()


def test_red_print_is_looked_over_where_it_is_dark():
    picture, told = framed_name()
    height, width = picture.shape
    red = np.dstack([picture, picture, np.full_like(picture, 225)])
    centres = tuple(centre * width for centre in told)
    span = Span("苏宁", (0.99, 0.99), (0.0, 54.0, float(width)), 0, height, 0, centres=centres)
    assert _lost_in_red(span, red)
    assert lost_print(red[:, :, 2], told) == ()


def test_characters_of_a_box_in_perspective_lie_where_they_are_seen():
    """The middle of a rectangle is seen where its diagonals meet."""
    box = np.array([[100, 40], [500, 10], [500, 110], [100, 60]], np.float32)
    span = span_of(Reading("中", (0.9,), (0.5,)), box, 0)
    assert span.centres[0] == pytest.approx(100 + 400 * 20 / (20 + 100), abs=0.5)
    assert (span.left, span.right) == (pytest.approx(100), pytest.approx(500))


def test_a_printed_name_matches_and_a_look_alike_does_not(reader):
    weights = weigh(crop_of("李炜"), ["李炜", "李伟"], reader)
    assert weights["李炜"].nats >= weights["李炜"].match_from
    assert weights["李伟"].nats < weights["李伟"].match_from


def test_a_name_that_is_read_as_another_one_is_told_by_the_boundary_of_the_two(reader):
    printed, misread = "吉淏燕", "吉溴燕"
    of_printed = weigh(crop_of(printed), [printed, misread], reader)
    of_misread = weigh(crop_of(misread), [printed, misread], reader)
    assert of_printed[printed].nats >= of_printed[printed].match_from
    assert of_printed[misread].nats < of_printed[misread].match_from
    assert of_misread[printed].nats < of_misread[printed].match_from


@pytest.mark.parametrize("share", [0.3, 0.33, 0.34, 0.35, 0.36, 0.4])
def test_a_picture_between_two_names_says_only_one_of_them(reader, share):
    """At 0.35 the reader says either by a hair, as the processor rounds."""
    both = np.uint8(share * line("陈春") + (1 - share) * line("陈青"))
    crop = Crop(cv2.imencode(".png", both)[1].tobytes())
    weights = weigh(crop, ["陈春", "陈青"], reader)
    assert min(weight.nats for weight in weights.values()) > -5
    assert sum(found.nats >= found.match_from for found in weights.values()) <= 1


def test_a_rare_form_of_a_surname_does_not_pass_for_the_common_one(reader):
    """曺 is always read as 曹."""
    printed, rare = (weigh(crop_of(name), ["曹博"], reader)["曹博"] for name in ("曹博", "曺博"))
    assert reader.reading(line("曺博")).chars == "曹博"
    assert printed.nats >= printed.match_from
    assert rare.nats < rare.match_from


@pytest.mark.parametrize(("declared", "printed"), ["媛嫒", "颖颍", "晴睛", "晗唅"])
def test_a_rare_character_does_not_pass_for_the_common_one_that_it_is_read_as(reader, declared, printed):
    said, rare = (
        weigh(crop_of(f"陈{one}明"), [f"陈{declared}明"], reader)[f"陈{declared}明"]
        for one in (declared, printed)
    )
    assert said.nats >= said.match_from
    assert rare.nats < rare.match_from


def test_a_character_that_nobody_is_named_with_must_be_printed_more_clearly():
    assert rivals("粱")["梁"].match_from > -6, "the middle of the two lies at -7"
    assert rivals("淏")["溴"].match_from < -3, "people are named so: the middle decides"
    assert rivals("曈")["瞳"].match_from < -1, "a printed 曈 is read as 瞳 too"
    assert rivals("瞳")["曈"].match_from > 3, "being read so proves no 瞳"
    assert rivals("祎")["袆"].match_from > 4, "nobody is called 袆, but it is read as 祎"
    assert in_names("颍"), "a 颖 must be told from it"
    assert rivals("郑伟")["郄伟"].match_from > 5, "rare surnames are borne too"


def test_what_nobody_is_called_counts_where_the_picture_says_it_as_well(reader):
    """A picture mostly of 睛 that is read as 晴 is no 晴; a plain 晴 is."""
    blurred = np.uint8(0.45 * line("韦晴") + 0.55 * line("韦睛"))
    assert reader.reading(blurred).chars == "韦晴"
    of_blurred, of_plain = (
        weigh(Crop(cv2.imencode(".png", picture)[1].tobytes()), ["韦晴"], reader)["韦晴"]
        for picture in (blurred, line("韦晴"))
    )
    assert of_blurred.nats < of_blurred.match_from
    assert of_plain.nats >= of_plain.match_from


def test_of_a_number_the_first_digit_may_be_hidden_and_no_other(reader):
    number, other = "450103199201011523", "45010319920101154X"
    crop = replace(crop_of(number[1:]), hidden=1)
    weights = weigh(crop, [number, other], reader)
    assert weights[number].nats >= weights[number].match_from
    assert weights[other].nats < weights[other].mismatch_below


def test_a_digit_between_two_is_told_by_the_check_character(reader):
    number, none = "460021199112080913", "460021199112080973"

    def between(share):
        return np.uint8(share * line(number) + (1 - share) * line(none))

    def agrees(share):
        crop = Crop(cv2.imencode(".png", between(share))[1].tobytes())
        weight = weigh(crop, [number], reader)[number]
        return weight.nats >= weight.match_from

    shares = np.linspace(0.35, 0.5, 16)
    misread = max(share for share in shares if reader.reading(between(share)).chars == none)
    assert agrees(misread)
    assert not agrees(0.0) and not agrees(0.3), "a slip of the pen is printed as it is read"


def test_label_and_value_are_weighed_as_one_line(reader):
    weights = weigh(crop_of("姓名黄梓萱", before="姓名"), ["黄梓萱", "梓萱"], reader)
    assert weights["黄梓萱"].nats >= weights["黄梓萱"].match_from
    assert weights["梓萱"].nats < weights["梓萱"].mismatch_below


def test_a_name_with_an_unknown_character_can_neither_match_nor_differ(reader):
    weight = weigh(crop_of("李飚"), ["李飚"], reader)["李飚"]
    assert weight.mismatch_below <= weight.nats < weight.match_from


@pytest.mark.parametrize(("rare", "common"), [("吴婳", "吴姬"), ("梁雅彧", "梁雅或"), ("梁昶淏", "梁昶溪")])
def test_a_blurred_rare_character_is_told_from_the_common_one_that_it_is_read_as(reader, rare, common):
    """The common one, printed, is far ahead at every softness."""
    for softness in (1.6, 2.2, 2.8):
        for printed in (rare, common):
            crop = Crop(cv2.imencode(".png", line(printed, softness=softness))[1].tobytes())
            weight = weigh(crop, [rare], reader)[rare]
            assert (weight.nats >= weight.match_from) == (printed == rare)


def test_a_character_of_names_has_no_handicap_for_being_the_other_form_of_one(reader):
    for softness in (0.8, 1.6, 2.2, 2.6):
        crop = Crop(cv2.imencode(".png", line("邱心濛", softness=softness))[1].tobytes())
        weight = weigh(crop, ["邱心濛"], reader)["邱心濛"]
        assert weight.nats >= weight.match_from


def test_a_line_without_room_for_a_name_says_another(reader):
    other = "布威麦尔耶姆·麦麦提图尔荪"
    weight = weigh(crop_of("蒙龙"), [other], reader)[other]
    assert weight.nats < weight.mismatch_below


def test_a_bar_or_a_blot_on_characters_hides_them():
    picture, centres = line("蒋泽明"), (0.21, 0.5, 0.79)
    assert covered(picture, centres) == ()
    picture[2:30, 32:72] = 12
    places = covered(picture, centres)
    assert len(places) == 1
    assert 0.2 < places[0] < 0.6
    assert covered(picture, (0.95,)) == (), "beside the value"
    assert places[0] in lost_print(picture, centres)


def test_rules_and_bold_print_cover_nothing():
    picture = cv2.erode(line("赢鑫懿"), np.ones((3, 3), np.uint8))
    picture[50:55] = 20
    assert covered(picture, (0.21, 0.5, 0.79)) == ()


def test_what_a_patch_hides_neither_matches_nor_differs(reader):
    picture = line("蒋泽明")
    picture[2:30, 32:60] = 12
    weight = weigh(Crop(cv2.imencode(".png", picture)[1].tobytes()), ("蒋泽明",), reader)["蒋泽明"]
    assert weight.mismatch_below < weight.nats < weight.match_from


def test_a_rule_before_a_name_weighs_nothing(reader):
    picture = line("姓名　　　何和轩　　身份证号", softness=1.6)
    height, width = picture.shape
    cv2.line(picture, (100, height - 16), (width - 190, height - 8), 120, 2)
    picture = cv2.GaussianBlur(picture, (0, 0), 1.2)
    assert "—何和轩" in reader.text(reader.matrix(picture))
    crop = Crop(cv2.imencode(".png", picture)[1].tobytes(), "姓名", "身份证号")
    weights = weigh(crop, ["何和轩", "何和"], reader)
    assert [who for who, found in weights.items() if found.nats >= found.match_from] == ["何和轩"]
    assert weights["何和轩"].nats > -0.5


@pytest.mark.parametrize("softness", [1.6, 2.2, 2.8])
def test_strokes_that_blur_into_one_another_cover_nothing(softness):
    for name in ("黄军辉", "邢建禤", "赢鑫懿"):
        assert covered(line(name, softness=softness), (0.21, 0.5, 0.79)) == ()


@pytest.mark.parametrize("name", ["陈明辉", "莫丁一", "卢日升", "朱小川", "韦月卜"])
def test_whole_names_lack_no_half(reader, name):
    picture = line(name)
    assert not halved(picture, reader.reading(picture).centres, name)


def test_a_rule_beside_a_character_makes_the_others_no_smaller():
    picture = np.pad(line("郑勇赟"), ((0, 14), (10, 0)), constant_values=245)
    picture[8:, 6:9] = picture[62:65, :40] = 30
    assert not halved(picture, (0.26, 0.53, 0.8), "郑勇赟")


def test_a_rule_through_a_character_is_no_gap_between_two():
    """Wide print off its cell: the characters touch, and the rule stands in the first one's own gap."""
    picture = np.full((63, 130), 245, np.uint8)
    for left, right in [(11, 22), (26, 43), (43, 75), (80, 108)]:
        cv2.rectangle(picture, (left, 14), (right, 50), 60, 3)
    picture[:, 22:26] = picture[:12, [20, 28]] = 20  # thicker above
    assert not halved(picture, (0.18, 0.49, 0.72), "郑秀心")
    picture[:, 26:43] = 245
    assert halved(picture, (0.18, 0.49, 0.72), "郑秀心"), "what stood behind the rule is gone"


def test_pale_print_beside_dark_rules_lacks_no_half():
    picture = np.uint8(245 - (245 - line("蓝玲英").astype(np.float32)) * 0.35)
    picture[:6] = picture[:, 18:22] = 20
    picture = cv2.GaussianBlur(picture, (0, 0), 1.2)
    assert not halved(picture, (0.21, 0.5, 0.79), "蓝玲英")
    picture[:, 68:88] = 245
    assert halved(picture, (0.21, 0.5, 0.79), "蓝玲英")


@pytest.mark.parametrize("half", [slice(48, 68), slice(68, 88)])
def test_half_a_character_proves_no_name(reader, half):
    picture = line("陈明辉")
    picture[:, half] = 245
    assert halved(picture, (0.21, 0.5, 0.79), "陈明辉")
    weight = weigh(Crop(cv2.imencode(".png", picture)[1].tobytes()), ("陈明辉",), reader).get("陈明辉")
    assert weight is None or weight.nats < weight.match_from


@pytest.mark.parametrize("softness", [0.8, 1.6, 2.2])
def test_a_common_surname_is_not_held_against_what_nobody_is_called(reader, softness):
    crop = Crop(cv2.imencode(".png", line("梁烜杰", softness=softness))[1].tobytes())
    weight = weigh(crop, ["梁烜杰"], reader)["梁烜杰"]
    assert weight.nats >= weight.match_from


def test_a_box_that_the_papers_weave_is_read_as_is_no_letter_of_a_name(reader):
    found = weigh(crop_of("姓名　刘可萱", "姓名☑"), ["刘可萱", "刘可宣"], reader)
    assert [who for who, weight in found.items() if weight.nats >= weight.match_from] == ["刘可萱"]
    unknown = weigh(crop_of("王小□"), ["王小"], reader).get("王小")
    assert unknown is None or unknown.nats < unknown.match_from, "a character that is not known"


def test_a_blurred_surname_read_as_what_is_none_may_be_the_expected_one(reader):
    """Between 覃 and 罩 the picture says 罩 a little more; nobody is called so."""
    both = next(
        both
        for share in np.arange(0.3, 0.7, 0.01)
        if reader.reading(both := np.uint8(share * line("覃可瑜") + (1 - share) * line("罩可瑜"))).chars
        == "罩可瑜"
        and weigh_of(reader, both, "覃可瑜").nats > -1.2
    )
    weight = weigh_of(reader, both, "覃可瑜")
    assert weight.nats >= weight.match_from
    printed = weigh_of(reader, line("罩可瑜"), "覃可瑜")
    assert printed.nats < printed.match_from


def weigh_of(reader, picture, name):
    return weigh(Crop(cv2.imencode(".png", picture)[1].tobytes()), [name], reader)[name]
