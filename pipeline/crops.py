"""Pieces of the uploaded pictures, cut out of the original files for people to look at."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from casefile.errors import UploadRefused
from pipeline.formats.page import PageImage
from pipeline.process import Fetch
from pipeline.sandbox import page_images

Corners = Sequence[Sequence[float]]
_RED = (40, 40, 220)


def page_of(fetch: Fetch, file: str, number: int) -> PageImage | None:
    """One page of an uploaded file, or None where it cannot be had or opened."""
    try:
        for index, page in enumerate(page_images(fetch(file))):
            if index == number:
                return page
    except UploadRefused:
        return None
    return None


def crop(page: PageImage, corners: Corners, margin: float = 0.04, marked: bool = False) -> PageImage:
    """The upright rectangle around the corners with a margin, a part of its longer side; marked in red."""
    points = np.asarray(corners, np.float64)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    room = margin * max(right - left, bottom - top) + 2
    x0, y0 = max(0, int(left - room)), max(0, int(top - room))
    x1, y1 = min(page.shape[1], int(right + room) + 1), min(page.shape[0], int(bottom + room) + 1)
    cut = page[y0:y1, x0:x1].copy()
    if marked and cut.size:
        outline = np.round(points - (x0, y0)).astype(np.int32)
        cv2.polylines(cut, [outline], True, _RED, max(2, round(max(cut.shape) / 300)), cv2.LINE_AA)
    return cut


def straightened(page: PageImage, corners: Corners) -> PageImage:
    """The quadrilateral, from its upper left corner clockwise, as an upright picture for a recogniser."""
    points = np.asarray(corners, np.float32)
    sides = np.linalg.norm(points - np.roll(points, -1, axis=0), axis=1)
    wide, high = max(1, round(float(max(sides[0], sides[2])))), max(1, round(float(max(sides[1], sides[3]))))
    target = np.asarray([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    turned = cv2.getPerspectiveTransform(points, target)
    cut = cv2.warpPerspective(
        page, turned, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, np.uint8)


def fitted(image: PageImage, most: int) -> PageImage:
    """The image, its longer side at most so many pixels."""
    scale = most / max(image.shape[:2])
    if scale >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def document_picture(document: Mapping[str, Any], fetch: Fetch, most: int = 640) -> PageImage | None:
    """A document of a result cut out of its page, or None where the file is not at hand."""
    page = page_of(fetch, document["file"], document["page"])
    if page is None:
        return None
    cut = crop(page, document["region"])
    return fitted(cut, most) if cut.size else None


def data_uri(image: PageImage) -> str:
    """A picture that travels inside a page."""
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 82])
    return f"data:image/jpeg;base64,{base64.b64encode(data.tobytes()).decode()}" if done else ""
