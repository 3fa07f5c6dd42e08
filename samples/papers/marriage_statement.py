"""The statement page of a marriage certificate, with the registry's red seal."""

from __future__ import annotations

import random
from dataclasses import replace

from samples import seals
from samples.fonts import Role, choose
from samples.ink import BLACK, Ink
from samples.paper import Paper
from samples.papers import marriage_page as pages
from samples.papers.marks import emblem
from samples.papers.marriage_page import HALF, WIDE, Style
from samples.people import Marriage
from samples.seals import Seal
from samples.sheet import Sheet


def draw_statement(facts: Marriage, style_rng: random.Random, spread: bool | None = None) -> Paper:
    """The statement alone or, as a spread, under the title page with the emblem."""
    rng = style_rng
    spread = rng.random() < 0.5 if spread is None else spread
    sheet = pages.page(rng, 2 if spread else 1)
    look = pages.style(rng, facts.registry + facts.registrar)
    if spread:
        _title(sheet, rng)
    top = HALF if spread else 0.0
    _statement(sheet, top, facts, look, rng)
    _office(sheet, top, facts, look, rng)
    sheet.values.update(registry=facts.registry, registrar=facts.registrar)
    return sheet.paper("marriage_statement")


def _title(sheet: Sheet, rng: random.Random) -> None:
    emblem(sheet, WIDE / 2 - 10, 9, 20, rng)
    ink = Ink(choose(Role.SONG_BOLD, rng), 5, rng.choice(((150, 40, 36), (176, 134, 60), BLACK)), spacing=0.8)
    sheet.write(WIDE / 2, 38, "中华人民共和国民政部", ink, side="middle")
    sheet.write(WIDE / 2 + 3, 56, "结婚证", replace(ink, size=11, spacing=6), side="middle")
    sheet.write(WIDE / 2, 82, "中华人民共和国民政部监制", replace(ink, size=3.6, spacing=0.2), side="middle")


def _statement(sheet: Sheet, top: float, facts: Marriage, look: Style, rng: random.Random) -> None:
    ink = replace(
        look.label,
        size=rng.uniform(4.6, 5.4),
        spacing=rng.uniform(0.2, 0.8),
        face=choose(rng.choice((Role.SONG, Role.KAI, Role.HEI)), rng),
    )
    text = f"　　结婚申请，符合《{facts.law}》规定，予以登记，发给此证。"
    if rng.random() < 0.5:
        text = text.removesuffix("。")
    y = top + rng.uniform(16, 22)
    for number, line in enumerate(sheet.lines_of(text, ink, rng.uniform(98, 106))):
        sheet.write(13, y + number * ink.size * 1.9, line, ink)


def _office(sheet: Sheet, top: float, facts: Marriage, look: Style, rng: random.Random) -> None:
    """Registry and registrar at the foot, the seal over them."""
    x, y = rng.uniform(46, 62), top + rng.uniform(60, 66)
    label = rng.choice(("登记机关(盖章)", "登记机关（盖章）", "登记机关"))
    sheet.write(x, y, label, look.label)
    seal = Seal(
        around=facts.registry,
        below="婚姻登记专用章",
        diameter=rng.uniform(36, 42),
        rings=1,
        faded=rng.uniform(0, 0.42),
        turn=rng.uniform(-28, 28),
    )
    seals.press(sheet, min(WIDE - 22, x + rng.uniform(24, 48)), y + rng.uniform(-5, 7), seal, rng)
    if rng.random() < 0.3:
        wide = sheet.width_of(label, look.label)
        sheet.write(
            *look.offset.at(x + wide + 2, y), facts.registry, replace(look.value, size=3.4), "registry"
        )
    else:
        sheet.places["registry"] = [sheet.marks["seal"][-1]]
    below = y + rng.uniform(13, 17)
    sheet.write(x, below, "婚姻登记员", look.label)
    after = x + sheet.width_of("婚姻登记员", look.label) + 3
    if rng.random() < 0.4:
        seals.name_stamp(sheet, after, below, facts.registrar, rng, "registrar")
    else:
        sheet.write(*look.offset.at(after, below), facts.registrar, look.value, "registrar")
