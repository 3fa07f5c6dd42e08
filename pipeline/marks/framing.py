"""How a document lies in its picture: turned, cut off by the edge, too small."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.lines import Line
from pipeline.normalise import Image, Sheet

_AT_EDGE = 0.008
_SPARE = 0.06


def quarter_turns(sheet: Sheet) -> int:
    """How many quarters clockwise the page image had to be turned to be upright, 0 to 3."""
    height, width = sheet.image.shape[:2]
    ends = _on_page(sheet, [[0, height / 2], [width, height / 2]])
    along = ends[1] - ends[0]
    return round(-math.atan2(along[1], along[0]) / (math.pi / 2)) % 4


def text_height(sheet: Sheet, lines: Sequence[Line]) -> float | None:
    """The height of the smaller print (lower quartile of the lines) in pixels of the page image."""
    if not lines:
        return None
    height, width = sheet.image.shape[:2]
    corners = _on_page(sheet, [[0, 0], [width, 0], [width, height], [0, height]])
    scale = math.sqrt(cv2.contourArea(corners.astype(np.float32)) / max(1, width * height))
    return float(np.percentile([line.span.height for line in lines], 25)) * scale


def sides_cut(page: Image, sheet: Sheet) -> int:
    """How many of the document's sides lie along the edges of the picture; 0 where it fills the picture."""
    height, width = page.shape[:2]
    tall, wide = sheet.image.shape[:2]
    corners = _on_page(sheet, [[0, 0], [wide, 0], [wide, tall], [0, tall]])
    pairs = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    along = {edge for a, b in pairs for edge in _edges(a, b, width, height)}
    return len(along) if len(along) < 4 else 0


def lines_cut(page: Image, sheet: Sheet, lines: Sequence[Line]) -> int:
    """How many lines of print run up to the edge of the picture."""
    height, width = page.shape[:2]
    cut = 0
    sure = (line.span for line in lines if line.span.confidence > 0.5 and len(line.span.chars) > 1)
    for span in sure:
        ends = _on_page(sheet, [[span.left, span.middle], [span.right, span.middle]])
        near = 0.15 * span.height
        cut += bool(np.any((ends < near) | (ends > np.array([width, height]) - near)))
    return cut


def printed_part(sheet: Sheet, lines: Sequence[Line]) -> Sheet:
    """The part of the sheet that the lines take up, a little enlarged: hardly ever the table around."""
    if len(lines) < 3:
        return sheet
    spans = [line.span for line in lines]
    left, right = min(span.left for span in spans), max(span.right for span in spans)
    top, bottom = min(span.top for span in spans), max(span.bottom for span in spans)
    aside, above = _SPARE * (right - left), _SPARE * (bottom - top)
    return sheet.part(left - aside, top - above, right + aside, bottom + above)


def _edges(a: NDArray[np.float64], b: NDArray[np.float64], width: int, height: int) -> list[str]:
    """The edges of the picture along which a side runs."""
    near = _AT_EDGE * max(width, height)
    names = {
        "left": max(a[0], b[0]) < near,
        "top": max(a[1], b[1]) < near,
        "right": min(a[0], b[0]) > width - near,
        "bottom": min(a[1], b[1]) > height - near,
    }
    return [name for name, there in names.items() if there]


def _on_page(sheet: Sheet, points: list[list[float]]) -> NDArray[np.float64]:
    moved = cv2.perspectiveTransform(np.array(points, np.float64)[None], sheet.to_page)[0]
    return np.asarray(moved, np.float64)
