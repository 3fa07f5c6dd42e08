"""Doubtful values are looked at again; those of closed sets are weighed against each other."""

from dataclasses import replace

from casefile.page import Span
from extractors import household_register, values
from extractors.fit import Zone
from extractors.form import Form
from extractors.labels import Hit
from extractors.marriage_certificate import certificate_number
from extractors.places import around
from extractors.registries import registry
from extractors.second_look import Looked
from extractors.weighed import chosen

FIELDS = {one.name: one for one in household_register.MEMBER.fields}


def line(chars, sure=0.99, left=100.0):
    edges = tuple(left + 30 * index for index in range(len(chars) + 1))
    return Span(chars, (sure,) * len(chars), edges, 0, 40, 0)


def spread(chars, pitch, left=100.0):
    """A line of which the places of the characters are known."""
    edges = tuple(left + pitch * index for index in range(len(chars) + 1))
    centres = tuple(edge + pitch / 2 for edge in edges[:-1])
    return Span(chars, (0.99,) * len(chars), edges, 0, 40, 9, centres=centres)


class Sheet:
    """A picture with this text at every place, which may be cut by a rule; words have given weights."""

    width = 1700.0

    def __init__(self, seen=None, ruled=False, weights=None, red=False):
        self.seen, self.ruled, self.weights, self.red = seen, ruled, weights or {}, red

    def in_green(self):
        return self

    def ink(self, *place):
        return self.seen is not None

    def strokes(self, *place):
        return place if self.seen else None

    def covered(self, *place):
        return self.ruled

    def tinted(self, *place):
        return self.red

    def look(self, *place):
        return self.seen

    def weigh(self, left, top, right, bottom, words):
        return tuple(self.weights.get(word, -30.0) for word in words)


def found(name, first, sheet):
    one = FIELDS[name]
    form = Form((), {}, {}, 40.0)
    return Looked(form, sheet, sheet).field(one, Zone(one, 90, 800, 20, 60), (first,) if first else ())


def test_a_sure_value_stays():
    assert found("height_cm", line("169"), Sheet(line("69"))).confidence > 0.9


def test_a_number_that_begins_at_a_rule_is_completed_or_doubted():
    assert found("height_cm", line("69"), Sheet(line("169"), ruled=True)).value == 169
    assert found("height_cm", line("69"), Sheet(line("69"), ruled=True)).confidence < 0.5


NUMBER = "450103199201011523"


def test_an_id_number_of_which_the_first_digit_lies_in_a_rule_is_doubted_or_read():
    cut = found("id_number", line(NUMBER[1:]), Sheet(line(NUMBER[1:])))
    assert (cut.value, cut.raw, cut.confidence < 0.5) == (NUMBER, NUMBER[1:], True)
    assert cut.spans[0].line == 0, "the line stays, to be weighed"
    whole = found("id_number", line(NUMBER[1:]), Sheet(line(NUMBER)))
    assert (whole.value, whole.raw, whole.confidence > 0.9) == (NUMBER, NUMBER, True)


def test_an_address_that_the_first_look_cut_is_read_whole_by_the_second():
    """What both say after that is no contradiction."""
    cut = line("西玉林市兴业县金湖路1号")
    whole = found("place_of_birth", line("西玉林市"), Sheet(line("广西玉林市")))
    assert (whole.value, whole.confidence > 0.9) == ("广西玉林市", True)
    other = found("place_of_birth", line("西玉林市"), Sheet(line("广西柳州市")))
    assert other.confidence < 0.9
    one = {field.name: field for field in household_register.COVER.fields}["address"]
    sheet = Sheet(line(f"广{cut.chars}"))
    read = Looked(Form((), {}, {}, 40.0), sheet, sheet).field(one, Zone(one, 90, 800, 20, 60), (cut,))
    assert (read.value, read.confidence > 0.9) == (f"广{cut.chars}", True)


def test_a_name_beside_a_pale_mark_is_no_noise():
    marked = replace(line("☑苏博泽"), probabilities=(0.35, 0.99, 0.99, 0.99))
    assert found("name", marked, Sheet()).value == "苏博泽"
    assert found("name", line("一", 0.35), Sheet()).value is None


def test_two_readings_of_a_name_that_differ_are_not_sure():
    both = found("name", line("吴姬", 0.8), Sheet(line("吴嫡", 0.95)))
    assert (both.value, both.confidence < 0.9) == ("吴姬", True)


