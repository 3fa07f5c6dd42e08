"""Characters in the three typefaces that papers are printed in: Song (宋体), Kai (楷体) and Hei (黑体)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pipeline.font import installed, letters, sized

FACES = (("uming.ttc", 0), ("ukai.ttc", 0), ("wqy-microhei.ttc", 0))
"""Of fonts-arphic-uming, fonts-arphic-ukai, fonts-wqy-microhei; no others, that all machines draw alike."""
_FINER = 4
"""How many times larger than asked a glyph is drawn before it is shrunk."""
_BASE = 0.36
"""How far below the middle of its em box a character's baseline lies, in ems."""

Cover = NDArray[np.float32]
"""How much of each pixel is ink, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """One face of a font file."""

    path: Path
    number: int

    def draws(self, text: str) -> bool:
        """Whether it has every character of a text."""
        return letters(self.path, self.number).issuperset(map(ord, text))

    def cover(self, letter: str, em: float, blur: float) -> Cover:
        """A character in the middle of a square of two ems; em and blur (a Gaussian's sigma) in pixels."""
        side = round(2 * em * _FINER)
        font = sized(self.path, self.number, max(4, round(em * _FINER)))
        drawn = Image.new("L", (side, side), 0)
        base = side / 2 + _BASE * em * _FINER
        ImageDraw.Draw(drawn).text((side / 2, base), letter, font=font, fill=255, anchor="ms")
        shrunk = cv2.resize(np.asarray(drawn), (round(2 * em),) * 2, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.GaussianBlur(shrunk.astype(np.float32) / 255, (0, 0), blur), np.float32)


@lru_cache(maxsize=1)
def typefaces() -> tuple[Typeface, ...]:
    """The three, or none where one is not installed: what is drawn must not depend on the machine."""
    found = tuple(Typeface(path, number) for path, number in installed(FACES))
    return found if len(found) == len(FACES) else ()
