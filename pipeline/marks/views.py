"""A part of a sheet taken again from the page image: as small, or as large, as it is to be looked at."""

from __future__ import annotations

import math

import cv2
import numpy as np

from casefile.geometry import Polygon
from pipeline.marks.frames import Frame
from pipeline.normalise import Image, Sheet
from pipeline.scaling import shrunk


def view(page: Image, sheet: Sheet, frame: Frame, long_side: float) -> Sheet:
    """What lies inside a frame, beyond the sheet's edges too, its longer side at most so many pixels.

    It ends where the page image ends, and is never larger than that shows it.
    """
    frame = frame.cut(_extent(page, sheet))
    there = np.array(sheet.on_page(_polygon(frame)).points, np.float32)
    (left, top), (right, bottom) = there.min(axis=0), there.max(axis=0)
    left, top = max(0, math.floor(left)), max(0, math.floor(top))
    piece = page[top : max(top, math.ceil(bottom)) + 1, left : max(left, math.ceil(right)) + 1]
    most = math.sqrt(max(1.0, cv2.contourArea(there)) / (frame.width * frame.height))
    zoom = min(most, long_side / frame.longer)
    # A warp samples single pixels: shrink first.
    small, scale = shrunk(piece, max(piece.shape[:2]) * zoom / most)
    onto = np.array([[1 / zoom, 0, frame.left], [0, 1 / zoom, frame.top], [0, 0, 1]], np.float64)
    to_small = np.array([[scale, 0, -scale * left], [0, scale, -scale * top], [0, 0, 1]], np.float64)
    to_page = sheet.to_page @ onto
    size = (max(8, round(frame.width * zoom)), max(8, round(frame.height * zoom)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    image = cv2.warpPerspective(small, to_small @ to_page, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return Sheet(np.asarray(image, np.uint8), to_page)


def _extent(page: Image, sheet: Sheet) -> Frame:
    """The upright box around the page image in pixels of the sheet."""
    height, width = page.shape[:2]
    back = Sheet(page, np.linalg.inv(sheet.to_page).astype(np.float64))
    return Frame(*back.on_page(Polygon.of_box(0, 0, width, height)).bounds)


def _polygon(frame: Frame) -> Polygon:
    return Polygon.of_box(frame.left, frame.top, frame.right, frame.bottom)