def test_a_lone_character_is_weighed():
    weights = {"子": -3.0, "女": -12.0, "长子": -15.0}
    child = found("relation_to_head", line("中", 0.7), Sheet(line("中"), weights=weights))
    assert (child.value, child.confidence > 0.9) == ("子", True)


def test_a_look_at_a_part_of_a_word_contradicts_nothing():
    sheet = Sheet(line("子"), weights={"子": -1.0})
    sheet.strokes = lambda left, top, right, bottom: (130.0, top, right, bottom)
    child = found("relation_to_head", line("次子", 0.85), sheet)
    assert (child.value, child.confidence) == ("次子", 0.85)


def test_where_two_words_weigh_alike_none_is_sure():
    one = FIELDS["marital_status"]
    near = {"已婚": -2.0, "未婚": -4.0}
    assert chosen(one, [near.get(word, -20.0) for word in one.words]).confidence < 0.3
    assert chosen(one, [-30.0 for _ in one.words]).value is None


def test_an_empty_place_is_blank_and_one_that_cannot_be_read_is_not():
    assert found("religion", None, Sheet()).confidence > 0.9
    noise = Sheet(line("M"), weights={"无": -1.0})
    assert found("religion", None, noise).confidence < 0.5


def test_a_stroke_gone_with_a_rule_is_seen_where_the_rule_still_stands():
    one, form = FIELDS["marital_status"], Form((), {}, {}, 40.0)
    with_rule = Sheet(line("婚"), weights={"已婚": -3.0, "未婚": -14.0})
    for cleared, sure in ((line("二婚"), True), (line("M"), False)):
        without = Sheet(cleared, weights={"已婚": -6.5, "未婚": -18.0})
        read = Looked(form, with_rule, without).field(one, Zone(one, 90, 800, 20, 60), ())
        assert (read.value, read.confidence > 0.9) == ("已婚", sure)


def test_a_letter_gone_with_a_rule_is_seen_where_the_rule_still_stands():
    one, form = FIELDS["marital_status"], Form((), {}, {}, 40.0)
    with_rule = Sheet(line("未婚"), weights={"未婚": -0.5, "已婚": -27.0})
    for left, sure in (("未", True), ("丧", False)):
        without = Sheet(line(left), weights={"未婚": -27.0})
        read = Looked(form, with_rule, without).field(one, Zone(one, 90, 800, 20, 60), ())
        assert (read.value == "未婚" and read.confidence > 0.9) == sure


def test_the_end_of_a_label_is_no_part_of_the_value_beside_it():
    one, label = FIELDS["name"], spread("姓名", 30.0, left=30.0)
    form = Form((Hit("姓名", label, 0, 2, 1.0),), {}, {}, 40.0, spans=(label,))
    places = []

    class Recorded(Sheet):
        def look(self, *place):
            places.append(place)
            return super().look(*place)

    sheet = Recorded(line("名闭勇梓"))
    Looked(form, sheet, sheet).field(one, Zone(one, label.right, 800, 20, 60), (line("闭勇梓", 0.5),))
    assert places and all(left > label.centres[-1] + 15 for left, *_ in places)


def test_a_reddish_text_among_black_ones_may_be_letters_of_a_seal():
    sure = [found("moved_to_city", line("岛派"), Sheet(red=red)).confidence > 0.9 for red in (False, True)]
    assert sure == [True, False]
    assert found("moved_to_city", line("因投靠由桂林市迁来"), Sheet(red=True)).confidence > 0.9


def test_a_name_in_red_of_several_pieces_may_hold_a_letter_of_a_seal():
    one, form = FIELDS["registrar"], Form((), {}, {}, 40.0)
    pieces = line("百", left=100.0), line("邱绍", left=140.0)
    read = Looked(form, Sheet(), Sheet()).field(one, Zone(one, 90, 800, 20, 60), pieces)
    assert (read.value, read.confidence < 0.9) == ("百邱绍", True)


def test_a_value_at_the_end_of_the_picture_may_be_cut():
    far = replace(line("阿不都热依木"), edges=tuple(range(1400, 1701, 50)))
    assert found("name", far, Sheet(far)).confidence < 0.9
    place = replace(line("贵港市", 0.8), edges=(1550, 1600, 1650, 1700))
    again = replace(place, probabilities=(0.99,) * 3)
    assert found("place_of_birth", place, Sheet(again)).confidence < 0.9, "no look sees beyond the edge"


