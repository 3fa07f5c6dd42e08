"""Lines of a form to be filled in: printed words, blanks with underlines, and choices to mark."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from samples import pen
from samples.fonts import FontFile, Role, choose, faces
from samples.ink import Colour, Ink
from samples.paper import corners
from samples.papers import grid
from samples.papers.grid import Offset
from samples.sheet import Sheet

Marking = Literal["box", "beside", "filled", "circle"]
Filling = Literal["hand", "machine"]
_MARKINGS: tuple[Marking, ...] = ("box", "box", "beside", "filled", "circle")
PENS: tuple[Colour, ...] = ((24, 24, 30), (24, 24, 30), (30, 44, 120), (38, 60, 150))


@dataclass(frozen=True, slots=True)
class Word:
    """Something printed on the form itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to fill in; `share` is its part of the line's free room."""

    name: str
    text: str = ""
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Printed options of which one may be marked; a group's place is noted under its name."""

    name: str
    options: tuple[str, ...]
    chosen: str | None


Part = Word | Blank | Choice


@dataclass(frozen=True, slots=True)
class Filler:
    """How one form was printed, filled in and marked."""

    label: Ink
    value: Ink
    reserve: FontFile
    marking: Marking
    after: bool
    offset: Offset
    rule: bool

    def ink_for(self, text: str) -> Ink:
        """The filler's lettering, or a steady kai hand where it lacks one of the characters."""
        faces_by_taste = (self.value.face, *faces(Role.KAI), self.reserve)
        own = text if self.value.numerals is None else "".join(x for x in text if not x.isascii())
        face = next((face for face in faces_by_taste if not face.lacking(own)), self.reserve)
        return replace(self.value, face=face)


def filler(rng: random.Random, filling: Filling | None = None, marking: Marking | None = None) -> Filler:
    """A way of filling in; two forms in three are written by hand."""
    filling = filling or ("hand" if rng.random() < 0.68 else "machine")
    label = Ink(
        choose(rng.choice((Role.SONG, Role.SONG, Role.HEI, Role.KAI)), rng),
        rng.uniform(3.4, 3.8),
        rng.choice(((30, 30, 32), (30, 30, 32), (70, 50, 90), (40, 80, 70), (150, 60, 90))),
        spacing=rng.uniform(0, 0.15),
    )
    if filling == "hand":
        face = choose(Role.HAND, rng)
        value = Ink(
            face,
            rng.uniform(4.6, 5.6),
            rng.choice(PENS),
            shake=rng.uniform(0.3, 1.0),
            bold=rng.choice((0, 0, 1)) if "long" in face.path.name else 0,
            seed=rng.randrange(10**9),
            numerals=choose(Role.HAND_DIGITS, rng),
        )
        offset = Offset(0, rng.uniform(-1.2, 0.2))
    else:
        value, offset = grid.machine_ink(rng, "", (3.4, 4.0)), grid.off_register(rng, 1.8)
    marked: Marking = rng.choice(_MARKINGS) if marking is None else marking
    return Filler(
        label,
        value,
        choose(Role.HEI, rng),
        marked,
        rng.random() < 0.4,
        offset,
        rng.random() < 0.9,
    )


def line(
    sheet: Sheet, x: float, y: float, room: float, parts: Sequence[Part], look: Filler, rng: random.Random
) -> None:
    """One line of the form; blanks share the room that the printed words leave."""
    fixed = sum(_fixed(sheet, part, look) for part in parts)
    shares = sum(part.share for part in parts if isinstance(part, Blank)) or 1.0
    unit = min(42.0, max(0.0, room - fixed) / shares)
    for part in parts:
        if isinstance(part, Word):
            sheet.write(x, y, part.text, look.label)
            x += sheet.width_of(part.text, look.label) + 0.8
        elif isinstance(part, Blank):
            blank(sheet, x, y, unit * part.share, part, look)
            x += unit * part.share + 0.8
        else:
            x = options(sheet, x, y, part, look, rng)


def _fixed(sheet: Sheet, part: Part, look: Filler) -> float:
    if isinstance(part, Word):
        return sheet.width_of(part.text, look.label) + 0.8
    if isinstance(part, Blank):
        return 0.8
    gap = 2.6 + (look.label.size * 1.15 if look.marking in {"box", "filled"} else 2.4)
    return sum(sheet.width_of(option, look.label) + gap for option in part.options)


def blank(sheet: Sheet, x: float, y: float, width: float, part: Blank, look: Filler) -> None:
    """An underline with the value on it, set smaller where it would not fit."""
    if look.rule:
        sheet.line(
            x, y + look.label.size * 0.62, x + width, y + look.label.size * 0.62, look.label.colour, 0.18
        )
    if not part.text:
        return
    ink = look.ink_for(part.text)
    wide = sheet.width_of(part.text, ink)
    if wide > width:
        ink = replace(ink, size=ink.size * max(0.66, width / wide), spacing=0)
        wide = sheet.width_of(part.text, ink)
    left, middle = look.offset.at(x + max(0.0, (width - wide) * 0.4), y)
    sheet.write(left, middle, part.text, ink, part.name)


def options(sheet: Sheet, x: float, y: float, part: Choice, look: Filler, rng: random.Random) -> float:
    """The options side by side, the chosen one marked; returns where the next part starts."""
    boxed = look.marking in {"box", "filled"}
    side = look.label.size * 0.82
    for option in part.options:
        chosen = option == part.chosen
        start = x
        if boxed and not look.after:
            _box(sheet, x, y, side, chosen, look, rng)
            x += side + 0.7
        elif look.marking == "beside" and not look.after:
            if chosen:
                pen.tick(sheet, x + 0.9, y, side, look.value.colour, rng)
            x += 2.4
        word = x
        sheet.write(x, y, option, look.label)
        x += sheet.width_of(option, look.label)
        if look.marking == "circle" and chosen:
            half = look.label.size / 2
            pen.ring(sheet, (word, y - half, x, y + half), look.value.colour, rng)
        if boxed and look.after:
            _box(sheet, x + 0.7, y, side, chosen, look, rng)
            x += side + 0.7
        elif look.marking == "beside" and look.after:
            if chosen:
                pen.tick(sheet, x + 1.3, y, side, look.value.colour, rng)
            x += 2.4
        if chosen:
            _note(sheet, part.name, start, x, y, side)
        x += 2.6
    return x


def _note(sheet: Sheet, name: str, left: float, right: float, y: float, side: float) -> None:
    edges = [edge * sheet.scale for edge in (left - 0.4, y - side, right + 0.4, y + side)]
    box = corners(*edges)
    sheet.places.setdefault(name, []).append(box)
    sheet.marks.setdefault("tick", []).append(box)


def _box(
    sheet: Sheet, x: float, y: float, side: float, chosen: bool, look: Filler, rng: random.Random
) -> None:
    """An empty, ticked or ☑ box."""
    frame = (x, y - side / 2, x + side, y + side / 2)
    sheet.frame(frame, look.label.colour, 0.2)
    if not chosen:
        return
    if look.marking == "box":
        drift = rng.uniform(-0.6, 0.8), rng.uniform(-0.8, 0.4)
        pen.tick(
            sheet, x + side / 2 + drift[0], y + drift[1], side * rng.uniform(0.9, 1.4), look.value.colour, rng
        )
        return
    points = [(x + side * 0.18, y), (x + side * 0.42, y + side * 0.28), (x + side * 0.84, y - side * 0.3)]
    pen.stroke(sheet, points, 0.35, look.label.colour)
