"""Small printed things that stand on several papers: the word 样本, the emblem, the Great Wall."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw

from samples.fonts import Role, choose
from samples.ink import Colour, Ink
from samples.sheet import Sheet

_GREY: Colour = (150, 150, 156)


def sample_mark(sheet: Sheet, rng: random.Random, place: tuple[float, float]) -> None:
    """Print 样本 small, outside the area that is read."""
    sheet.write(place[0], place[1], "样本", Ink(choose(Role.HEI, rng), 1.9, _GREY))


def star(x: float, y: float, radius: float, turn: float = 0.0) -> list[tuple[float, float]]:
    """The ten corners of a five-pointed star, one point up."""
    points = []
    for step in range(10):
        reach = radius if step % 2 == 0 else radius * 0.382
        angle = math.radians(turn + step * 36 - 90)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def emblem(sheet: Sheet, x: float, y: float, width: float, rng: random.Random) -> None:
    """A plain drawing of the national emblem: ring, five stars, gate and cog."""
    side = round(width * sheet.scale)
    big = Image.new("L", (side * 2, side * 2), 0)
    pen, r = ImageDraw.Draw(big), float(side)
    pen.ellipse((r * 0.08, r * 0.04, r * 1.92, r * 1.88), outline=255, width=round(r * 0.16))
    for step in range(44):
        angle = math.radians(120 + step * 300 / 43)
        cx, cy = r + r * 0.86 * math.cos(angle), r * 0.96 + r * 0.86 * math.sin(angle)
        pen.ellipse((cx - r * 0.05, cy - r * 0.05, cx + r * 0.05, cy + r * 0.05), fill=120)
    pen.polygon(star(r, r * 0.5, r * 0.2), fill=255)
    for angle in (160, 125, 55, 20):
        a = math.radians(angle)
        pen.polygon(star(r + r * 0.52 * math.cos(a), r * 0.5 + r * 0.42 * math.sin(a), r * 0.09), fill=255)
    pen.rectangle((r * 0.5, r * 1.25, r * 1.5, r * 1.36), fill=255)
    pen.polygon(
        [(r * 0.6, r * 1.12), (r * 1.4, r * 1.12), (r * 1.52, r * 1.22), (r * 0.48, r * 1.22)], fill=255
    )
    for step in range(6):
        pen.rectangle((r * (0.56 + step * 0.16), r * 1.36, r * (0.64 + step * 0.16), r * 1.5), fill=255)
    pen.pieslice((r * 0.55, r * 1.42, r * 1.45, r * 2.05), 180, 360, fill=200)
    mask = big.resize((side, side), Image.Resampling.LANCZOS)
    red: Colour = (rng.randint(186, 214), rng.randint(40, 62), rng.randint(44, 66))
    sheet.press(mask, round(x * sheet.scale), round(y * sheet.scale), red)


def great_wall(sheet: Sheet, rng: random.Random) -> None:
    """A pale drawing of the Great Wall across the middle of the card."""
    width, height = sheet.image.size
    mask = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(mask)
    pale = rng.randint(26, 60)
    y, points = height * rng.uniform(0.5, 0.62), []
    for step in range(13):
        points.append((width * step / 12, y))
        y += height * rng.uniform(-0.07, 0.07)
    for lift in (0, height * 0.035, height * 0.1):
        pen.line(
            [(px, py + lift) for px, py in points], fill=pale, width=max(2, height // 160), joint="curve"
        )
    for px, py in points[1::3]:
        pen.rectangle(
            (px - width * 0.025, py - height * 0.07, px + width * 0.025, py + height * 0.06), fill=pale
        )
    sheet.press(mask, 0, 0, (110, 150, 176))
