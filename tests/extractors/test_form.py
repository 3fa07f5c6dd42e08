"""Values find their fields although they are printed off their places, and labels are lost."""

from dataclasses import replace

import pytest

from casefile.case import Kind
from casefile.page import Span
from extractors import household_register, id_card, marriage_certificate, specs
from extractors.extract import extract
from extractors.labels import hits
from extractors.recognise import divide


class Paper:
    """A page without a picture: nothing stands where no line was found."""

    width = 1700.0

    def cleared(self, height):
        return self

    def in_green(self):
        return self

    def ink(self, *place):
        return False

    def covered(self, *place):
        return False

    def tinted(self, *place):
        return False

    def strokes(self, *place):
        return None

    def look(self, *place):
        return None


def text(chars, left, top, height=40, sure=0.99, **more):
    edges = tuple(left + 0.9 * height * index for index in range(len(chars) + 1))
    text.line = getattr(text, "line", 0) + 1
    return Span(chars, (sure,) * len(chars), edges, top, top + height, text.line, **more)


FRONT = [
    ("姓名", 60, 80), ("黄梓萱", 200, 80), ("性别女", 60, 180), ("民族汉", 330, 180), ("出生", 60, 280),
    ("1992年1月1日", 200, 280), ("住址", 60, 380), ("南宁市青秀区民族", 200, 380), ("大道12号", 200, 440),
    ("公民身份号码", 60, 580), ("450103199201011528", 340, 580),
]  # fmt: skip
MEMBER = [
    ("姓名", 80, 130), ("户主或与", 590, 115), ("户主关系", 590, 155), ("曾用名", 70, 210), ("性别", 605, 210),
    ("出生地", 70, 290), ("民族", 605, 290), ("籍贯", 80, 370), ("出生日期", 590, 370),
    ("公民身份", 65, 450), ("证件编号", 65, 490), ("身高", 565, 470), ("血型", 780, 470),
]  # fmt: skip


def member(dx, dy):
    values = [("蒋诗梅", 190, 130), ("户主", 730, 130), ("女", 730, 210), ("汉族", 730, 290),
              ("三亚市", 190, 370), ("2000年10月06日", 730, 370), ("460035200010062585", 190, 470)]  # fmt: skip
    labels = [text(*one) for one in MEMBER]
    return labels + [text(chars, x + dx, y + dy) for chars, x, y in values]


def read(spec, spans):
    return {name: found.value for name, found in extract(spec, spans, Paper()).items()}


def test_a_card_is_read_by_its_labels_over_several_lines():
    values = read(id_card.FRONT, [text(*one) for one in FRONT])
    assert values == {
        "name": "黄梓萱", "sex": "女", "ethnicity": "汉", "birth_date": "1992-01-01",
        "address": "南宁市青秀区民族大道12号", "id_number": "450103199201011528",
    }  # fmt: skip


def test_values_shifted_by_another_machine_find_their_rows():
    for dx, dy in ((0, 0), (25, 34), (-20, -34)):
        values = read(household_register.MEMBER, member(dx, dy))
        assert values["name"] == "蒋诗梅", (dx, dy)
        assert values["birth_date"] == "2000-10-06", (dx, dy)
        assert values["former_name"] is None, (dx, dy)
        assert values["id_number"] == "460035200010062585", (dx, dy)


def test_a_lost_label_is_known_by_its_neighbours():
    spans = [span for span in member(0, 0) if span.chars != "出生日期"]
    assert read(household_register.MEMBER, spans)["birth_date"] == "2000-10-06"


def test_a_label_read_in_two_pieces_is_one():
    cover = [("户别", 80, 130), ("农业家庭户口", 300, 130), ("户主姓名", 900, 130), ("黄梓萱", 1150, 130),
             ("户", 80, 230), ("号", 140, 230), ("5641569837", 300, 230), ("住址", 900, 230)]  # fmt: skip
    assert read(household_register.COVER, [text(*one) for one in cover])["register_number"] == "5641569837"


def test_a_value_may_cling_to_the_second_half_of_its_label():
    front = [("姓", 60, 80), ("名黄梓萱", 150, 80), *FRONT[2:]]
    found = extract(id_card.FRONT, spans := [text(*one) for one in front], Paper())["name"]
    assert found.value == "黄梓萱" and {span.line for span in found.spans} == {spans[1].line}


