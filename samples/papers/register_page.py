"""What all pages of a register book share: paper, border, inks and the police station's seal."""

from __future__ import annotations

import random

from samples import seals, textures
from samples.fonts import Role, choose
from samples.ink import Colour, Ink
from samples.papers.marks import sample_mark
from samples.people import Household
from samples.seals import Seal
from samples.sheet import Sheet

SIZE = (143.0, 105.0)
_RULES: tuple[Colour, ...] = ((34, 34, 36), (34, 34, 36), (70, 50, 44), (40, 70, 56), (30, 30, 60))
_TINTS: tuple[Colour, ...] = (
    (252, 250, 244),
    (250, 246, 236),
    (246, 250, 246),
    (253, 246, 244),
    (248, 248, 250),
)
_LINES: tuple[Colour, ...] = ((232, 190, 180), (190, 216, 196), (226, 214, 180), (196, 208, 226))


def page(rng: random.Random, size: tuple[float, float] = SIZE) -> Sheet:
    """An empty page with its tint and background lines."""
    sheet = Sheet.blank(size, rng.uniform(11.4, 12.6), textures.tint(rng, rng.choice(_TINTS), 3))
    if rng.random() < 0.75:
        pitch = sheet.scale * rng.uniform(0.7, 1.4)
        textures.guilloche(sheet.image, rng, rng.choice(_LINES), pitch, rng.uniform(0.2, 0.6))
    sample_mark(sheet, rng, (size[0] - 9, size[1] - 2.6))
    return sheet


def label_ink(rng: random.Random, size: float = 3.1) -> Ink:
    """The book's own printing."""
    role = rng.choice((Role.SONG, Role.SONG, Role.HEI, Role.KAI))
    return Ink(
        choose(role, rng), size * rng.uniform(0.93, 1.07), rng.choice(_RULES), spacing=rng.uniform(0.1, 0.6)
    )


def station_seal(sheet: Sheet, rng: random.Random, x: float, y: float, home: Household) -> None:
    """The police station's hand-pressed seal (户口登记机关户口专用章)."""
    seal = Seal(
        around=home.station,
        below=rng.choice(("户口专用章", "户口专用章", "户口专用")),
        diameter=rng.uniform(30, 40),
        rings=rng.choice((1, 2, 2)),
        faded=rng.uniform(0.05, 0.5),
        turn=rng.uniform(-35, 35),
    )
    seals.press(sheet, x + rng.uniform(-5, 5), y + rng.uniform(-4, 4), seal, rng)


def province_seal(sheet: Sheet, rng: random.Random, x: float, y: float, home: Household) -> None:
    """The province's pre-printed seal (省级公安机关户口专用章)."""
    seal = Seal(
        around=f"{home.province}公安厅",
        below="户口专用章",
        diameter=rng.uniform(34, 40),
        rings=rng.choice((1, 1, 2)),
        faded=0.0,
        turn=rng.uniform(-2, 2),
        mark="province_seal",
    )
    seals.press(sheet, x, y, seal, rng)
