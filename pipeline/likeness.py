"""The coarse structure of a page image, by which one picture saved twice is recognised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from casefile.case import Document
from casefile.errors import UploadRefused
from pipeline.formats import page_images

_SIDE, _KEPT = 64, 16
_BLANK = 4.0
"""Standard deviation in grey levels below which a page shows too little to be told from another."""


def likeness(image: NDArray[np.uint8]) -> str | None:
    """The signs of the 16 × 16 lowest frequencies against their median; None for a blank page."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    small = np.asarray(cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.float32)
    if float(small.std()) < _BLANK:
        return None
    low = np.asarray(cv2.dct(small), np.float32)[:_KEPT, :_KEPT].ravel()
    return np.packbits(low > np.median(low[1:])).tobytes().hex()


def with_likeness(documents: tuple[Document, ...], data: bytes) -> tuple[Document, ...]:
    """The documents of a file, each with the likeness of its page among its qualities."""
    if not documents:
        return documents
    taken = dict(enumerate(map(likeness, _pages(data))))
    return tuple(
        replace(one, quality={**one.quality, "likeness": {"value": taken[one.page]}})
        if taken.get(one.page)
        else one
        for one in documents
    )


def _pages(data: bytes) -> Iterator[NDArray[np.uint8]]:
    """The pages as small as they need be; a picture is decoded at a quarter of its size."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_REDUCED_GRAYSCALE_4)
    if picture is not None:
        yield np.asarray(picture, np.uint8)
        return
    try:
        yield from page_images(data)
    except UploadRefused:
        return
