"""Ruled tables of labels and values, and the other machine that filled them in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from samples import textures
from samples.fonts import Role, choose, faces
from samples.ink import BLACK, Ink
from samples.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell `width` millimetres wide: a printed label (a line break as |), or a field's value."""

    width: float
    label: str = ""
    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Offset:
    """How far the filling machine was off: millimetres right and down, and down per millimetre."""

    dx: float = 0.0
    dy: float = 0.0
    slope: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where something meant for (x, y) was printed."""
        return x + self.dx, y + self.dy + self.slope * x


def off_register(rng: random.Random, reach: float = 3.0) -> Offset:
    """A machine's error, usually small, at most `reach` in each direction."""
    return Offset(
        rng.triangular(-reach, reach, 0), rng.triangular(-reach, reach, 0), rng.uniform(-0.006, 0.006)
    )


def machine_ink(rng: random.Random, text: str, size: tuple[float, float] = (3.0, 3.7)) -> Ink:
    """The lettering of an office printer: song, kai, hei or fangsong, now and then with needles."""
    roles = (Role.SONG, Role.SONG, Role.KAI, Role.HEI, Role.FANGSONG)
    role = rng.choice([role for role in roles if any(not face.lacking(text) for face in faces(role))])
    dots = rng.random() < 0.25
    colour = textures.tint(rng, rng.choice((BLACK, BLACK, (44, 44, 78))), 8)
    return Ink(
        choose(role, rng, text),
        rng.uniform(*size),
        colour,
        spacing=rng.choice((0.0, 0.0, rng.uniform(0, 0.5))),
        dots=dots,
        bold=1 if dots or role in {Role.KAI, Role.FANGSONG} else 0,
        fade=rng.uniform(0, 0.25),
        squeeze=rng.uniform(0.9, 1.0) if role is Role.FANGSONG else 1.0,
    )


def stretched(widths: Sequence[float], rng: random.Random, share: float = 0.1) -> list[float]:
    """The same total width with each part up to a share wider or narrower."""
    changed = [width * rng.uniform(1 - share, 1 + share) for width in widths]
    factor = sum(widths) / sum(changed)
    return [width * factor for width in changed]


def closed(cells: Sequence[Cell], total: float) -> list[Cell]:
    """The cells with the last one made to end where the table ends."""
    last = total - sum(cell.width for cell in cells[:-1])
    return [*cells[:-1], replace(cells[-1], width=last)]


def row(
    sheet: Sheet,
    x: float,
    y: float,
    height: float,
    cells: Sequence[Cell],
    inks: tuple[Ink, Ink],
    offset: Offset,
) -> None:
    """One row of cells with its rules: labels in the first ink, values in the second."""
    rule = inks[0].colour
    for cell in cells:
        sheet.frame((x, y, x + cell.width, y + height), rule, 0.2)
        if cell.label:
            _label(sheet, x, y, height, cell, inks[0])
        elif cell.text:
            left, middle = offset.at(x + 1.4, y + height / 2)
            fill(sheet, left, middle, cell.width - 1.6, cell.text, inks[1], cell.name)
        x += cell.width


def _label(sheet: Sheet, x: float, y: float, height: float, cell: Cell, ink: Ink) -> None:
    lines = cell.label.split("|")
    step = min(height / len(lines), ink.size * 1.25)
    if len(lines) > 1:
        ink = replace(ink, size=min(ink.size, height / len(lines) / 1.18), spacing=min(ink.spacing, 0.15))
    widest = max(sheet.width_of(line, replace(ink, spacing=0)) for line in lines)
    ink = replace(ink, squeeze=min(1.0, (cell.width - 0.8) / widest))
    for number, line in enumerate(lines):
        middle = y + height / 2 + (number - (len(lines) - 1) / 2) * step
        room = cell.width - sheet.width_of(line, replace(ink, spacing=0))
        gap = min(ink.spacing if len(line) > 3 else 2.5 * ink.spacing, room / (len(line) + 1))
        spaced = replace(ink, spacing=max(0.0, gap))
        sheet.write(x + cell.width / 2 + spaced.spacing / 2, middle, line, spaced, side="middle")


def fill(sheet: Sheet, x: float, y: float, room: float, text: str, ink: Ink, name: str) -> None:
    """Print a value; a long one is squeezed a little, then set smaller on two or three lines."""
    wide = sheet.width_of(text, ink)
    if wide <= room * 1.04:
        sheet.write(x, y, text, ink, name)
        return
    if wide <= room * 1.25:
        sheet.write(x, y, text, replace(ink, squeeze=ink.squeeze * 0.86, spacing=0), name)
        return
    small = replace(ink, size=max(2.5, ink.size * 0.84), spacing=0)
    lines = sheet.lines_of(text, small, room + 1.0)
    step = small.size * (1.22 if len(lines) < 3 else 1.1)
    for number, line in enumerate(lines):
        sheet.write(x, y + (number - (len(lines) - 1) / 2) * step, line, small, name)


def dated(day: object, rng: random.Random) -> str:
    """A date in one of the forms of register pages."""
    year, month, number = str(day).split("-")
    plain = (str(int(month)), str(int(number)))
    forms = (
        f"{year}年{plain[0]}月{plain[1]}日",
        f"{year}年{month}月{number}日",
        f"{year} 年 {plain[0]} 月 {plain[1]} 日",
        f"{year}年{month}月{number}日",
    )
    return rng.choice(forms)
