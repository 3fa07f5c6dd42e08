"""A sheet is turned so that its text stands upright, and warped so that its lines run level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.normalise import Sheet, finer
from pipeline.ocr.detection import Image, Quad, clockwise
from pipeline.ocr.reach import stretched
from pipeline.ocr.reader import Reader, crop_of
from pipeline.ocr.recognition import Reading

_SURE_OF_TURN = 0.9
_MOST = 10
"""Lines that are read at most to tell which way is up."""
_WORDS = 5
"""Characters that are neither digits nor letters, in a line that tells by itself which way is up."""
_LATIN = 0.25
"""What a digit or a letter counts beside a Chinese character."""
_CROOKED = 0.006
_GENTLE, _STEEP = 0.12, 0.4
"""A sheet's outline leaves its lines hardly steeper than the first, no camera steeper than the second."""
_TALL, _SMALL = 56, 25
"""Pixels that the box of a line is high at most for most of a sheet's lines, and the percentile of the small
ones, which are: the reader looks at 48."""
_ALIKE, _FAN, _ROUNDS = 0.05, 0.7, 4
"""How far slopes lie from what they grow by, the most of that, and how often it is fitted."""


def upright(
    sheet: Sheet, boxes: list[Quad], page: Image, reader: Reader
) -> tuple[Sheet, list[Quad], dict[int, Reading]]:
    """The sheet with its text upright and level: the axis by the boxes, the direction by reading some lines.

    The boxes come back on that sheet, each stretched over its whole line, with what was read of some.
    """
    wide = sum(extent(box, 0) for box in boxes if extent(box, 0) > extent(box, 1))
    tall = sum(extent(box, 1) for box in boxes if extent(box, 1) > 1.5 * extent(box, 0))
    if tall > wide:
        turned = sheet.turned(1)
        sheet, boxes = turned, moved(boxes, sheet, turned)
    sheet, boxes = level(sheet, boxes, page)
    longest = sorted(range(len(boxes)), key=lambda index: -extent(boxes[index], 0))
    # On a blurred page only a title's large print may be legible; rows of a pattern may be the longest.
    large = sorted(longest, key=lambda index: -extent(boxes[index], 0) * extent(boxes[index], 1) ** 2)
    known: dict[int, Reading] = {}
    other: dict[int, Reading] = {}
    for chosen in (longest[:2], [*large[:3], *longest[2:4]], longest[4:_MOST]):
        more = [index for index in dict.fromkeys(chosen) if index not in known]
        known |= _read(sheet, boxes, more, reader, turned=False)
        if _sure(known):
            return sheet, boxes, known
        other |= _read(sheet, boxes, more, reader, turned=True)
        if _sure(other):
            break
    if weight(other) > weight(known):
        turned = sheet.turned(2)
        return turned, moved(boxes, sheet, turned), other
    return sheet, boxes, known


def level(sheet: Sheet, boxes: list[Quad], page: Image) -> tuple[Sheet, list[Quad]]:
    """The sheet with its lines level and as large as they are read best, and the boxes on it.

    Each is stretched over its whole line.
    """
    quad, size = levelled(sheet, boxes)
    heights = [min(extent(box, 0), extent(box, 1)) for box in boxes]
    scale = _TALL / float(np.percentile(heights, _SMALL)) if heights else np.inf
    fine = finer(page, sheet, quad, size, max(1.0, scale))
    boxes = moved(boxes, sheet, fine)
    return fine, _whole_lines(fine.grey, boxes)


def _whole_lines(grey: Image, boxes: Sequence[Quad]) -> list[Quad]:
    every = np.array(boxes)
    return [stretched(grey, box, np.delete(every, index, axis=0)) for index, box in enumerate(boxes)]


def _read(
    sheet: Sheet, boxes: Sequence[Quad], chosen: Sequence[int], reader: Reader, *, turned: bool
) -> dict[int, Reading]:
    """What the chosen boxes say as they stand, or upside down."""
    grey, step = sheet.grey, -1 if turned else 1
    crops = {index: crop_of(grey, boxes[index])[::step, ::step] for index in chosen}
    return {index: reader.reading(np.ascontiguousarray(crop)) for index, crop in crops.items()}


def _sure(readings: Mapping[int, Reading]) -> bool:
    """Whether the lines make sense: all of them, or one so much that the others may be no print at all."""
    clear = [reading.chars for reading in readings.values() if reading.score > _SURE_OF_TURN]
    # Digits make sense either way round: 6 and 9.
    words = (sum(not letter.isascii() for letter in set(chars)) for chars in clear)
    every = len(clear) == len(readings) and all(len(chars) > 3 for chars in clear)
    return every or max(words, default=0) >= _WORDS


def weight(readings: Mapping[int, Reading]) -> float:
    """How much sense lines make."""
    return sum(sense(reading.chars, reading.score) for reading in readings.values())


def sense(chars: str, score: float) -> float:
    """How much sense a line makes: the number of its characters, the doubtful ones counting less.

    Upside-down print is read as letters and figures, never as words; a pattern as one character many times.
    """
    return score**2 * sum(_LATIN if letter.isascii() else 1.0 for letter in set(chars))


