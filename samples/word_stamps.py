"""Stamps of framed words across a page (注销, 作废), in the colours that ink pads have."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

from samples import textures
from samples.fonts import Role, choose
from samples.ink import Colour
from samples.paper import corners
from samples.seals import seal_red
from samples.sheet import Sheet

STEEPEST = 25.0
"""Degrees that a stamp slants at most."""


def press(sheet: Sheet, x: float, y: float, text: str, rng: random.Random) -> None:
    """Press such a stamp with its middle at (x, y) millimetres; what stands under it stays visible."""
    mask = slanting(text, rng.uniform(8, 14) * sheet.scale, rng)
    left, top = round(x * sheet.scale) - mask.width // 2, round(y * sheet.scale) - mask.height // 2
    sheet.press(mask, left, top, pad_colour(rng))
    wide, high = sheet.image.size
    box = corners(max(0, left), max(0, top), min(wide, left + mask.width), min(high, top + mask.height))
    sheet.marks.setdefault("stamp", []).append(box)


def pad_colour(rng: random.Random) -> Colour:
    """The colour of an ink pad: red, blue, black or violet."""
    return rng.choice((seal_red, _blue, _black, _violet))(rng)


def slanting(text: str, em: float, rng: random.Random) -> Image.Image:
    """The stamp as a mask (0 to 255), its letters about `em` pixels high."""
    face = choose(rng.choice((Role.HEI_BOLD, Role.HEI_BOLD, Role.SONG_BOLD, Role.KAI)), rng, text)
    side = round(em * (len(text) + 2))
    mask = Image.new("L", (side, side), 0)
    pen, middle = ImageDraw.Draw(mask), side / 2
    line = max(2, round(em * rng.uniform(0.05, 0.1)))
    aside, above = (len(text) + rng.uniform(0.25, 0.5)) * em / 2, em * rng.uniform(0.62, 0.75)
    frames = (0.0, 2.2 * line) if rng.random() < 0.25 else (0.0,)
    for out in frames:
        frame = (middle - aside - out, middle - above - out, middle + aside + out, middle + above + out)
        pen.rectangle(frame, outline=255, width=line)
    pen.text((middle, middle), text, fill=255, font=face.at(round(0.95 * em)), anchor="mm")
    turn = rng.choice((-1, 1)) * rng.uniform(5, STEEPEST)
    strength = rng.uniform(0.65, 1.0)
    mask = textures.blotchy(mask.rotate(turn, Image.Resampling.BICUBIC), rng, rng.uniform(0, 0.3))
    return mask.point(lambda level: round(level * strength))


def _blue(rng: random.Random) -> Colour:
    return rng.randint(30, 60), rng.randint(50, 80), rng.randint(140, 175)


def _black(rng: random.Random) -> Colour:
    level = rng.randint(30, 48)
    return level, level, level + rng.randint(0, 4)


def _violet(rng: random.Random) -> Colour:
    return rng.randint(90, 112), rng.randint(45, 65), rng.randint(140, 165)
