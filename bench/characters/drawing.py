"""Drawn characters as a camera or a scanner shows them, each in its line."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.characters.faces import EM, SIDE, Faces
from pipeline.ocr import characters
from pipeline.ocr.characters import prepared

Picture = NDArray[Any]

_SEEN = characters.SIDE
_ABOVE, _LEFT = 8, 16
"""Pixels of the strip above its characters, and left of the first."""


class Drawing:
    """Draws characters, each in a face that has it and with others beside it."""

    def __init__(self, faces: Faces, rng: Generator) -> None:
        """Of these faces, as the generator says."""
        self._faces, self._rng = faces, rng
        likely = faces.there.T * faces.shares
        self._until = np.cumsum(likely / np.maximum(likely.sum(axis=1, keepdims=True), 1e-9), axis=1)
        self._has = [np.flatnonzero(there) for there in faces.there]

    def one(self, character: int) -> NDArray[np.float32]:
        """One character, by its column, as the net sees it."""
        rng = self._rng
        face = min(int((rng.random() > self._until[character]).sum()), len(self._has) - 1)
        em = _SEEN * rng.uniform(0.66, 1.0)
        return prepared(_taken(rng, self._placed(self._strip(face, character), em), em))

    def _strip(self, face: int, character: int) -> Picture:
        """The character with its neighbours, as a rule may cross them; 1 is ink."""
        rng, has = self._rng, self._has[face]
        strip = np.zeros((SIDE + 2 * _ABOVE, 3 * SIDE + 2 * _LEFT), np.float32)
        pitch = EM + rng.uniform(-6, 14)
        weight = rng.choice([0, 1, -1], p=[0.5, 0.3, 0.2]) * rng.uniform(0.2, 1)
        for away in (-pitch, 0.0, pitch):
            if away and rng.random() > 0.75:
                continue
            shown = character if not away else int(has[rng.integers(len(has))])
            left = round(_LEFT + SIDE + away)
            place = strip[_ABOVE : _ABOVE + SIDE, left : left + SIDE]
            np.maximum(place, _inked(self._faces.pictures[face, shown], weight), out=place)
        if rng.random() < 0.14:
            self._rule(strip)
        return strip

    def _rule(self, strip: Picture) -> None:
        """A rule of a table: above, below or through the line, or upright beside the character."""
        rng = self._rng
        ink, thick = rng.uniform(0.3, 1), int(rng.integers(1, 4))
        if rng.random() < 2 / 3:
            above, below, through = rng.uniform(6, 20), rng.uniform(60, 76), rng.uniform(20, 60)
            at = int(rng.choice([above, below, through], p=[0.4, 0.4, 0.2]))
            place = strip[at : at + thick]
        else:
            at = int(_LEFT + SIDE + rng.choice([rng.uniform(-14, 4), rng.uniform(60, 78)]))
            place = strip[:, at : at + thick]
        np.maximum(place, ink, out=place)

    def _placed(self, strip: Picture, em: float) -> Picture:
        """The square that is cut out around the character: not quite in its place, its size or its turn."""
        rng, scale = self._rng, EM / em
        turn, lean, wide = np.deg2rad(rng.normal(0, 1.5)), rng.normal(0, 0.04), rng.normal(1, 0.05)
        middle = np.array([_LEFT + 1.5 * SIDE, _ABOVE + SIDE / 2]) + EM * rng.normal(0, 0.06, 2)
        cos, sin = np.cos(turn), np.sin(turn)
        onto = scale * np.array([[cos * wide, lean - sin], [sin, cos]])
        move = np.column_stack([onto, middle - onto @ np.full(2, _SEEN / 2)])
        soft = cv2.blur(strip, (2, 2))
        return cv2.warpAffine(soft, move, (_SEEN, _SEEN), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)


def _inked(picture: Picture, weight: float) -> Picture:
    """A character in heavier (weight up to 1) or lighter ink (down to -1)."""
    glyph = picture.astype(np.float32) / 255
    if not weight:
        return glyph
    other = (cv2.dilate if weight > 0 else cv2.erode)(glyph, np.ones((3, 3), np.uint8))
    share = weight if weight > 0 else -0.7 * weight
    return glyph * (1 - share) + other * share


def _taken(rng: Generator, ink: Picture, em: float) -> Picture:
    """The square in grey levels: blurred, coarse, faded, unevenly lit, under a seal, noisy, as JPEG."""
    ink = _faded(rng, _softened(rng, ink, em))
    white, black = rng.uniform(130, 255), rng.uniform(0, 90)
    grey = white - (white - black) * np.clip(ink * rng.uniform(0.85, 1.25), 0, 1)
    if rng.random() < 0.3:
        light = np.linspace(1, rng.uniform(0.7, 1), _SEEN)[:: int(rng.choice([-1, 1]))]
        grey = grey * (light[None] if rng.random() < 0.5 else light[:, None])
    if rng.random() < 0.12:
        seal, centre = np.zeros((_SEEN, _SEEN), np.float32), rng.uniform(-30, _SEEN + 30, 2)
        size, thick = int(rng.uniform(20, 70)), int(rng.integers(2, 9))
        cv2.circle(seal, (int(centre[0]), int(centre[1])), size, (1.0,), thick, cv2.LINE_AA)
        grey = grey * (1 - seal * rng.uniform(0.08, 0.3))
    if rng.random() < 0.25:
        weave = rng.normal(0, 1, (int(rng.integers(4, 24)),) * 2).astype(np.float32)
        grey = grey + rng.uniform(1, 10) * cv2.resize(weave, (_SEEN, _SEEN))
    picture = np.clip(grey + rng.normal(0, rng.choice([0, 2, 5, 9]), grey.shape), 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))])[1]
        picture = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE))
    return picture


def _softened(rng: Generator, ink: Picture, em: float) -> Picture:
    """Out of focus, moved, or seen by few pixels."""
    if rng.random() < 0.75:
        blur = em * min(rng.gamma(2.0, 0.016), 0.075)
        ink = cv2.GaussianBlur(ink, (0, 0), blur) if blur > 0.25 else ink
        if rng.random() < 0.08:
            shake = np.full((1, int(rng.integers(2, 5))), 1.0)
            ink = cv2.filter2D(ink, -1, (shake if rng.random() < 0.5 else shake.T) / shake.size)
    if rng.random() < 0.4:
        few = max(16, int(_SEEN * rng.uniform(0.4, 0.9)))
        small = cv2.resize(ink, (few, few), interpolation=cv2.INTER_AREA)
        way = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
        ink = cv2.resize(small, (_SEEN, _SEEN), interpolation=way)
    return ink


def _faded(rng: Generator, ink: Picture) -> Picture:
    """By a worn ribbon, or in the dots of a matrix printer."""
    if rng.random() < 0.1:
        fade = cv2.resize(rng.random((3, 4)).astype(np.float32), (_SEEN, _SEEN))
        ink = ink * (1 - rng.uniform(0.2, 0.7) * fade)
    if rng.random() < 0.05:
        wave = np.sin(np.arange(_SEEN) * 2 * np.pi / rng.uniform(2.2, 3.4)) + 1
        ink = ink * np.clip(0.35 + 0.32 * wave[:, None] * wave[None], 0, 1)
    return ink
