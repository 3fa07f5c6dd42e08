"""A strip of paper that is written on from left to right."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.ocr.figures import ALPHABET, HEIGHT, PRINT

Picture = NDArray[Any]
Mark = tuple[str, float, float]
"""A figure, or PRINT, and its left and right ends in pixels."""

_EM, _LONGEST = 64, 1600
_FIGURE = 0.72
"""A figure's height in ems, the same in all fonts."""


@dataclass(frozen=True, slots=True)
class Hand:
    """With what blanks are filled in: size, base and pitch in ems, ink from 0 (black) to 1.

    `wide` stretches it, `slant` leans it to the right by so much of its height; `dots` is a dot-matrix
    printer's, `stroke` by how many pixels (of 64 an em) strokes are thickened or worn.
    """

    font: Path
    size: float
    base: float
    pitch: float
    ink: float
    wide: float
    slant: float
    dots: bool
    stroke: int

    @classmethod
    def drawn(cls, rng: Generator, font: Path) -> Hand:
        """Any hand."""
        return cls(
            font,
            size=rng.uniform(0.75, 1.35),
            base=rng.choice([rng.normal(0, 0.1), rng.normal(0.05, 0.22)]),
            pitch=rng.choice([0.0, rng.normal(0, 0.04), rng.uniform(0, 0.3), rng.uniform(-0.2, 0)]),
            ink=rng.uniform(0, 0.45),
            wide=rng.choice([1.0, rng.uniform(0.75, 1.25)]),
            slant=rng.choice([0.0, rng.normal(0, 0.13)]),
            dots=bool(rng.random() < 0.12),
            stroke=int(rng.choice([-1, 0, 0, 0, 1, 2])),
        )


@dataclass(slots=True)
class Canvas:
    """A strip `HEIGHT` pixels high; `em` is the size of its printed words in pixels."""

    rng: Generator
    em: float
    font: Path
    marks: list[Mark] = field(default_factory=list)
    x: float = field(init=False)
    middle: float = field(init=False)
    slope: float = field(init=False)
    ink: float = field(init=False)
    paper: Picture = field(init=False)

    def __post_init__(self) -> None:
        self.x = self.rng.uniform(0.05, 0.8) * self.em
        self.middle = 0.5 * HEIGHT + self.rng.normal(0, 2.5)
        self.slope = self.rng.normal(0, 0.006)
        self.ink = self.rng.uniform(0, 0.35)
        self.paper = np.ones((HEIGHT, _LONGEST), np.float32)

    def words(self, text: str) -> None:
        """Print words."""
        for letter in text:
            if letter == " ":
                self.x += 0.3 * self.em
                continue
            self._stamp(letter, _glyph(self.font, letter), 1.0, self.middle + 0.36 * self.em, self.ink)
            self.x += self.em * self.rng.uniform(0, 0.06)

    def blank(self, text: str, hand: Hand, ruled: bool) -> None:
        """Fill a blank in, with the rule that it stands on, over or under."""
        rng, start = self.rng, self.x
        self.x += self.em * rng.choice([0.15, 0.5, rng.uniform(0, 3.5)], p=[0.35, 0.35, 0.3])
        base = self.middle + (0.32 + hand.base + rng.normal(0, 0.05)) * self.em
        for letter in text:
            mask = _written(letter, hand)
            size, own = hand.size * rng.normal(1, 0.03), base + rng.normal(0, 0.02) * self.em
            self._stamp(letter, mask, size, own, hand.ink)
            self.x += hand.pitch * self.em
        self.x += self.em * rng.choice([0.1, 0.4, rng.uniform(0, 3.0)], p=[0.35, 0.35, 0.3])
        if ruled:
            y, thick = self.middle + self.em * rng.uniform(0.0, 0.6), int(rng.choice([1, 1, 1, 2, 2, 3]))
            first, last = ((x, y + self.slope * x) for x in (start, self.x))
            self._rule(first, last, rng.uniform(0, 0.6), thick)

    def _rule(self, start: tuple[float, float], end: tuple[float, float], ink: float, thick: int) -> None:
        ends = (round(start[0]), round(start[1])), (round(end[0]), round(end[1]))
        cv2.line(self.paper, *ends, (float(ink),), thick, cv2.LINE_AA)

    def _stamp(self, letter: str, mask: Picture, size: float, base: float, ink: float) -> None:
        scale, width, left = size * self.em / _EM, mask.shape[1], self.x
        turn = np.deg2rad(self.rng.normal(0, 1.2))
        x0 = max(0, int(left) - 2)
        x1 = min(_LONGEST, x0 + int(np.ceil(width * scale)) + 8)
        if x1 - x0 < 3:
            return
        across, down = scale * np.cos(turn), scale * np.sin(turn)
        place = np.array([[across, -down, left - x0], [down, across, base - scale * _EM]])
        small = cv2.GaussianBlur(mask, (0, 0), 0.5 / scale) if scale < 0.7 else mask
        shown = cv2.warpAffine(small, place, (x1 - x0, HEIGHT)).astype(np.float32) / 255
        self.paper[:, x0:x1] = np.minimum(self.paper[:, x0:x1], 1 - shown * (1 - ink))
        self.x += width * scale
        self.marks.append((letter if letter in ALPHABET else PRINT, left, self.x))

    def picture(self) -> Picture:
        """What was written so far, with what a form has around it: rules, the grey of a red seal."""
        rng, right = self.rng, int(min(_LONGEST - 1, self.x + self.rng.uniform(0.05, 0.8) * self.em))
        grey = rng.uniform(0, 0.5)
        for y in (rng.uniform(0, 6), HEIGHT - rng.uniform(0, 6)):
            if rng.random() < 0.15:
                self._rule((0, y), (right, y + self.slope * right), grey, int(rng.integers(1, 4)))
        for x in (rng.uniform(0, 4), right - rng.uniform(1, 5)):
            if rng.random() < 0.12:
                self._rule((x, 0), (x, HEIGHT), grey, int(rng.integers(1, 4)))
        if rng.random() < 0.12:
            shade, size = np.ones_like(self.paper), int(rng.uniform(40, 120))
            centre = int(rng.uniform(0, right)), int(rng.uniform(-60, HEIGHT + 60))
            cv2.circle(shade, centre, size, (rng.uniform(0.7, 0.92),), int(rng.integers(3, 9)), cv2.LINE_AA)
            self.paper = np.minimum(self.paper, shade)
        return self.paper[:, :right].copy()