def extent(box: Quad, axis: int) -> float:
    """How far a box reaches across (0) or down (1), in pixels."""
    return float(box[:, axis].max() - box[:, axis].min())


def moved(boxes: Sequence[Quad], old: Sheet, new: Sheet) -> list[Quad]:
    """The boxes of one sheet on another view of the same page."""
    transform = np.linalg.inv(new.to_page) @ old.to_page
    return [
        clockwise(cv2.perspectiveTransform(box[None].astype(np.float64), transform)[0].astype(np.float32))
        for box in boxes
    ]


def levelled(sheet: Sheet, boxes: Sequence[Quad]) -> tuple[Quad, tuple[float, float]]:
    """The part of a sheet (corners clockwise) that as a rectangle has its lines level, and that one's size.

    The sheet itself where they hardly lean.
    """
    height, width = sheet.image.shape[:2]
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    long = [box for box in boxes if _side(box, 0) > 2.5 * _side(box, 1)]
    if len(long) < 3:
        return square, (width, height)
    slopes = np.array([_slope(box) for box in long])
    heights = np.array([float(box[:, 1].mean()) for box in long])
    tilt, fan = _slope_fit(slopes, heights / height)
    if max(abs(tilt), abs(tilt + fan)) < _CROOKED:
        return square, (width, height)
    lean = tilt + fan / 2
    corners = np.array(
        [
            [lean * height / 2, -tilt * width / 2],
            [width + lean * height / 2, tilt * width / 2],
            [width - lean * height / 2, height + (tilt + fan) * width / 2],
            [-lean * height / 2, height - (tilt + fan) * width / 2],
        ],
        np.float32,
    )
    back = cv2.getPerspectiveTransform(square, corners)
    # Where lines lean much their ends would be cut off.
    ends = cv2.perspectiveTransform(np.concatenate(boxes)[None].astype(np.float64), np.linalg.inv(back))[0]
    left, top = np.minimum(np.floor(ends.min(axis=0)) - 1, 0)
    right, bottom = np.maximum(np.ceil(ends.max(axis=0)) + 1, (width, height))
    whole = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    return cv2.perspectiveTransform(whole[None], back)[0], (right - left, bottom - top)


def _side(box: Quad, axis: int) -> float:
    return float(np.linalg.norm(box[1] - box[0]) if axis == 0 else np.linalg.norm(box[3] - box[0]))


def _slope(box: Quad) -> float:
    along = (box[1] - box[0]) + (box[2] - box[3])
    return float(along[1] / along[0])


def _slope_fit(slopes: NDArray[np.float64], places: NDArray[np.float64]) -> tuple[float, float]:
    """Slope at the top and its growth down to the foot, by which most lines agree.

    Those of a paper's pattern may outnumber the lines of text, and lean more: gentle ones are asked first.
    """
    bounds = (slopes[np.abs(slopes) < bound] for bound in (_GENTLE, _STEEP))
    some = [within for within in bounds if len(within) >= max(3, len(slopes) / 4)]
    fits = [_grown(slopes, places, float(np.median(within))) for within in some or [slopes]]
    tilt, fan = _by_pairs(slopes, places)
    if min(abs(tilt), abs(tilt + fan)) < _STEEP:
        fits.append(_grown(slopes, places, tilt, fan))
    return max(fits, key=lambda fit: int(_agreeing(slopes, places, *fit).sum()))


def _by_pairs(slopes: NDArray[np.float64], places: NDArray[np.float64]) -> tuple[float, float]:
    """The fit that is the median of those through two lines (Theil and Sen), of lines well apart."""
    one, other = np.nonzero(places[None] - places[:, None] > 0.1)
    if not one.size:
        return float(np.median(slopes)), 0.0
    fan = float(np.median((slopes[other] - slopes[one]) / (places[other] - places[one])))
    return float(np.median(slopes - fan * places)), fan


def _grown(
    slopes: NDArray[np.float64], places: NDArray[np.float64], tilt: float, fan: float = 0.0
) -> tuple[float, float]:
    """The fit to the lines of about one slope, and to those further up and down that agree with it.

    Of a sheet rectified by another's outline the lowest may lean by a quarter where the highest are level.
    The growth is told only where the lines span the page.
    """
    for _ in range(_ROUNDS):
        keep = _agreeing(slopes, places, tilt, fan)
        if keep.sum() < 5 or float(np.ptp(places[keep])) < 0.3:
            return float(np.median(slopes[keep])) if keep.any() else tilt, 0.0
        fan, tilt = (float(one) for one in np.polyfit(places[keep], slopes[keep], 1))
        fan = float(np.clip(fan, -_FAN, _FAN))
    return tilt, fan


def _agreeing(
    slopes: NDArray[np.float64], places: NDArray[np.float64], tilt: float, fan: float
) -> NDArray[np.bool_]:
    return np.asarray(np.abs(slopes - tilt - fan * places) < _ALIKE, bool)
