"""What the text says of the boxes beside options."""

import pytest

from extractors.boxes import beside, boxed, settled, ticked, with_boxes
from extractors.delivery_record import RECORD
from extractors.found import Found
from extractors.options import Letter, lacking, ringed, words_of

EM = 30.0
FIELDS = {one.name: one for one in RECORD.fields}


def row(text, y=100.0):
    return [Letter(letter, 40.0 + EM * index, y, 0.99) for index, letter in enumerate(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("：☑无□有", "无"),
        ("□无☑有", "有"),
        ("无☑有□", "无"),
        ("无□有☑", "有"),
        ("□无□有", None),
        ("☑无☑有", None),
        ("☑无有", None),
        ("无☑有", None),
        ("无有", None),
    ],
)
def test_one_ticked_box_among_boxes_beside_all_options_says_which(text, value):
    letters = row(text)
    assert ticked(words_of(FIELDS["transfusion"], letters, EM), letters) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("历男□女□性别不明", "☑男□女□性别不明"),
        ("□男历女□性别不明", "□男☑女□性别不明"),
        ("历男☑女□性别不明", None),
        ("□男女□性别不明", None),
        ("男□女□性别不明□", None),
    ],
)
def test_one_box_that_is_read_as_a_character_is_the_ticked_one(text, told):
    letters = row(text)
    words = [word for word in words_of(FIELDS["sex"], letters, EM) if word.value]
    assert "".join(one.letter for one in boxed(words, letters)) == (told or text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("男 因 不明", ["男", "性别不明", "女"]),
        ("男 不明", ["男", "性别不明"]),
        ("因女 不明", ["女", "性别不明"]),
        ("男 女 因", ["男", "女"]),
    ],
)
def test_the_missing_option_stands_where_a_ring_around_it_was_read(text, values):
    letters = [letter for letter in row(text) if letter.letter != " "]
    words = [word for word in words_of(FIELDS["sex"], letters, EM) if word.value]
    found = ringed(FIELDS["sex"], words, letters, EM)
    assert [word.value for word in found] == values
    assert bool(lacking(FIELDS["sex"], found)) == (not {"男", "女"} <= set(values))


def test_a_row_without_boxes_below_a_row_of_boxes_holds_no_options():
    letters = [*row("□阴道分娩☑剖宫产□产钳□臀位"), *row("剖宫产指征：胎儿窘迫", 150.0)]
    words = words_of(FIELDS["delivery_mode"], letters, EM)
    kept = with_boxes(words, letters, EM)
    assert [word.value for word in kept] == ["阴道分娩", "剖宫产", "产钳", "臀位"]
    assert ticked(kept, letters) == "剖宫产"


def test_options_without_boxes_all_stay():
    letters = [*row("阴道分娩 剖宫产"), *row("产钳 臀位", 150.0)]
    words = words_of(FIELDS["delivery_mode"], letters, EM)
    assert with_boxes(words, letters, EM) == words


def test_the_text_settles_a_doubt_of_the_ink_and_doubts_what_it_contradicts():
    unclear, clear = Found(None, "☑无□有", 0.0), Found("有", "☑无□有", 0.99)
    assert settled(unclear, "无", "无").value == "无"
    assert settled(unclear, "无", "无").confidence > 0.9
    assert settled(unclear, "无", "有").confidence < 0.5
    assert settled(clear, "无", "有").confidence < 0.5
    assert settled(clear, "有", "有") is clear
    assert settled(clear, None, "有") is clear


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("：无√　有", "无"),
        ("：无　√有", "有"),
        ("无√有", None),
        ("无√有√", None),
        ("□无√　有", None),
        ("无　有", None),
    ],
)
def test_a_lone_tick_belongs_to_the_word_that_it_stands_nearer_to(text, value):
    letters = [one for one in row(text) if one.letter != "　"]
    assert beside(words_of(FIELDS["transfusion"], letters, EM), letters, EM) == value
