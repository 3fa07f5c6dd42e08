"""The first page of a register book (居民户口簿首页)."""

from __future__ import annotations

import random
from dataclasses import replace

from samples import seals
from samples.fonts import Role, choose
from samples.ink import Ink
from samples.paper import Paper
from samples.papers import grid, register_page
from samples.papers.grid import Cell, Offset
from samples.people import Household
from samples.sheet import Sheet


def draw_cover(facts: Household, style_rng: random.Random, sealed: bool = True) -> Paper:
    """The page with the kind of household, its head, number and address, and two seals.

    Not `sealed` leaves out the police station's; the province's is part of the printing.
    """
    rng = style_rng
    sheet = register_page.page(rng)
    label = register_page.label_ink(rng, 3.5)
    texts = {
        "household_type": facts.household_type,
        "head_name": facts.head.name,
        "register_number": facts.register_number,
        "address": facts.address,
    }
    ink = grid.machine_ink(rng, "".join(texts.values()) + facts.registrar, (3.3, 4.0))
    offset = grid.off_register(rng)
    x, y = rng.uniform(9, 12), rng.uniform(17, 22)
    if rng.random() < 0.18:
        _red_number(sheet, rng, texts.pop("register_number"), y)
    serial = Ink(choose(Role.DIGITS, rng), 3.2, seals.seal_red(rng) if rng.random() < 0.5 else label.colour)
    sheet.write(x, y - rng.uniform(4.5, 7.5), f"No.{facts.serial}", serial)
    bottom = _table(sheet, x, y, texts, (label, ink), offset, rng)
    _seals(sheet, x, bottom, facts, label, rng, sealed)
    _foot(sheet, x, rng.uniform(94.5, 97.5), facts, (label, ink), offset, rng)
    sheet.values.update(
        household_type=facts.household_type,
        head_name=facts.head.name,
        register_number=facts.register_number,
        address=facts.address,
        issued_on=facts.issued_on.isoformat(),
    )
    return sheet.paper("register_cover")


def _red_number(sheet: Sheet, rng: random.Random, number: str, y: float) -> None:
    """户号 in red outside the table, its cell left empty."""
    red = Ink(choose(Role.HEI, rng), 3.6, seals.seal_red(rng), spacing=0.2)
    sheet.write(92, y - 5, "户号", red)
    sheet.write(102, y - 5, number, replace(red, face=choose(Role.DIGITS, rng)), "register_number")


def _table(
    sheet: Sheet,
    x: float,
    y: float,
    texts: dict[str, str],
    inks: tuple[Ink, Ink],
    offset: Offset,
    rng: random.Random,
) -> float:
    first, value, second, rest = grid.stretched((18, 40, 20, 45), rng)
    height = rng.uniform(9, 12)
    head = [
        Cell(first, "户别"),
        Cell(value, name="household_type"),
        Cell(second, "户主姓名"),
        Cell(rest, name="head_name"),
    ]
    if rng.random() < 0.55:
        rows = [
            head,
            [
                Cell(first, "户号"),
                Cell(value, name="register_number"),
                Cell(second, "住址"),
                Cell(rest, name="address"),
            ],
        ]
    else:
        wide = value + second + rest
        rows = [
            head,
            [Cell(first, "户号"), Cell(wide, name="register_number")],
            [Cell(first, "住址"), Cell(wide, name="address")],
        ]
    top = y
    for number, cells in enumerate(rows):
        filled = [replace(cell, text=texts.get(cell.name, "")) for cell in cells]
        tall = height * (1.25 if number == len(rows) - 1 else 1.0)
        grid.row(sheet, x, y, tall, filled, inks, offset)
        y += tall
    sheet.frame((x, top, x + 123, y), inks[0].colour, 0.5)
    return y


def _seals(
    sheet: Sheet, x: float, y: float, facts: Household, label: Ink, rng: random.Random, sealed: bool
) -> None:
    small = replace(label, size=label.size * 0.9, spacing=0.05)
    middle = min(74.0, y + 23)
    under = rng.random() < 0.5
    words = y + 3.6 if not under else min(92.0, middle + 21)
    sheet.write(x + 31, words, "省级公安机关户口专用章", small, side="middle")
    sheet.write(x + 92, words, "户口登记机关户口专用章", small, side="middle")
    register_page.province_seal(sheet, rng, x + 31, middle, facts)
    if sealed:
        register_page.station_seal(sheet, rng, x + 92, middle, facts)


def _foot(
    sheet: Sheet,
    x: float,
    y: float,
    facts: Household,
    inks: tuple[Ink, Ink],
    offset: Offset,
    rng: random.Random,
) -> None:
    label, ink = replace(inks[0], spacing=0.1), inks[1]
    sheet.write(x + 3, y, "承办人签章：", label)
    if rng.random() < 0.5:
        seals.name_stamp(sheet, x + 27, y, facts.registrar, rng, None)
    else:
        sheet.write(*offset.at(x + 28, y), facts.registrar, ink)
    start, day = x + rng.uniform(70, 78), facts.issued_on
    for text, word, step in (
        (f"{day.year}", "年", 0.0),
        (f"{day.month}", "月", 14.0),
        (f"{day.day}", "日签发", 25.0),
    ):
        sheet.write(start + 10 + step, y, word, label)
        sheet.write(*offset.at(start + step + (0 if word == "年" else 4), y), text, ink, "issued_on")
