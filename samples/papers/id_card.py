"""Resident ID cards (居民身份证): the portrait side and the emblem side."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Literal

from samples import faces, textures
from samples.fonts import Role, choose
from samples.ink import BLACK, Colour, Ink
from samples.paper import Paper
from samples.papers.marks import emblem, great_wall, sample_mark
from samples.people import Person
from samples.sheet import Sheet

SIZE = (85.6, 54.0)
_BLUES: tuple[Colour, ...] = ((62, 118, 176), (44, 98, 160), (72, 134, 188), (30, 84, 150))


@dataclass(frozen=True, slots=True)
class _Look:
    """How this one card was printed."""

    label: Ink
    value: Ink
    number: Ink
    dx: float
    dy: float


def draw(facts: Person, style_rng: random.Random, side: Literal["portrait", "emblem"] = "portrait") -> Paper:
    """One side of a person's card."""
    return draw_front(facts, style_rng) if side == "portrait" else draw_back(facts, style_rng)


def _card(rng: random.Random) -> Sheet:
    sheet = Sheet.blank(SIZE, rng.uniform(12.8, 15.4), textures.tint(rng, (247, 250, 252), 4))
    textures.shading(sheet.image, textures.tint(rng, (226, 240, 248)), textures.tint(rng, (248, 232, 240)))
    colour = textures.tint(rng, (150, 190, 214), 12)
    textures.guilloche(sheet.image, rng, colour, sheet.scale * rng.uniform(0.5, 0.9), rng.uniform(0.15, 0.5))
    return sheet


def _look(rng: random.Random, text: str) -> _Look:
    body = Ink(
        choose(Role.HEI if rng.random() < 0.88 else Role.SONG, rng, text),
        rng.uniform(3.0, 3.4),
        textures.tint(rng, BLACK, 8),
    )
    label = Ink(choose(Role.HEI, rng), rng.uniform(2.5, 2.8), rng.choice(_BLUES))
    digits = Ink(
        choose(Role.DIGITS, rng),
        rng.uniform(3.5, 4.0),
        BLACK,
        spacing=rng.uniform(0.1, 0.35),
        bold=rng.choice((0, 0, 1)),
    )
    return _Look(label, body, digits, rng.uniform(-0.8, 0.8), rng.uniform(-0.7, 0.7))


def draw_front(facts: Person, style_rng: random.Random) -> Paper:
    """The portrait side: name, sex, people, birth, address, number and photo."""
    rng = style_rng
    sheet = _card(rng)
    look = _look(rng, facts.name + facts.address + facts.ethnicity)
    x, y = 5.2 + look.dx, look.dy
    after = x + 10.2 + rng.uniform(-0.6, 0.6)
    rows = [8.6 + y, 15.3 + y, 21.8 + y, 28.3 + y, 47.2 + y]
    for row, label in zip(rows, ("姓名", "性别", "出生", "住址", "公民身份号码"), strict=True):
        gap = rng.uniform(0.6, 1.0) if len(label) == 2 else 0.1
        sheet.write(x, row, label, replace(look.label, spacing=gap))
    _name(sheet, after, rows[0], facts.name, replace(look.value, size=look.value.size * 1.14), rng)
    sheet.write(after, rows[1], facts.sex, look.value, "sex")
    sheet.write(x + 20.3, rows[1], "民族", replace(look.label, spacing=0.5))
    sheet.write(x + 28.6, rows[1], facts.ethnicity, look.value, "ethnicity")
    _birth(sheet, after, rows[2], facts, look)
    _address(sheet, after, rows[3], facts.address, look.value, rng)
    sheet.write(x + 23.6 + rng.uniform(-0.8, 1.2), rows[4], facts.id_number, look.number, "id_number")
    size = (round(rng.uniform(24.5, 26.5) * sheet.scale), round(rng.uniform(30, 32.5) * sheet.scale))
    sheet.paste(
        faces.portrait(rng, size, textures.tint(rng, (244, 246, 248), 5)), 55.4 + look.dx / 2, 8.2 + y, "face"
    )
    sample_mark(sheet, rng, (78.5, 51.8))
    sheet.values.update(
        name=facts.name,
        sex=facts.sex,
        ethnicity=facts.ethnicity,
        birth_date=facts.birth_date.isoformat(),
        address=facts.address,
        id_number=facts.id_number,
    )
    return sheet.paper("id_card_front")