COVER = [("户主姓名", 900, 130), ("黄梓萱", 1150, 130), ("住址", 900, 230), ("来宾市合山市星湖路", 1150, 230)]


def test_a_cover_keeps_its_rows_where_half_a_label_is_unseen():
    cover = [*COVER, ("别", 160, 130), ("农业家庭户口", 300, 130), ("5641569837", 300, 230)]
    found = read(household_register.COVER, [text(*one) for one in cover])
    assert found["household_type"] == "农业家庭户口" and found["register_number"] == "5641569837"


def test_a_digit_beside_a_label_is_no_character_of_it():
    """The day and 日签发 are one line, and look like 月日签发."""
    (hit,) = hits([text("3 日签发", 950, 430)], ("日签发", "月日签发"))
    assert (hit.label, hit.start) == ("日签发", 2)


def test_a_register_number_may_stand_in_red_above_the_table():
    cover = [*COVER, ("户别", 80, 130), ("家庭户", 300, 130), ("户号", 80, 230)]
    spans = [text(*one) for one in cover] + [text("No.96868749", 80, 20, red=True)]
    for number, red in (("680952973", True), (None, False)):
        above = text("680952973", 1200, 20, red=red)
        assert read(household_register.COVER, [*spans, above])["register_number"] == number


def test_a_label_inside_a_value_is_none():
    spans = [*member(0, 0), text("兵役状况", 900, 550), text("未服兵役", 1200, 550)]
    assert read(household_register.MEMBER, spans)["military_service"] == "未服兵役"


def test_a_label_far_behind_a_value_of_one_line_begins_the_next_cell():
    place = Span(
        "广西河池市金城江区民族", (0.99,) * 11, tuple(range(190, 190 + 12 * 45, 45)), 290, 330, 900,
        centres=(*range(210, 210 + 9 * 30, 30), 520.0, 580.0),
    )  # fmt: skip
    spans = [span for span in member(0, 0) if span.chars != "民族"]
    found = read(household_register.MEMBER, [*spans, place])
    assert (found["place_of_birth"], found["ethnicity"]) == ("广西河池市金城江区", "汉")


def test_an_id_number_is_no_address_where_the_card_leans():
    number = text("450103199201011523", 340, 540)
    fields = read(id_card.FRONT, [*(text(*one) for one in FRONT[:-1]), number, text("2", 1400, 590)])
    assert fields["id_number"] == number.chars
    assert fields["address"] == "南宁市青秀区民族大道12号"


def test_the_misread_end_of_a_label_is_no_part_of_the_value_before_it():
    label = Span("户主或写", (0.7,) * 4, (590, 615, 640, 665, 690), 115, 155, 900)
    spans = [label if span.chars == "户主或与" else span for span in member(0, -15)]
    fields = read(household_register.MEMBER, spans)
    assert (fields["name"], fields["relation_to_head"]) == ("蒋诗梅", "户主")


def test_what_stands_apart_from_a_value_of_a_closed_set_is_no_part_of_it():
    spans = [*member(0, 0), text("婚姻状况", 500, 550), text("已婚", 700, 550)]
    for beside, sure in (("安族役状况", True), ("未婚", False)):
        pieces = [*spans, text(beside, 900, 550)]
        found = extract(household_register.MEMBER, pieces, Paper())["marital_status"]
        assert (found.value == "已婚" and found.confidence > 0.9) == sure


def test_pieces_of_what_the_form_prints_are_no_values():
    spans = [*member(0, 0), text("派出所", 190, 210), text("民 族", 400, 290)]
    values = read(household_register.MEMBER, spans)
    assert values["former_name"] is None
    assert values["place_of_birth"] is None


def test_the_red_letters_of_a_seal_are_no_value():
    seal = text("青秀分局", 190, 210, red=True)
    assert read(household_register.MEMBER, [*member(0, 0), seal])["former_name"] is None


def test_the_red_letters_of_a_seal_move_no_values():
    """Moved down by a row, they would stand beside a label beside which red may stand."""
    label = text("承办人签章", 65, 570)
    seal = [text(letter, 400 + 90 * index, 500, red=True) for index, letter in enumerate("东冷海湖")]
    tall = [replace(span, bottom=span.top + 54) for span in (*member(0, 0), label, *seal)]
    values = read(household_register.MEMBER, tall)
    assert (values["name"], values["former_name"], values["sex"]) == ("蒋诗梅", None, "女")


