"""Pieces of ink beside and around printed words, and which word each belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.overwriting import Floats, Printed, Strip

DARK = 0.25
"""From which darkness on (0 to 1) a pixel belongs to a piece of ink."""
_BOXED, _FAINT = 0.3, 0.06
_HEART = 1.5
_HOLLOW = 0.05
_TALL = 1.25
_REACH = 3.0
"""By how much a mark around a word is wider than the widest word at most, in em."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A connected piece of ink outside the words: its ends, its middle and its mass in characters.

    `heart` is the ink in its central part: an empty box has none, a ticked or a filled one has. One that is
    `tall` is higher than a box.
    """

    left: float
    right: float
    x: float
    mass: float
    heart: float
    boxlike: bool
    tall: bool


def _threshold(strip: Strip) -> float:
    """From which darkness on a pixel is ink: less where all print is pale."""
    a, b = strip.band
    print_ = np.concatenate(
        [strip.ink[a:b, max(0, int(w[0])) : max(1, int(w[1]))].ravel() for w in strip.words]
    )
    strokes = print_[print_ > _FAINT]
    return min(DARK, 0.4 * float(np.percentile(strokes, 75))) if strokes.size else DARK


def _blobs(outside: Floats, strip: Strip, unit: float) -> list[Blob]:
    dark = (outside > _threshold(strip)).astype(np.uint8)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(dark, connectivity=8)
    near = np.zeros(outside.shape[0], bool)
    near[max(0, int(strip.middle - 0.62 * strip.em)) : int(strip.middle + 0.62 * strip.em)] = True
    widest = max(right - left for left, right, _ in strip.words)
    blobs = []
    for index in range(1, count):
        inside = labels == index
        mass = float(outside[inside].sum())
        share = float(outside[inside & near[:, None]].sum()) / max(mass, 1e-6)
        top, height = stats[index][1], stats[index][3]
        cut = top == 0 or top + height == outside.shape[0]
        across = top < strip.middle < top + height
        rule = height > 0.95 * outside.shape[0] and stats[index][2] < 0.35 * strip.em
        rule = rule or (height < 0.22 * strip.em and stats[index][2] > 0.5 * strip.em)
        # No mark is so much longer than a word: it is a rule that leans or bends.
        rule = rule or stats[index][2] > widest + _REACH * strip.em
        if rule or mass < 0.03 * unit or (cut and not across and share < 0.35):
            continue
        left, width = float(stats[index][0]), float(stats[index][2])
        if width < 0.35 * strip.em and not cut and _touches(left, left + width, strip):
            continue
        boxlike = 0.45 * strip.em < height < 1.9 * strip.em and 0.45 * strip.em < width < 2.2 * strip.em
        heart = _heart(outside, stats[index]) / unit if boxlike else 0.0
        tall = height > _TALL * strip.em
        blobs.append(Blob(left, left + width, float(centres[index][0]), mass / unit, heart, boxlike, tall))
    return _rings(blobs, strip)


def _rings(blobs: Sequence[Blob], strip: Strip) -> list[Blob]:
    """The blobs, with the two sides of a circle of which the rest lies over its word made one again."""
    whole = list(blobs)
    for start, end, _ in strip.words:
        near = [
            one for one in whole if one.tall and one.left > start - strip.em and one.right < end + strip.em
        ]
        before = [one for one in near if one.x < start]
        after = [one for one in near if one.x > end]
        if len(before) == len(after) == 1:
            (one,), (other,) = before, after
            whole = [blob for blob in whole if blob not in (one, other)]
            mass = one.mass + other.mass
            whole.append(Blob(one.left, other.right, (one.left + other.right) / 2, mass, 0.0, False, True))
    return whole


def _touches(left: float, right: float, strip: Strip) -> bool:
    """Whether a sliver is the edge of a word's own print."""
    reach = 0.04 * strip.em + 2
    return any(abs(left - word[1]) < reach or abs(word[0] - right) < reach for word in strip.words)


