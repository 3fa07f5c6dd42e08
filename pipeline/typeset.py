"""How the characters of a line are set, told from those that nobody disputes; and others set likewise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.glyphs import Cover, Typeface
from pipeline.marks.levels import PALE, levels
from pipeline.ocr.detection import Image
from pipeline.ocr.ruled import rules

_HIGHEST = 64
"""Pixels: taller crops are shrunk first; the reader looks at 48."""
_LEAST = 40
"""Pixels of undisputed characters that must be seen to tell how they are set."""
_EMS = np.arange(0.5, 1.1, 0.06)
_BLURS = np.array([0.3, 0.5, 0.7, 0.9, 1.2, 1.5, 1.9, 2.4, 3.0]) / 56
_BLUR = 1.2 / 56
"""In heights of the crop; the last while the place is looked for, where sharpness matters little."""
_WIDEST = 1.25
"""How many times its pitch a character's em may be."""
_SHIFTS = (-0.12, -0.06, 0.0, 0.06, 0.12)
"""In ems, along the line."""
_HIGH, _LOW = 0.2, 0.85
"""Between which heights of the crop the middle of the characters may lie."""
_DENSE, _DENSEST, _STRONGEST = 93, 1.15, 3.0
"""The percentile that tells how dark print is, and how dark and how many times darker it may be drawn."""
_GRAIN = 2.5
"""Grey levels of noise on paper."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How characters are set: em, blur, and where their em boxes lie, in pixels; ink, as a factor."""

    face: Typeface
    em: float
    right: int
    middle: int
    blur: float = 0.0
    gain: float = 1.0


@dataclass(frozen=True, slots=True)
class Shift:
    """How one drawing differs from another: in ems along the line and down, and in size."""

    right: float = 0.0
    down: float = 0.0
    size: float = 1.0