def _name(sheet: Sheet, x: float, y: float, name: str, ink: Ink, rng: random.Random) -> None:
    """The name, a long one narrower or on two lines parted after the dot."""
    room = 54.2 - x
    wide = sheet.width_of(name, ink)
    if len(name) > 10 and "·" in name and rng.random() < 0.5:
        first, dot, second = name.partition("·")
        small = replace(ink, size=min(ink.size * 0.84, ink.size * 0.95 * room / (wide * 0.6)))
        sheet.write(x, y - 1.5, first + dot, small, "name")
        sheet.write(x, y + 1.9, second, small, "name")
        return
    if wide > room:
        ink = replace(ink, squeeze=max(0.72, room / wide), size=ink.size * min(1.0, room / wide / 0.72))
    sheet.write(x, y, name, ink, "name")


def _birth(sheet: Sheet, x: float, y: float, facts: Person, look: _Look) -> None:
    born = facts.birth_date
    parts = ((str(born.year), "年", 9.4), (str(born.month), "月", 6.6), (str(born.day), "日", 6.0))
    for digits, label, step in parts:
        wide = sheet.width_of(digits, look.value)
        place = x if label == "年" else x + max(0.0, (step - 3.4 - wide) / 2)
        sheet.write(place, y, digits, look.value, "birth_date")
        sheet.write(x + step - 0.6, y, label, look.label, "birth_date")
        x += step + 2.6


def _address(sheet: Sheet, x: float, y: float, address: str, ink: Ink, rng: random.Random) -> None:
    room, step = 53.8 - x, rng.uniform(4.1, 4.7)
    lines = sheet.lines_of(address, ink, room)
    if len(lines) > 3:
        step *= 0.8
    for number, line in enumerate(lines):
        sheet.write(x, y + number * step, line, ink, "address")


def draw_back(facts: Person, style_rng: random.Random) -> Paper:
    """The emblem side: the card's title, issuing authority and validity."""
    rng = style_rng
    sheet = _card(rng)
    great_wall(sheet, rng)
    look = _look(rng, facts.issuing_authority)
    emblem(sheet, 4.5 + look.dx, 4.0 + look.dy, rng.uniform(14.0, 15.6), rng)
    title = Ink(choose(Role.SONG_BOLD, rng), 4.6, BLACK, spacing=rng.uniform(0.9, 1.4))
    sheet.write(51 + look.dx, 10.6 + look.dy, "中华人民共和国", title, side="middle")
    sheet.write(
        51 + look.dx,
        20.0 + look.dy,
        "居民身份证",
        replace(title, size=7.6, spacing=rng.uniform(2.2, 3.4)),
        side="middle",
    )
    label = replace(look.label, colour=BLACK, face=choose(Role.HEI_BOLD, rng), spacing=0.2)
    x, after = 19.4 + look.dx, 34.6 + look.dx + rng.uniform(-0.6, 0.6)
    y = (40.4 + look.dy, 47.4 + look.dy)
    sheet.write(x, y[0], "签发机关", label)
    sheet.write(x, y[1], "有效期限", label)
    sheet.write(after, y[0], facts.issuing_authority, look.value, "issuing_authority")
    last = f"{facts.valid_to:%Y.%m.%d}" if facts.valid_to else "长期"
    term = f"{facts.valid_from:%Y.%m.%d}-{last}"
    box = sheet.write(after, y[1], term, look.value)
    sheet.places["valid_from"] = [box]
    sheet.places["valid_to"] = [box]
    sample_mark(sheet, rng, (79, 51.8))
    sheet.values.update(
        issuing_authority=facts.issuing_authority,
        valid_from=facts.valid_from.isoformat(),
        valid_to=facts.valid_to.isoformat() if facts.valid_to else "长期",
    )
    return sheet.paper("id_card_back")