def test_a_year_without_its_first_digit_can_be_only_one():
    assert values.date("988年11月19日").value == "1988-11-19"
    assert values.date("018年4月6日").value == "2018-04-06"
    assert values.date("201年4月6日") is None
    assert values.date("2018年1 12月14日") is None


def test_a_day_that_may_have_lost_a_digit_is_not_sure():
    assert values.date("1992年04月1").certain < 0.5
    assert values.date("1992年04月1日").certain < 0.5
    assert values.date("1992年4月1").certain < 0.5
    assert values.date("1992年4月1日").certain == values.date("1992年04月14").certain == 1


def test_a_sign_before_a_number_is_a_digit_that_was_not_made_out():
    one = next(one for one in household_register.COVER.fields if one.name == "register_number")
    form = Form((), {}, {}, 40.0)
    looked = Looked(form, Sheet(), Sheet(line("8767381")))
    read = looked.field(one, Zone(one, 90, 800, 20, 60), (line("$8767381"),))
    assert (read.value, read.confidence < 0.5) == ("8767381", True)


def test_a_letter_of_a_label_is_no_value():
    label = Hit("宗教信仰", line("宗教信仰", left=500), 0, 4, 1.0)
    one = FIELDS["other_address"]
    form = Form((label,), {}, {}, 40.0)
    looked = Looked(form, Sheet(), Sheet(line("宗")))
    read = looked.field(one, Zone(one, 90, 800, 20, 60), (line("宗"),))
    assert (read.value, read.confidence < 0.9) == (None, True)


def test_one_of_a_closed_set_that_a_rule_makes_a_letter_of_a_label_is_weighed():
    label = Hit("何时由何地迁来本址", line("何时由何地迁来本址", left=500), 0, 9, 1.0)
    one = FIELDS["sex"]
    form = Form((label,), {}, {}, 40.0)
    for weights, value in (({"女": -1.0, "男": -12.0}, "女"), ({"女": -1.0, "男": -2.0}, None)):
        looked = Looked(form, *[Sheet(line("来"), weights=weights)] * 2)
        for spans in ((line("来"),), ()):
            assert looked.field(one, Zone(one, 90, 800, 20, 60), spans).value == value


def test_of_a_closed_set_one_sure_picture_is_enough_where_the_other_says_the_same():
    one = FIELDS["sex"]
    form = Form((), {}, {}, 40.0)
    doubtful = Sheet(line(""), weights={"女": -7.0, "男": -12.0})
    for sure, value in (({"女": 0.0, "男": -18.0}, "女"), ({"女": -18.0, "男": 0.0}, None)):
        ruled = Sheet(line("女"), weights=sure)
        assert Looked(form, ruled, doubtful)._of_both(one, (90, 20, 800, 60)).value == value
    assert Looked(form, doubtful, doubtful)._of_both(one, (90, 20, 800, 60)).value is None


def test_a_date_is_read_among_words_of_the_form():
    assert values.date("2017登记机关 年6月18").value == "2017-06-18"
    assert values.date("2017登记机关1 年6月18") is None


def test_a_name_that_runs_into_the_next_label_is_not_sure():
    tidied = values.name("阿不都热依木·克热性别女")
    assert (tidied.value, tidied.certain < 0.9) == ("阿不都热依木·克热", True)


def test_a_registry_is_that_of_a_known_division():
    assert registry("昌江宴族自治县民政局").value == "昌江黎族自治县民政局"
    assert registry("昌江宴族自治县民政局").certain < 0.9
    assert certificate_number("|469002-2021-000199") is None


def test_what_may_be_stamped_in_red_elsewhere_is_not_surely_blank():
    assert found("registrar", None, Sheet()).confidence < 0.9 < found("former_name", None, Sheet()).confidence


def test_a_row_that_makes_no_sense_is_looked_at_from_its_label_on_at_its_own_height():
    one = FIELDS["registered_on"]
    seal = replace(line("年8", left=400.0), top=-30.0, bottom=60.0)
    row = (seal, line("月25日", left=600.0))
    left, top, right, bottom = around(row, Zone(one, 90, 800, 20, 60), Form((), {}, {}, 40.0), tail=True)
    assert (left, top, right, bottom) == (90, 0, 732, 40)
    assert around(row[1:], Zone(one, 90, 800, 20, 60), Form((), {}, {}, 40.0), tail=False)[0] == 560
