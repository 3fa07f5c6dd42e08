"""A sheet is turned upright and its lines of text are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from casefile.page import Span
from pipeline.marks.ink import has_red, is_red
from pipeline.normalise import Sheet, nearer
from pipeline.ocr.detection import Image, Quad, clockwise
from pipeline.ocr.lost import lost_print
from pipeline.ocr.reach import stretched
from pipeline.ocr.reader import Reader, crop_of, span_of
from pipeline.ocr.recognition import Reading

DETECTED_AT = 960
"""Longer side in pixels at which lines are looked for."""
_SURE_OF_TURN = 0.9
_CROOKED = 0.006


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in one colour: its characters with their places, and the picture that was read.

    `before` and `after` are what else the picture says: red print beside black, in one row.
    """

    span: Span
    crop: Image
    before: str = ""
    after: str = ""


def lines_of(sheet: Sheet, page: Image, reader: Reader) -> tuple[Sheet, list[Line]]:
    """The sheet of a page image turned upright and levelled, and its lines.

    Where the text takes up little of the sheet, that part is looked at again from nearer.
    """
    boxes = reader.boxes(sheet.grey, DETECTED_AT)
    near = nearer(sheet, page, boxes)
    if near is not None:
        sheet, boxes = near, reader.boxes(near.grey, DETECTED_AT)
    sheet, boxes, known = _upright(sheet, boxes, reader)
    level = _levelled(sheet, boxes)
    if level is not sheet:
        boxes, known, sheet = _moved(boxes, sheet, level), {}, level
    grey = sheet.grey
    lines: list[Line] = []
    for index, short in enumerate(boxes):
        box = stretched(grey, short, [other for other in boxes if other is not short])
        crop = crop_of(grey, box)
        reading = (known.get(index) if box is short else None) or reader.reading(crop)
        if reading.chars.strip():
            lines += _by_colour(
                span_of(reading, box, 0, lost_print(crop, reading.centres)), crop, sheet.image, len(lines)
            )
    return sheet, lines


def _by_colour(span: Span, crop: Image, image: Image, first: int) -> Iterator[Line]:
    """The parts of a line that are black and those that are red, numbered from `first`."""
    rows = image[max(0, int(span.top)) : int(span.bottom) + 1]
    start = 0
    for colour, group in groupby(_red_characters(span, rows)):
        end = start + len(list(group))
        part = replace(span.part(start, end), line=first, red=colour)
        yield Line(part, crop, span.chars[:start], span.chars[end:])
        start, first = end, first + 1


def _red_characters(span: Span, rows: Image) -> list[bool]:
    """For each character whether it is red; one by itself is no other print, but a seal's stroke."""
    whole = rows[:, max(0, int(span.left)) : int(span.right) + 1]
    if not whole.size or not has_red(whole):
        return [False] * len(span.chars)
    cuts = [rows[:, max(0, int(left)) : int(right) + 1] for left, right in pairwise(span.edges)]
    red = [is_red(cut) for cut in cuts]
    alone = [not any(red[max(0, i - 1) : i] + red[i + 1 : i + 2]) for i in range(len(red))]
    if len(red) > 1:
        alone[-1] = alone[-1] and not is_red(cuts[-1], 0.45)
    return [is_red(whole)] if len(red) == 1 else [one and not by for one, by in zip(red, alone, strict=True)]


def _upright(sheet: Sheet, boxes: list[Quad], reader: Reader) -> tuple[Sheet, list[Quad], dict[int, Reading]]:
    """The sheet with its text upright: the axis by the boxes, the direction by reading two lines."""
    wide = sum(_extent(box, 0) for box in boxes if _extent(box, 0) > _extent(box, 1))
    tall = sum(_extent(box, 1) for box in boxes if _extent(box, 1) > 1.5 * _extent(box, 0))
    if tall > wide:
        turned = sheet.turned(1)
        sheet, boxes = turned, _moved(boxes, sheet, turned)
    longest = sorted(range(len(boxes)), key=lambda index: -_extent(boxes[index], 0))[:2]
    crops = {index: crop_of(sheet.grey, boxes[index]) for index in longest}
    known = {index: reader.reading(crop) for index, crop in crops.items()}
    if not longest or all(
        reading.score > _SURE_OF_TURN and len(reading.chars) > 3 for reading in known.values()
    ):
        return sheet, boxes, known
    other = {index: reader.reading(np.ascontiguousarray(crop[::-1, ::-1])) for index, crop in crops.items()}
    if _weight(other) > _weight(known):
        turned = sheet.turned(2)
        return turned, _moved(boxes, sheet, turned), other
    return sheet, boxes, known


def _weight(readings: dict[int, Reading]) -> float:
    return sum(reading.score**2 * len(reading.chars) for reading in readings.values())


def _extent(box: Quad, axis: int) -> float:
    return float(box[:, axis].max() - box[:, axis].min())


def _moved(boxes: Sequence[Quad], old: Sheet, new: Sheet) -> list[Quad]:
    """The boxes of one sheet on another view of the same page."""
    transform = np.linalg.inv(new.to_page) @ old.to_page
    return [
        clockwise(cv2.perspectiveTransform(box[None].astype(np.float64), transform)[0].astype(np.float32))
        for box in boxes
    ]


def _levelled(sheet: Sheet, boxes: Sequence[Quad]) -> Sheet:
    """The sheet warped so that its lines run level, where they noticeably do not."""
    long = [box for box in boxes if _side(box, 0) > 2.5 * _side(box, 1)]
    if len(long) < 3:
        return sheet
    slopes = np.array([_slope(box) for box in long])
    heights = np.array([float(box[:, 1].mean()) for box in long])
    keep = np.abs(slopes - np.median(slopes)) < 0.05
    height, width = sheet.image.shape[:2]
    tilt, fan = _slope_fit(slopes[keep], heights[keep] / height)
    if max(abs(tilt), abs(tilt + fan)) < _CROOKED:
        return sheet
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
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    back = cv2.getPerspectiveTransform(square, corners)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    image = cv2.warpPerspective(
        sheet.image, back, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return Sheet(np.asarray(image, np.uint8), sheet.to_page @ back)


def _side(box: Quad, axis: int) -> float:
    return float(np.linalg.norm(box[1] - box[0]) if axis == 0 else np.linalg.norm(box[3] - box[0]))


def _slope(box: Quad) -> float:
    along = (box[1] - box[0]) + (box[2] - box[3])
    return float(along[1] / along[0])


def _slope_fit(slopes: NDArray[np.float64], places: NDArray[np.float64]) -> tuple[float, float]:
    """Slope at the top and its growth down to the foot; the growth only where the lines span the page."""
    if len(slopes) < 5 or float(np.ptp(places)) < 0.3:
        return float(np.median(slopes)), 0.0
    fan, tilt = np.polyfit(places, slopes, 1)
    return float(tilt), float(np.clip(fan, -0.08, 0.08))
