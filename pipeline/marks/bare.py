"""Whether a place without strokes is bare paper, or covered: by a finger, a white patch, coarse squares."""

from __future__ import annotations

import numpy as np

from pipeline.marks.ink import Image
from pipeline.marks.levels import levels

_APART, _BLOTCHED, _EVEN = 0.02, 0.9, 0.3
"""Of 54 blank places none lay more than 0.009 off the paper around it, one in twenty was more blotched than
this share of it, and none was evener by more than this share of its pixels."""
_ASIDE, _OFF, _AWAY = 1.2, 0.1, 0.7
_PAPER, _LOW, _MIDDLE = 0.8, 0.25, 0.45


def bare(image: Image, left: float, top: float, right: float, bottom: float, height: float) -> bool:
    """Whether a place of a sheet (BGR; all in pixels) looks as the paper around it does.

    `height` is that of a line's box. The paper of both has the same light, in each channel; the place has
    no blotches that its surroundings lack, and is not evener than they are.
    """
    place = _cut(image, left, top, right, bottom)
    aside = _ASIDE * height
    around = [
        _cut(image, left - aside, top, left, bottom),
        _cut(image, right, top, right + aside, bottom),
        _cut(image, left, top - _AWAY * height, right, top - _OFF * height),
        _cut(image, left, bottom + _OFF * height, right, bottom + _AWAY * height),
    ]
    around = [piece for piece in around if min(piece.shape[:2]) > 1]
    if min(place.shape[:2]) < 2 or not around:
        return False
    evener = _evenness(place) - float(np.median([_evenness(piece) for piece in around]))
    pixels = np.concatenate([piece.reshape(-1, 3) for piece in around])
    return evener <= _EVEN and all(_same(place[:, :, one], pixels[:, one]) for one in range(3))


def _same(place: Image, around: Image) -> bool:
    """Whether one channel of the place has the light of its surroundings, and no blotches."""
    low, paper = levels(np.ascontiguousarray(place), _LOW, _PAPER)
    middle, near = levels(np.ascontiguousarray(around), _MIDDLE, _PAPER)
    apart = abs(paper / max(1.0, near) - 1)
    return apart <= _APART and low / max(1.0, paper) >= _BLOTCHED * middle / max(1.0, near)


def _evenness(piece: Image) -> float:
    """The share of neighbours that are exactly alike: small in a photo, large where it was painted over."""
    return float((np.diff(piece.astype(np.int16), axis=1) == 0).mean())


def _cut(image: Image, left: float, top: float, right: float, bottom: float) -> Image:
    x, y = max(0, int(left)), max(0, int(top))
    return image[y : max(y, int(bottom)), x : max(x, int(right))]