class Line:
    """The crop of a value whose characters' centres are known."""

    def __init__(self, image: Image, centres: Sequence[float]) -> None:
        """`centres` lie between 0 and 1 of the crop's width."""
        height = min(image.shape[0], _HIGHEST)
        width = max(1, round(image.shape[1] * height / image.shape[0]))
        self._image = np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        self._paper, self._ink = levels(self._image, 0.85, 0.02)
        dark = (self._image < 0.5 * (self._paper + self._ink)).astype(np.uint8)
        self._rules = rules(dark)
        self._clear = cv2.dilate(self._rules, np.ones((3, 3), np.uint8)) == 0
        cover = (self._paper - self._image) / max(1.0, self._paper - self._ink)
        self._cover = np.clip(cover, 0, 1.3) * self._clear
        self._middles = np.array(centres) * width
        self._pitch = float(np.median(np.diff(self._middles))) if len(centres) > 1 else 0.8 * height

    def setting(self, letters: Mapping[int, str], face: Typeface) -> Setting | None:
        """How undisputed letters, by their place in the value, are set if in this face; None if unseen."""
        seen = self._clear & self._cells(letters)
        if self._paper - self._ink < PALE or seen.sum() < _LEAST:
            return None
        rough = self._placed(letters, face, seen)
        return self._inked(letters, rough, seen) if rough else None

    def redrawn(self, letters: Mapping[int, str], setting: Setting, shift: Shift) -> Image:
        """The crop with these letters in place of what stands there; rules stay where they are."""
        height, width = self._image.shape
        wiped = self._image.astype(np.float32)
        keep = cv2.dilate(self._rules, np.ones((5, 1), np.uint8)) > 0
        noise = np.random.default_rng(7).normal(0, _GRAIN, (height, width))
        for place in letters:
            cell = self._cells([place]) & ~keep
            if cell.any():
                wiped[cell] = np.percentile(self._image[cell], 80) + noise[cell]
        em = setting.em * shift.size
        right, middle = setting.right + shift.right * em, setting.middle + shift.down * em
        drawn = self._drawn(letters, setting.face, em, setting.blur, right, middle)
        inked = wiped - (self._paper - self._ink) * np.clip(drawn * setting.gain, 0, _DENSEST)
        darkest = np.minimum(wiped, self._ink - 5)
        return np.asarray(np.clip(np.maximum(inked, darkest), 0, 255), np.uint8)

    def _placed(self, letters: Mapping[int, str], face: Typeface, seen: NDArray[np.bool_]) -> Setting | None:
        """The size and place whose drawing is likest to the crop, where no rule hides it."""
        height = self._image.shape[0]
        wanted = _standardised(self._cover[seen])
        best, found = 0.0, None
        for em in height * _EMS:
            if em > _WIDEST * self._pitch:
                break
            # Drawn once on a high sheet, of which the crop is a window.
            sheet = self._drawn(letters, face, em, _BLUR * height, 0, height, 2 * height)
            for right in (round(shift * em) for shift in _SHIFTS):
                moved = np.roll(sheet, right, axis=1)
                for middle in range(int(_HIGH * height), int(_LOW * height)):
                    window = moved[height - middle : 2 * height - middle]
                    likeness = float(wanted @ _standardised(window[seen]))
                    if likeness > best:
                        best, found = likeness, Setting(face, float(em), right, middle)
        return found

    def _inked(self, letters: Mapping[int, str], rough: Setting, seen: NDArray[np.bool_]) -> Setting:
        """The setting with the blur and the ink of the crop: as steep and as dark as its letters are."""
        height = self._image.shape[0]
        reach = np.abs(np.arange(height) - rough.middle) <= 0.55 * rough.em
        seen = seen & reach[:, None]
        dark, steep = np.percentile(self._cover[seen], _DENSE), _steepness(self._cover, seen)

        def likewise(blur: float) -> tuple[float, Setting]:
            drawn = self._drawn(letters, rough.face, rough.em, blur, rough.right, rough.middle)
            gain = min(_STRONGEST, float(dark / max(0.05, np.percentile(drawn[seen], _DENSE))))
            off = abs(_steepness(np.clip(drawn * gain, 0, _DENSEST), seen) - steep)
            return off, Setting(rough.face, rough.em, rough.right, rough.middle, blur, gain)

        return min(map(likewise, height * _BLURS), key=lambda one: one[0])[1]

    def _drawn(
        self,
        letters: Mapping[int, str],
        face: Typeface,
        em: float,
        blur: float,
        right: float,
        middle: float,
        height: int = 0,
    ) -> Cover:
        size = height or self._image.shape[0], self._image.shape[1]
        ink = np.zeros(size, np.float32)
        for place, letter in letters.items():
            glyph = face.cover(letter, em, blur)
            half = glyph.shape[0] / 2
            move = np.array([[1, 0, self._middles[place] + right - half], [0, 1, middle - half]], np.float32)
            ink = np.maximum(ink, cv2.warpAffine(glyph, move, size[::-1], flags=cv2.INTER_LINEAR))
        return ink

    def _cells(self, places: Iterable[int]) -> NDArray[np.bool_]:
        """The columns of some characters, to halfway between them and their neighbours."""
        halves = (self._middles[1:] + self._middles[:-1]) / 2
        first, last = self._middles[0] - 0.55 * self._pitch, self._middles[-1] + 0.55 * self._pitch
        edges = np.clip(np.round([first, *halves, last]), 0, self._image.shape[1]).astype(int)
        cells = np.zeros(self._image.shape, np.bool_)
        for place in places:
            cells[:, edges[place] : edges[place + 1]] = True
        return cells


def _standardised(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Without their mean, and of length 1: the product of two is their correlation."""
    centred = values - values.mean()
    return np.asarray(centred / max(1e-6, float(np.linalg.norm(centred))))


def _steepness(cover: Cover, seen: NDArray[np.bool_]) -> float:
    """The mean step from pixel to pixel along the line."""
    return float(np.abs(np.diff(cover, axis=1))[seen[:, 1:]].mean())