def test_what_a_pattern_is_read_as_moves_no_values():
    """Moved down by a row, these would stand in places of which any text may be the value."""
    labels = [text("服务处所", 65, 570), text("其他住址", 65, 650)]
    pattern = [text(letter, 400 + 90 * index, 500, sure=0.3) for index, letter in enumerate("远冷东海湖")]
    tall = [replace(span, bottom=span.top + 54) for span in (*member(0, 0), *labels, *pattern)]
    values = read(household_register.MEMBER, tall)
    assert (values["name"], values["former_name"], values["sex"]) == ("蒋诗梅", None, "女")


def test_a_value_with_print_that_no_character_stands_for_is_not_sure():
    spans = [text(*one) for one in FRONT]
    spans[1] = text("李", 200, 80, lost=(225.0,))
    assert extract(id_card.FRONT, spans, Paper())["name"].confidence < 0.6


@pytest.mark.parametrize(("number", "sure"), [("450103199201011523", True), ("450103199201011529", False)])
def test_a_number_whose_check_holds_lacks_no_digit(number, sure):
    spans = [text(*one) for one in FRONT]
    spans[-1] = text(number, 340, 580, lost=(980.0,))
    assert (extract(id_card.FRONT, spans, Paper())["id_number"].confidence > 0.9) == sure


def test_two_documents_on_one_sheet_are_told_apart():
    back = [("中华人民共和国", 500, 1000), ("居民身份证", 500, 1100), ("签发机关", 200, 1400),
            ("南宁市公安局", 500, 1400), ("有效期限", 200, 1500), ("2020.01.01-2040.01.01", 500, 1500)]  # fmt: skip
    parts = divide([text(*one) for one in (*FRONT, *back)], specs())
    assert [part.spec.kind for part in parts] == [Kind.ID_CARD_FRONT, Kind.ID_CARD_BACK]


def test_a_label_may_be_broken_anywhere():
    more = [("何时由何地迁", 70, 850), ("来本市(县)", 70, 890), ("县人民医院", 190, 790), ("服务处所", 70, 775),
            ("何时由何", 70, 930), ("地迁来本址", 70, 970), ("2020年1月2日由博白县迁来", 300, 950)]  # fmt: skip
    values = read(household_register.MEMBER, [*member(0, 0), *(text(*one) for one in more)])
    assert values["workplace"] == "县人民医院"
    assert values["moved_to_address"] == "2020年1月2日由博白县迁来"


def test_a_value_beside_a_part_of_its_label_is_no_part_of_it():
    lines = [text(*one) for one in MEMBER if one[0] not in ("户主或与", "户主关系")]
    values = read(household_register.MEMBER, [*lines, text("户主或与户主", 590, 130)])
    assert values["relation_to_head"] == "户主"


def block(people, top):
    rows = [("姓名", people[0], "性别", people[1]), ("国籍", "中国", "出生日期", people[2])]
    lines = [
        text(chars, x, top + 120 * row)
        for row, four in enumerate(rows)
        for chars, x in zip(four, (100, 260, 700, 900), strict=True)
    ]
    return [*lines, text("身份证件号", 100, top + 240), text(people[3], 340, top + 240)]


HE = ("沈霁俊", "男", "1997年01月10日", "46902319970110091X")
SHE = ("尹瑶彤", "女", "2001年11月15日", "460108200111157560")


def test_two_persons_are_told_by_sex():
    values = read(marriage_certificate.INFO, [*block(SHE, 100), *block(HE, 600)])
    assert (values["wife_name"], values["wife_id_number"]) == ("尹瑶彤", SHE[3])
    assert (values["husband_name"], values["husband_birth_date"]) == ("沈霁俊", "1997-01-10")


def test_one_block_on_a_page_that_was_cut_is_one_persons():
    values = read(marriage_certificate.INFO, block(HE, 100))
    assert values["husband_name"] == "沈霁俊"
    assert values["husband_id_number"] == HE[3]
    assert "wife_name" not in values


