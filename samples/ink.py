"""How lettering looks on paper: its font, size, colour and the machine or hand that made it."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from samples.fonts import FontFile

Colour = tuple[int, int, int]
BLACK: Colour = (28, 26, 30)


@dataclass(frozen=True, slots=True)
class Ink:
    """Lettering of one kind.

    `size` is the em in millimetres, `spacing` the extra gap between characters in millimetres,
    `squeeze` the width of a character against its normal width, `shake` how unsteady the hand is
    (0 for a machine, about 1 for writing), `dots` whether a needle printer made it, `bold` the
    extra stroke in pixels, `fade` the share of ink that is missing (0 to 1). `numerals` is another
    face for digits and Latin letters, where a hand writes them in its own way.
    """

    face: FontFile
    size: float
    colour: Colour = BLACK
    spacing: float = 0.0
    squeeze: float = 1.0
    shake: float = 0.0
    dots: bool = False
    bold: int = 0
    fade: float = 0.0
    seed: int = 0
    numerals: FontFile | None = None

    def face_of(self, letter: str) -> FontFile:
        """The face that draws this character."""
        return self.numerals if self.numerals and letter.isascii() else self.face

    def advance(self, letter: str, em: int, scale: float) -> float:
        """How many pixels further the next character stands, before any squeeze."""
        wide = float(self.face_of(letter).at(em).getlength(letter))
        return wide + self.spacing * scale / self.squeeze


def lettering(text: str, ink: Ink, scale: float) -> tuple[Image.Image, int]:
    """The text as a mask (0 to 255) and the row in it where the characters' middle lies.

    `scale` is pixels a millimetre. The mask is padded; its left edge is the text's start.
    Raises MissingGlyphError rather than leave a character out.
    """
    for letter in text:
        ink.face_of(letter).require(letter)
    em = max(6, round(ink.size * scale))
    mask = _shaken(text, ink, em, scale) if ink.shake else _set(text, ink, em, scale)
    if ink.squeeze != 1.0:
        mask = mask.resize((max(1, round(mask.width * ink.squeeze)), mask.height), Image.Resampling.BICUBIC)
    if ink.dots:
        mask = _dotted(mask, em)
    if ink.fade:
        mask = mask.point(lambda level: round(level * (1 - ink.fade)))
    return mask, mask.height // 2


def _set(text: str, ink: Ink, em: int, scale: float) -> Image.Image:
    width = sum(ink.advance(letter, em, scale) for letter in text)
    mask = Image.new("L", (round(width) + em // 2, em * 2), 0)
    pen = ImageDraw.Draw(mask)
    x = 0.0
    for letter in text:
        pen.text(
            (x, em * 1.36),
            letter,
            fill=255,
            font=ink.face_of(letter).at(em),
            anchor="ls",
            stroke_width=ink.bold,
        )
        x += ink.advance(letter, em, scale)
    return mask


def _shaken(text: str, ink: Ink, em: int, scale: float) -> Image.Image:
    rng = random.Random(f"{ink.seed}{text}")
    width = sum(ink.advance(letter, em, scale) for letter in text)
    mask = Image.new("L", (round(width * 1.08) + em, em * 2), 0)
    x, drift = 0.0, 0.0
    for letter in text:
        font = ink.face_of(letter).at(round(em * (1 + ink.shake * rng.uniform(-0.10, 0.10))))
        tile = Image.new("L", (em * 2, em * 2), 0)
        pen = ImageDraw.Draw(tile)
        pen.text(
            (em // 2, em * 1.36),
            letter,
            fill=255,
            font=font,
            anchor="ls",
            stroke_width=ink.bold,
        )
        tile = tile.rotate(ink.shake * rng.uniform(-5, 5), Image.Resampling.BICUBIC)
        drift = 0.6 * drift + ink.shake * em * rng.uniform(-0.05, 0.05)
        place = (round(x) - em // 2, round(drift))
        mask.paste(255, (place[0], place[1]), tile)
        x += ink.advance(letter, em, scale) * (1 + ink.shake * rng.uniform(-0.06, 0.06))
    return mask


def _dotted(mask: Image.Image, em: int) -> Image.Image:
    pins = 24
    small = mask.resize(
        (max(1, mask.width * pins // em), max(1, mask.height * pins // em)), Image.Resampling.BOX
    )
    cells = (np.asarray(small) > 105).astype(np.float32)
    dot = np.array([[0.75, 0.95, 0.7], [0.95, 1.0, 0.9], [0.7, 0.9, 0.65]], np.float32)
    wide = Image.fromarray((np.kron(cells, dot) * 255).astype(np.uint8))
    return wide.resize(mask.size, Image.Resampling.BILINEAR)
