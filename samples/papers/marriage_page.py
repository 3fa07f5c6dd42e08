"""What the pages of a marriage certificate share: banknote paper, 双喜 watermark, microtext."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from samples import textures
from samples.fonts import Role, choose
from samples.ink import Colour, Ink
from samples.papers import grid
from samples.papers.grid import Offset
from samples.papers.marks import sample_mark
from samples.sheet import Sheet

WIDE, HALF = 128.0, 95.0
_PAPERS: tuple[Colour, ...] = ((253, 240, 236), (252, 236, 238), (250, 244, 232), (252, 246, 244))
_LINES: tuple[Colour, ...] = ((240, 176, 176), (236, 196, 160), (226, 170, 190), (220, 196, 186))
_LABELS: tuple[Colour, ...] = ((40, 34, 34), (40, 34, 34), (120, 40, 40), (86, 52, 40))


@dataclass(frozen=True, slots=True)
class Style:
    """How one certificate was printed and filled in."""

    label: Ink
    value: Ink
    offset: Offset
    rule: bool = False


def page(rng: random.Random, halves: int) -> Sheet:
    """An empty page, or the open spread of two."""
    size = (WIDE, HALF * halves)
    sheet = Sheet.blank(size, rng.uniform(11.5, 13), textures.tint(rng, rng.choice(_PAPERS), 3))
    pitch = sheet.scale * rng.uniform(0.6, 1.2)
    textures.guilloche(sheet.image, rng, rng.choice(_LINES), pitch, rng.uniform(0.25, 0.7))
    if rng.random() < 0.7:
        _watermark(sheet, rng, halves)
    if halves == 2:
        shade = textures.tint(rng, (222, 200, 196))
        sheet.line(0, HALF, WIDE, HALF, shade, rng.uniform(0.2, 0.7))
    sample_mark(sheet, rng, (WIDE - 8, HALF * halves - 2.2))
    return sheet


def style(rng: random.Random, text: str) -> Style:
    """Label and value lettering, and how far the printer was off."""
    role = rng.choice((Role.SONG, Role.KAI, Role.HEI, Role.SONG))
    label = Ink(choose(role, rng), rng.uniform(3.6, 4.2), rng.choice(_LABELS), spacing=rng.uniform(0, 0.5))
    value = grid.machine_ink(rng, text, (3.5, 4.2))
    return Style(label, value, grid.off_register(rng, 2.2), rng.random() < 0.3)


def dated(day: dt.date, rng: random.Random) -> str:
    """A date as on certificates, mostly zero padded."""
    return f"{day:%Y年%m月%d日}" if rng.random() < 0.8 else f"{day.year}年{day.month}月{day.day}日"


def entry(
    sheet: Sheet, x: float, y: float, label: str, text: str, name: str, room: float, look: Style, gap: float
) -> None:
    """A label and the value after it; `gap` is from the label's start to the value's."""
    sheet.write(x, y, label, look.label)
    if look.rule:
        below = y + look.label.size * 0.72
        sheet.line(x + gap, below, min(x + gap + room, WIDE - 6), below, look.label.colour, 0.15)
    if text:
        left, middle = look.offset.at(x + gap, y)
        grid.fill(sheet, left, middle, room, text, look.value, name)


def microtext(sheet: Sheet, y: float, rng: random.Random) -> None:
    """The line MZHBJZH… (民政部监制) at the foot of the page."""
    ink = Ink(choose(Role.HEI, rng), rng.uniform(0.8, 1.6), rng.choice(_LINES[:3]))
    text = "MZHBJZH" * 40
    fitting = int((WIDE - 16) / sheet.width_of("MZHBJZH", ink)) * 7
    sheet.write(8, y, text[:fitting], ink)


def _watermark(sheet: Sheet, rng: random.Random, halves: int) -> None:
    """Pale 囍 all over the paper."""
    face = choose(Role.SONG_BOLD, rng, "囍")
    em = round(rng.uniform(12, 22) * sheet.scale)
    mask = Image.new("L", sheet.image.size, 0)
    pen, pale = ImageDraw.Draw(mask), rng.randint(18, 42)
    step = round(em * rng.uniform(1.3, 2.2))
    for row, y in enumerate(range(em // 2, sheet.image.height, step)):
        for x in range(em // 2 + (row % 2) * step // 2, sheet.image.width, step):
            pen.text((x, y), "囍", fill=pale, font=face.at(em), anchor="mm")
    sheet.press(mask, 0, 0, rng.choice(_LINES))
