"""A member's card of a register book (常住人口登记卡)."""

from __future__ import annotations

import random
from dataclasses import replace

from samples import seals, word_stamps
from samples.fonts import Role, choose
from samples.ink import Ink
from samples.paper import Paper, Value
from samples.papers import grid, register_page
from samples.papers.grid import Cell, Offset
from samples.people import Membership
from samples.sheet import Sheet


def draw_member(
    facts: Membership, style_rng: random.Random, stamp: str | None = None, sealed: bool = True
) -> Paper:
    """One person's card, its values printed later and off their cells; `stamp` may be 注销."""
    rng = style_rng
    sheet = register_page.page(rng)
    texts = _texts(facts, rng)
    ink = grid.machine_ink(rng, "".join(texts.values()))
    label = register_page.label_ink(rng)
    offset = grid.off_register(rng)
    left, top = rng.uniform(6, 9), rng.uniform(15, 18)
    title = replace(
        label,
        size=rng.uniform(5, 6),
        spacing=rng.uniform(1.0, 2.6),
        face=choose(rng.choice((Role.SONG_BOLD, Role.HEI_BOLD, Role.SONG)), rng),
    )
    sheet.write(71.5 + title.spacing / 2, top - 6.4, "常住人口登记卡", title, side="middle")
    bottom = _table(sheet, left, top, texts, (label, ink), offset, rng)
    _foot(sheet, left, bottom + rng.uniform(4.2, 6.0), facts, texts, (label, ink), offset, rng)
    if sealed:
        register_page.station_seal(
            sheet, rng, rng.choice((104, 112, 86, 40)), rng.uniform(76, 86), facts.household
        )
    if stamp:
        word_stamps.press(sheet, rng.uniform(55, 90), rng.uniform(40, 62), stamp, rng)
    sheet.values.update(values(facts))
    return sheet.paper("register_member")


def values(facts: Membership) -> dict[str, Value]:
    """What the card says, in the contract's normal form."""
    one = facts.person
    return {
        "name": one.name,
        "relation_to_head": facts.relation_to_head,
        "former_name": one.former_name,
        "sex": one.sex,
        "place_of_birth": one.place_of_birth,
        "ethnicity": one.ethnicity,
        "ancestral_home": one.ancestral_home,
        "birth_date": one.birth_date.isoformat(),
        "other_address": facts.other_address,
        "religion": one.religion,
        "id_number": one.id_number,
        "height_cm": one.height_cm,
        "blood_type": one.blood_type,
        "education": one.education,
        "marital_status": one.marital_status,
        "military_service": one.military_service,
        "workplace": one.workplace,
        "occupation": one.occupation,
        "moved_to_city": facts.moved_to_city,
        "moved_to_address": facts.moved_to_address,
        "registrar": facts.registrar,
        "registered_on": facts.registered_on.isoformat(),
    }


def _texts(facts: Membership, rng: random.Random) -> dict[str, str]:
    """What the machine prints in each cell."""
    texts = {name: str(value) for name, value in values(facts).items() if value is not None}
    texts["ethnicity"] += "族"
    texts["birth_date"] = grid.dated(facts.person.birth_date, rng)
    texts["registered_on"] = grid.dated(facts.registered_on, rng)
    if "height_cm" in texts:
        texts["height_cm"] += rng.choice(("", "", "", "厘米", "cm"))
    if "blood_type" in texts:
        texts["blood_type"] += rng.choice(("", "", "型"))
    return texts


_PAIRS = (
    ("姓名", "name", "户主或与|户主关系", "relation_to_head"),
    ("曾用名", "former_name", "性别", "sex"),
    ("出生地", "place_of_birth", "民族", "ethnicity"),
    ("籍贯", "ancestral_home", "出生日期", "birth_date"),
    ("本市(县)|其他住址", "other_address", "宗教信仰", "religion"),
)
_NUMBER = ("公民身份|证件编号", "id_number", "身高", "height_cm", "血型", "blood_type")
_SCHOOL = ("文化程度", "education", "婚姻状况", "marital_status", "兵役状况", "military_service")
_WORK = ("服务处所", "workplace", "职业", "occupation")
_MOVES = (("何时由何地|迁来本市(县)", "moved_to_city"), ("何时由何地|迁来本址", "moved_to_address"))


def _cells(words: tuple[str, ...], widths: tuple[float, ...]) -> list[Cell]:
    """Label and value by turns, with their widths."""
    pairs = enumerate(zip(words, widths, strict=True))
    return [Cell(wide, name=word) if place % 2 else Cell(wide, word) for place, (word, wide) in pairs]


def _rows(rng: random.Random) -> list[list[Cell]]:
    """The table with this printing's own column widths; names of fields stand for their values."""
    first, value, second, rest = grid.stretched((19, 49, 21, 38), rng)
    height, tall, blood, kind = grid.stretched((11, 16, 11, 21), rng)
    school, wedded, status, army, served = grid.stretched((30, 18, 22, 18, 20), rng)
    move, moved = grid.stretched((32, 95), rng)
    stacked = rng.random() < 0.15
    words = tuple(word.replace("状况", "|状况") for word in _SCHOOL) if stacked else _SCHOOL
    return [
        *(_cells(pair, (first, value, second, rest)) for pair in _PAIRS),
        _cells(_NUMBER, (first, value, height, tall, blood, kind)),
        _cells(words, (first, school, wedded, status, army, served)),
        _cells(_WORK, (first, value + 8, second - 4, rest - 4)),
        *(_cells(pair, (move, moved)) for pair in _MOVES),
    ]


def _table(
    sheet: Sheet,
    x: float,
    y: float,
    texts: dict[str, str],
    inks: tuple[Ink, Ink],
    offset: Offset,
    rng: random.Random,
) -> float:
    top = y
    for cells in _rows(rng):
        height = rng.uniform(6.9, 7.7)
        filled = [replace(cell, text=texts.get(cell.name, "")) for cell in cells]
        grid.row(sheet, x, y, height, grid.closed(filled, 127), inks, offset)
        y += height
    sheet.frame((x, top, x + 127, y), inks[0].colour, 0.5)
    return y


def _foot(
    sheet: Sheet,
    x: float,
    y: float,
    facts: Membership,
    texts: dict[str, str],
    inks: tuple[Ink, Ink],
    offset: Offset,
    rng: random.Random,
) -> None:
    label, ink = inks
    label = replace(label, spacing=0.1)
    sheet.write(x + 4, y, "承办人签章：", label)
    if facts.registrar and rng.random() < 0.35:
        seals.name_stamp(sheet, x + 26, y + rng.uniform(-1, 1), facts.registrar, rng, "registrar")
    elif facts.registrar:
        sheet.write(*offset.at(x + 27, y), facts.registrar, ink, "registrar")
    start = x + rng.uniform(66, 74)
    sheet.write(start, y, "登记日期：", label)
    if rng.random() < 0.5:
        sheet.write(*offset.at(start + 17, y), texts["registered_on"], ink, "registered_on")
        return
    day = facts.registered_on
    for text, word, step in (
        (f"{day.year}", "年", 0.0),
        (f"{day.month}", "月", 13.5),
        (f"{day.day}", "日", 24.0),
    ):
        sheet.write(start + 27 + step, y, word, label)
        sheet.write(*offset.at(start + 18 + step + (0 if word == "年" else 3), y), text, ink, "registered_on")
