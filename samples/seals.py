"""Red seals pressed over text: round ones with a star, and small square name stamps."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from samples import textures
from samples.fonts import FontFile, Role, choose, faces
from samples.ink import Colour
from samples.paper import corners
from samples.papers.marks import star
from samples.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Seal:
    """What a round seal says: `around` along its ring, `below` under the star."""

    around: str
    below: str = ""
    diameter: float = 38.0
    rings: int = 1
    faded: float = 0.3
    turn: float = 0.0
    mark: str = "seal"


def seal_red(rng: random.Random) -> Colour:
    """A cinnabar or printing red."""
    return rng.randint(196, 232), rng.randint(28, 74), rng.randint(38, 78)


def press(sheet: Sheet, x: float, y: float, seal: Seal, rng: random.Random) -> None:
    """Press the seal with its middle at (x, y) millimetres; text under it stays visible."""
    side = round(seal.diameter * sheet.scale)
    mask = _round(seal, side, choose(Role.SONG_BOLD if rng.random() < 0.6 else Role.SONG, rng))
    mask = textures.blotchy(mask, rng, seal.faded)
    mask = mask.rotate(seal.turn, Image.Resampling.BICUBIC)
    strength = rng.uniform(0.62, 0.92)
    mask = mask.point(lambda level: round(level * strength))
    left, top = round(x * sheet.scale) - side // 2, round(y * sheet.scale) - side // 2
    sheet.press(mask, left, top, seal_red(rng))
    wide, high = sheet.image.size
    box = corners(max(0, left), max(0, top), min(wide, left + side), min(high, top + side))
    sheet.marks.setdefault(seal.mark, []).append(box)


def _round(seal: Seal, side: int, face: FontFile) -> Image.Image:
    big = side * 2
    mask = Image.new("L", (big, big), 0)
    pen, middle = ImageDraw.Draw(mask), big / 2
    edge = max(3, round(big * 0.022))
    pen.ellipse((edge, edge, big - edge, big - edge), outline=255, width=edge)
    if seal.rings > 1:
        inset = edge * 2.9
        pen.ellipse((inset, inset, big - inset, big - inset), outline=255, width=max(2, edge // 2))
    pen.polygon(star(middle, middle * (0.97 if seal.below else 1.0), big * 0.145), fill=255)
    _ring_text(mask, seal, face)
    if seal.below:
        em = min(round(big * 0.105), round(big * 0.56 / len(seal.below)))
        face.require(seal.below)
        pen.text((middle, big * 0.75), seal.below, fill=255, font=face.at(em), anchor="mm")
    return mask.resize((side, side), Image.Resampling.LANCZOS)


def _ring_text(mask: Image.Image, seal: Seal, face: FontFile) -> None:
    face.require(seal.around)
    big, count = mask.width, len(seal.around)
    em = min(round(big * 0.125), round(big * 2.05 / max(10, count)))
    radius = big / 2 - em * (0.95 if seal.rings == 1 else 1.15)
    sweep = min(268.0, count * math.degrees(em * 1.34 / radius))
    for place, letter in enumerate(seal.around):
        angle = -sweep / 2 + sweep * (place + 0.5) / count
        tile = Image.new("L", (em * 2, em * 2), 0)
        ImageDraw.Draw(tile).text((em, em), letter, fill=255, font=face.at(em), anchor="mm")
        tile = tile.rotate(-angle, Image.Resampling.BICUBIC)
        x = big / 2 + radius * math.sin(math.radians(angle)) - em
        y = big / 2 - radius * math.cos(math.radians(angle)) - em
        mask.paste(255, (round(x), round(y)), tile)


def name_stamp(sheet: Sheet, x: float, y: float, name: str, rng: random.Random, field: str | None) -> None:
    """A registrar's small stamp: the name in a red frame, its left middle at (x, y)."""
    kai = rng.random() < 0.5 and not any(face.lacking(name) for face in faces(Role.KAI))
    face = choose(Role.KAI if kai else Role.SONG_BOLD, rng, name)
    em = round(rng.uniform(3.0, 3.8) * sheet.scale)
    wide, high = round(em * (len(name) + 0.5)), round(em * 1.5)
    mask = Image.new("L", (wide, high), 0)
    pen = ImageDraw.Draw(mask)
    pen.rectangle((2, 2, wide - 3, high - 3), outline=255, width=max(2, em // 14))
    pen.text((wide / 2, high / 2), name, fill=255, font=face.at(em), anchor="mm")
    mask = textures.blotchy(mask, rng, rng.uniform(0, 0.25))
    left, top = round(x * sheet.scale), round(y * sheet.scale) - high // 2
    sheet.press(mask, left, top, seal_red(rng))
    if field:
        sheet.places.setdefault(field, []).append(corners(left, top, left + wide, top + high))
