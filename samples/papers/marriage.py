"""Marriage certificates (结婚证): statement page, information page whole or in halves; and 离婚证."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Literal

from samples import faces, textures
from samples.fonts import Role, choose
from samples.ink import Ink
from samples.paper import Paper
from samples.papers import marriage_page as pages
from samples.papers.marriage_page import HALF, WIDE, Style
from samples.papers.marriage_statement import draw_statement
from samples.people import Marriage, Person
from samples.sheet import Sheet

Page = Literal["statement", "info", "upper", "lower", "divorce"]

__all__ = ["draw", "draw_info", "draw_statement"]


def draw(facts: Marriage, style_rng: random.Random, page: Page = "info") -> Paper:
    """One page: the statement, the open information page or its upper or lower half, or a 离婚证."""
    if page == "statement":
        return draw_statement(facts, style_rng)
    return draw_info(facts, style_rng, page)


def draw_info(facts: Marriage, style_rng: random.Random, page: Page = "info") -> Paper:
    """The information page with the couple's photo, the certificate's own fields and both persons."""
    rng, divorced = style_rng, page == "divorce"
    if divorced:
        facts = replace(facts, certificate_number=facts.certificate_number.replace("J", "L"))
    sheet = pages.page(rng, 1 if page in {"upper", "lower"} else 2)
    look = pages.style(rng, _all_text(facts))
    if page != "lower":
        _upper(sheet, facts, look, rng, divorced)
        sheet.values.update(
            holder=facts.holder,
            registered_on=facts.registered_on.isoformat(),
            certificate_number=facts.certificate_number,
            remark=facts.remark,
        )
    if page != "upper":
        _lower(sheet, 0 if page == "lower" else HALF, facts, look, rng)
    if divorced:
        sheet.values.clear()
        sheet.places.clear()
    return sheet.paper("divorce_certificate" if divorced else "marriage_info")


def _all_text(facts: Marriage) -> str:
    people = (facts.husband, facts.wife)
    return (
        "".join(one.name + one.id_number for one in people) + facts.certificate_number + (facts.remark or "")
    )


def _upper(sheet: Sheet, facts: Marriage, look: Style, rng: random.Random, divorced: bool) -> None:
    """Photo and the certificate's fields, side by side or one above the other."""
    if rng.random() < 0.4:
        title = Ink(choose(Role.SONG_BOLD, rng), 6, look.label.colour, spacing=3)
        sheet.write(WIDE / 2, 8, "离婚证" if divorced else "结婚证", title, side="middle")
    size = (rng.uniform(48, 55), rng.uniform(33, 38))
    if divorced:
        size = (size[1] * 0.75, size[1])
    where = rng.choice(("right", "left", "top", "right"))
    photo, fields = {
        "right": ((WIDE - 6 - size[0], 14.0), (8.0, 22.0)),
        "left": ((7.0, 14.0), (64.0, 22.0)),
        "top": ((WIDE / 2 - size[0] / 2, 12.0), (26.0, 56.0)),
    }[where]
    pixels = (round(size[0] * sheet.scale), round(size[1] * sheet.scale))
    picture = faces.portrait(rng, pixels) if divorced else faces.couple(rng, pixels)
    sheet.paste(picture, photo[0], photo[1], "photo")
    _certificate(sheet, fields, facts, look, rng, where, "离婚证字号" if divorced else "结婚证字号")


def _certificate(
    sheet: Sheet,
    at: tuple[float, float],
    facts: Marriage,
    look: Style,
    rng: random.Random,
    where: str,
    number: str,
) -> None:
    x, y = at
    step = rng.uniform(8.5, 9.5) if where == "top" else rng.uniform(10, 16)
    gap = max(sheet.width_of(number, look.label) + 2, 22) + rng.uniform(0, 2)
    small = replace(look, value=replace(look.value, size=min(look.value.size, 3.6), spacing=0))
    day = pages.dated(facts.registered_on, rng)
    below = 62.0 if where == "left" else y
    for row, (label, text, name) in enumerate(
        (
            ("持证人", facts.holder, "holder"),
            ("登记日期", day, "registered_on"),
            (number, facts.certificate_number, "certificate_number"),
            ("备注", facts.remark or "", "remark"),
        )
    ):
        if where == "left" and row >= 2:
            pages.entry(sheet, 12, below + (row - 2) * 12, label, text, name, 60, small, gap)
        elif where == "right" and row >= 2:
            pages.entry(sheet, x, max(y + row * step, 57 + (row - 2) * 12), label, text, name, 60, small, gap)
        else:
            room = 60 if where == "top" else 40
            pages.entry(sheet, x, y + row * step, label, text, name, room, small, gap)


def _lower(sheet: Sheet, top: float, facts: Marriage, look: Style, rng: random.Random) -> None:
    """The two persons, one above the other; which comes first varies."""
    people = [("husband", facts.husband), ("wife", facts.wife)]
    if rng.random() < 0.5:
        people.reverse()
    start, block = top + rng.uniform(12, 16), rng.uniform(37, 41)
    x, second = rng.uniform(12, 18), rng.uniform(66, 72)
    step = rng.uniform(9.5, 11)
    for number, (role, one) in enumerate(people):
        _person(sheet, (x, start + number * block), (second, step), (role, one), facts.nationality, look, rng)
        if number == 0 and rng.random() < 0.6:
            y = start + block - rng.uniform(7, 9)
            sheet.line(10, y, WIDE - 10, y, textures.tint(rng, (226, 170, 170)), 0.2)
    pages.microtext(sheet, top + HALF - rng.uniform(3.6, 5.5), rng)


def _person(
    sheet: Sheet,
    at: tuple[float, float],
    grid: tuple[float, float],
    who: tuple[str, Person],
    nationality: str,
    look: Style,
    rng: random.Random,
) -> None:
    (x, y), (second, step), (role, one) = at, grid, who
    gap = max(13.0, sheet.width_of("姓名", look.label) + 4)
    later = max(13.0, sheet.width_of("出生日期", look.label) + 2)
    pages.entry(sheet, x, y, "姓名", one.name, f"{role}_name", 42, look, gap)
    pages.entry(sheet, second, y, "性别", one.sex, f"{role}_sex", 20, look, later)
    pages.entry(sheet, x, y + step, "国籍", nationality, f"{role}_nationality", 30, look, gap)
    born = pages.dated(one.birth_date, rng)
    pages.entry(sheet, second, y + step, "出生日期", born, f"{role}_birth_date", 38, look, later)
    wide = sheet.width_of("身份证件号", look.label) + 3
    pages.entry(sheet, x, y + 2 * step, "身份证件号", one.id_number, f"{role}_id_number", 60, look, wide)
    sheet.values |= {
        f"{role}_name": one.name,
        f"{role}_nationality": nationality,
        f"{role}_birth_date": one.birth_date.isoformat(),
        f"{role}_id_number": one.id_number,
    }
    sheet.places.pop(f"{role}_sex")