def test_a_first_line_above_the_middle_of_its_label_is_no_third_of_the_row_above():
    """Of a cell with two lines the first stands higher than the label beside it."""
    spans = [span for span in member(0, 0) if span.chars != "三亚市"]
    lines = [("广西壮族自治区河池市", 190, 275), ("巴马瑶族自治县", 190, 305), ("广西百色市", 190, 355),
             ("田阳县", 190, 385)]  # fmt: skip
    found = read(household_register.MEMBER, spans + [text(chars, x, y, 30) for chars, x, y in lines])
    assert found["place_of_birth"] == "广西壮族自治区河池市巴马瑶族自治县"
    assert found["ancestral_home"] == "广西百色市田阳县"


def test_a_label_that_a_value_runs_into_is_none_of_it():
    spans = [span for span in member(0, 0) if span.chars != "民族"]
    for run in ("柳州市融水苗族自治县民族", "柳州市融水苗族自治县 民 族"):
        found = read(household_register.MEMBER, [*spans, text(run, 190, 290)])
        assert (found["place_of_birth"], found["ethnicity"]) == ("柳州市融水苗族自治县", "汉")


def test_a_piece_far_from_a_text_makes_it_a_doubt():
    near = [text("服务处所", 80, 610), text("汽车厂", 190, 610), text("分厂", 310, 610)]
    far = [*near[:2], text("安后", 480, 610)]
    for pieces, sure in ((near, True), (far, False)):
        found = extract(household_register.MEMBER, member(0, 0) + pieces, Paper())["workplace"]
        assert (found.confidence >= 0.9) == sure, found.value


def test_a_label_may_be_read_with_blanks_in_it():
    lines = [text("持　证　人　宋玲媛", 100, 100), text("登 记 日 期 2020年01月02日", 100, 200)]
    values = read(marriage_certificate.INFO, [*lines, *block(HE, 400)])
    assert (values["holder"], values["registered_on"]) == ("宋玲媛", "2020-01-02")


def test_a_label_that_stands_in_a_text_above_it_is_taken_where_it_is_read_whole():
    """The seal's 婚姻登记 a little above the 婚姻登记员 that it covers."""
    lines = [text("婚姻登记", 820, 270), text("婚姻登记员", 490, 300), text("韦彩霞", 760, 300)]
    values = read(marriage_certificate.STATEMENT, lines)
    assert values["registrar"] == "韦彩霞"


def test_a_labels_first_or_last_character_may_be_misread():
    labels = ("户主或与", "医疗机构名称")
    for chars, covered in (("卢主或与", "卢主或与"), ("医疗机构名标：桂林市人民医院", "医疗机构名标")):
        (hit,) = hits([text(chars, 100, 100)], labels)
        assert chars[hit.start : hit.end] == covered
    for chars in ("接产著", "按产者：符海英"):
        found = hits([text(chars, 100, 100)], ["接产者", "住院号"], inside=True)
        assert [hit.label for hit in found] == ["接产者"]
    assert not hits([text("接产著韦红梅", 100, 100)], ["接产者", "住院号"], inside=True)
    assert not hits([text("结婚证", 100, 100)], ["离婚证"])


def test_two_persons_whose_labels_stand_apart_in_two_characters():
    """姓　　名 and 性　　别 in one column with 身份证件号: the second block begins where its 姓 stands."""
    lines = []
    for top, (name, sex, born, number) in ((100, HE), (520, SHE)):
        for row, (first, second, value) in enumerate(
            (("姓", "名", name), ("性", "别", sex), ("国", "籍", "中国"))
        ):
            y = top + 80 * row
            lines += [text(first, 100, y), text(second, 240, y), text(value, 340, y)]
        lines += [text("出生日期", 100, top + 240), text(born, 340, top + 240)]
        lines += [text("身份证件号", 100, top + 320), text(number, 340, top + 320)]
    values = read(marriage_certificate.INFO, lines)
    assert (values["husband_name"], values["wife_name"]) == ("沈霁俊", "尹瑶彤")


def test_a_number_may_stand_under_its_label():
    lines = [text("持证人", 100, 100), text("宋玲媛", 300, 100), text("结婚证字号", 100, 300)]
    for chars, found in (("J450422-2020-004676", "J450422-2020-004676"), ("囍囍", None)):
        values = read(marriage_certificate.INFO, [*lines, text(chars, 130, 355), *block(HE, 700)])
        assert values.get("certificate_number") == found