def _written(letter: str, hand: Hand) -> Picture:
    mask = _glyph(hand.font, letter)
    if hand.stroke:
        brush = np.ones((abs(hand.stroke) + 1,) * 2, np.uint8)
        mask = cv2.dilate(mask, brush) if hand.stroke > 0 else cv2.erode(mask, brush)
    more = abs(hand.slant) * _FIGURE * _EM
    lean = np.array([[hand.wide, -hand.slant, hand.slant * _EM + (more if hand.slant < 0 else 0)], [0, 1, 0]])
    mask = cv2.warpAffine(mask, lean, (round(hand.wide * mask.shape[1] + more), mask.shape[0]))
    return _dotted(mask) if hand.dots else mask


def _dotted(mask: Picture) -> Picture:
    """A glyph as a dot-matrix printer has it."""
    y, x = np.mgrid[: mask.shape[0], : mask.shape[1]]
    grid = (np.sin(y * 2 * np.pi / 5.3) + 1) * (np.sin(x * 2 * np.pi / 5.3) + 1) / 4
    dots = np.clip(2.2 * grid, 0, 1) * cv2.dilate(mask, np.ones((3, 3), np.uint8))
    return np.asarray(dots, np.uint8)


@cache
def _glyph(font: Path, letter: str) -> Picture:
    """A letter's mask, its base line `_EM` pixels down."""
    face = ImageFont.truetype(str(font), _EM)
    if not "\u3400" <= letter <= "\u9fff":
        top, bottom = face.getbbox("8")[1::2]
        face = ImageFont.truetype(str(font), max(8, round(_EM * _FIGURE * _EM / max(8, bottom - top))))
    left, _, right, _ = face.getbbox(letter, anchor="ls")
    width = int(max(round(face.getlength(letter)), right) - min(0, left))
    picture = Image.new("L", (max(1, width), _EM + 24))
    ImageDraw.Draw(picture).text((-min(0, left), _EM), letter, font=face, fill=255, anchor="ls")
    return np.asarray(picture)