def _heart(ink: Floats, box: NDArray[np.int32]) -> float:
    """The ink in the middle of a blob."""
    left, top, width, height = (int(side) for side in box[:4])
    x, y = round(0.25 * width), round(0.25 * height)
    return float(ink[top + y : top + height - y, left + x : left + width - x].sum())


def attributed(outside: Floats, strip: Strip, unit: float) -> list[float]:
    """The ink beside and around the words, shared out among them."""
    blobs = _blobs(outside, strip, unit)
    words, count = strip.words, len(strip.words)
    gaps = [0.0] * (count + 1)
    for blob in blobs:
        arc = blob.heart < _HOLLOW and max(_coverage(blob, word) for word in words) > 0.3
        if blob.boxlike and not arc:
            # A pale frame with nothing in it is a box all the same.
            gaps[_gap(blob, words)] += blob.mass if blob.heart else max(blob.mass, 2 * _BOXED)
    side = _side(gaps, blobs, strip)
    shares = [0.0] * count
    for blob in blobs:
        for index, share in _shares(blob, strip, side, _has_box(blob, blobs, words)):
            shares[index] += share * (blob.mass + _HEART * blob.heart)
    return shares


def _gap(blob: Blob, words: Sequence[Printed]) -> int:
    """How many words stand before a blob."""
    return sum(blob.x > (left + right) / 2 for left, right, _ in words)


def _has_box(blob: Blob, blobs: Sequence[Blob], words: Sequence[Printed]) -> bool:
    """Whether the box of its gap, where boxes are printed, can only be in this blob: no other holds it."""
    rest = (other for other in blobs if other is not blob and (other.boxlike or other.mass > _BOXED))
    return blob.mass > _BOXED and all(_gap(other, words) != _gap(blob, words) for other in rest)


def _side(gaps: Sequence[float], blobs: Sequence[Blob], strip: Strip) -> int:
    """Where the boxes stand: -1 before their words, 1 after them, 0 where there are none."""
    count = len(gaps) - 1
    before = sum(mass > _BOXED for mass in gaps[:-1])
    after = sum(mass > _BOXED for mass in gaps[1:])
    if max(before, after) < max(2, count - 1):
        return 0
    if before != after:
        return -1 if before > after else 1
    closer = 0.0
    for blob in blobs:
        if blob.mass > _BOXED:
            to_left, to_right = _distances(blob, strip)
            if max(to_left, to_right) < 6 * strip.em:
                closer += float(np.sign(to_left - to_right))
    return -1 if closer > 0 else 1 if closer < 0 else 0


def _distances(blob: Blob, strip: Strip) -> tuple[float, float]:
    """From the word before a blob and to the word after it, infinite where there is none."""
    before = [blob.left - right for left, right, _ in strip.words if (left + right) / 2 < blob.x]
    after = [left - blob.right for left, right, _ in strip.words if (left + right) / 2 >= blob.x]
    return max(0.0, min(before, default=np.inf)), max(0.0, min(after, default=np.inf))


def _coverage(blob: Blob, word: Printed) -> float:
    """The share of a word's width over which a blob reaches, as a circle round it does."""
    return (min(blob.right, word[1]) - max(blob.left, word[0])) / max(1.0, word[1] - word[0])


def _shares(blob: Blob, strip: Strip, side: int, boxed: bool) -> list[tuple[int, float]]:
    """Which words a blob belongs to, and with what share.

    The arm of a tick may reach the next word; the box under the tick still tells whose it is.
    """
    covered = [_coverage(blob, word) for word in strip.words]
    if max(covered) > 0.6:
        return [(covered.index(max(covered)), 1.0)]
    after = _gap(blob, strip.words)
    before, count = after - 1, len(strip.words)
    if before < 0 or after >= count:
        return [(min(max(before, 0), count - 1), 1.0)]
    to_left, to_right = _distances(blob, strip)
    if side and (boxed or min(to_left, to_right) > 0):
        return [(after if side < 0 else before, 1.0)]
    a, b = (to_left + 0.05 * strip.em) ** 2, (to_right + 0.05 * strip.em) ** 2
    return [(before, b / (a + b)), (after, a / (a + b))]
