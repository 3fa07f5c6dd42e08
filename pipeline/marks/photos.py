"""Photos on a document: solid patches that are neither paper nor print."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.scaling import shrunk

Image = NDArray[np.uint8]

_LOOKED_AT = 320
_PRINT = 0.045
_SMALLEST, _LARGEST = 0.115, 0.75
_LEVELS, _TINTS = (14.0, 24.0, 40.0), (16.0, 30.0)
_FAINT = 0.12
_NESTED = 0.5
"""What a patch inside another one takes up of it at most."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A solid patch: its upright box in pixels of the document."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.left + self.width / 2, self.top + self.height / 2

    def enlarged(self, zoom: float) -> Patch:
        """The same patch on a picture `zoom` times as large."""
        return Patch(self.left * zoom, self.top * zoom, self.width * zoom, self.height * zoom)

    def grown(self, aside: float, above: float, below: float) -> Patch:
        """The patch with more room on both sides, above and below."""
        width, height = self.width + 2 * aside, self.height + above + below
        return Patch(self.left - aside, self.top - above, width, height)

    def with_(self, other: Patch) -> Patch:
        """The smallest patch around both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        right = max(self.left + self.width, other.left + other.width)
        bottom = max(self.top + self.height, other.top + other.height)
        return Patch(left, top, right - left, bottom - top)


def patches(image: Image) -> list[Patch]:
    """The solid patches of a photo's size on an upright document, none over another but well inside it.

    A tinted card on white paper, or a shadow with a photo in it, is a patch itself. Those that
    differ most from the paper, in size and colour, come first.
    """
    small, scale = shrunk(image, _LOOKED_AT)
    away, tint = _away(small)
    found: list[Patch] = []
    # A shadow joins a photo at a low level and leaves it at a higher one; it has hardly a colour.
    for mask in (*(away > level for level in _LEVELS), *(tint > level for level in _TINTS)):
        for patch in _solid(mask.astype(np.uint8)):
            if all(_apart(patch, other) or _inner(patch, other) for other in found):
                found.append(patch)
    weights = {patch: _weight(away, patch) for patch in found}
    faint = _FAINT * max(weights.values(), default=0.0)
    found = _joined([patch for patch in found if weights[patch] > faint])
    found.sort(key=lambda patch: -_weight(away, patch))
    return [patch.enlarged(1 / scale) for patch in found]


def _away(small: Image) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How much each pixel differs from a smooth fit to the paper, darker or in colour; in colour alone."""
    lab = cv2.cvtColor(cv2.medianBlur(small, 3), cv2.COLOR_BGR2LAB).astype(np.float32)
    difference = lab - _paper(lab)
    tint = np.hypot(difference[:, :, 1], difference[:, :, 2])
    return np.hypot(np.minimum(difference[:, :, 0], 0), tint), tint


def _solid(mask: Image) -> list[Patch]:
    """What remains of a mask once everything thinner than a stroke of print is gone."""
    side = max(3, round(_PRINT * min(mask.shape)) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    solid = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel)
    count, _, stats, _ = cv2.connectedComponentsWithStats(solid)
    found = [tuple(int(part) for part in stats[label]) for label in range(1, count)]
    return [Patch(*one[:4]) for one in found if _like_a_photo(one, mask.shape)]


def _weight(away: NDArray[np.float32], patch: Patch) -> float:
    left, top = int(patch.left), int(patch.top)
    inside = away[top : top + int(patch.height), left : left + int(patch.width)]
    return float(np.maximum(inside - _LEVELS[0], 0).sum())


def _joined(found: list[Patch]) -> list[Patch]:
    """The patches, hair and clothes of one portrait made one."""
    for one in found:
        for other in found:
            if one is not other and _apart(one, other) and _above(one, other):
                rest = [patch for patch in found if patch is not one and patch is not other]
                return _joined([*rest, one.with_(other)])
    return found


def _above(one: Patch, other: Patch) -> bool:
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    gap = other.top - one.top - one.height
    both = one.with_(other)
    aligned = across > 0.6 * min(one.width, other.width) and both.height < 1.9 * both.width
    return aligned and abs(gap) < 0.75 * min(one.height, other.height)


def _apart(one: Patch, other: Patch) -> bool:
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    smaller = min(one.width * one.height, other.width * other.height)
    return across <= 0 or down <= 0 or across * down <= 0.5 * smaller


def _inner(one: Patch, other: Patch) -> bool:
    """Whether a patch is so much smaller than another over it that it is a thing of its own."""
    return one.width * one.height < _NESTED * other.width * other.height


def _paper(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """The paper's colour everywhere: a quadratic surface, fitted again to what lies near it."""
    height, width = lab.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    terms = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=-1)
    some, seen = terms[::4, ::4].reshape(-1, 6), lab[::4, ::4].reshape(-1, 3)
    keep = seen[:, 0] >= np.quantile(seen[:, 0], 0.35)
    for share in (0.7, 0.6, 0.6):
        fit = np.linalg.lstsq(some[keep], seen[keep], rcond=None)[0]
        residual = np.linalg.norm(seen - some @ fit, axis=1)
        keep = residual <= max(4.0, float(np.quantile(residual, share)))
    return np.asarray(terms @ fit, np.float32)


def _like_a_photo(stats: tuple[int, ...], shape: tuple[int, int]) -> bool:
    left, top, width, height, area = stats
    least = _SMALLEST * min(shape)
    inside = left > 0 and top > 0 and left + width < shape[1] and top + height < shape[0]
    return (
        inside
        and min(width, height) >= least
        and max(width / shape[1], height / shape[0]) <= _LARGEST
        and 0.45 < width / height < 2.2
        and area > 0.35 * width * height
    )
