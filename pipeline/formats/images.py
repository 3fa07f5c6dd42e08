"""Pictures: jpg, jpeg, png and bmp."""

from __future__ import annotations

import io
import math
import warnings

import numpy as np
from PIL import Image, ImageOps

from pipeline.formats.outcomes import refused

Picture = Image.Image
"""A page as it leaves its file, after EXIF and before any other turn; in a child process only."""

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 12_000
MOST_KEPT = 16_000_000
"""Larger pictures are reduced to so many pixels: an A4 page at 400 dpi, 48 MB in memory."""
_SMALLEST = 32
_FORMATS = ("JPEG", "PNG", "BMP")
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    IndexError,
    TypeError,
    OverflowError,
    Image.DecompressionBombError,
)


def check_header(data: bytes) -> None:
    """Refuse by the header alone, before a pixel is decoded; raises UploadRefused."""
    _opened(data)


def decoded(data: bytes) -> Picture:
    """The first picture of a file, its EXIF turn applied, on white (white print on black).

    Raises UploadRefused with TOO_MANY_PIXELS or CORRUPT_IMAGE. The size is checked on the header.
    """
    picture = _opened(data)
    try:
        picture.load()
        picture = _fitted(picture)
        ImageOps.exif_transpose(picture, in_place=True)
        return _on_white(picture)
    except _BROKEN as error:
        raise refused("CORRUPT_IMAGE") from error


def seen(page: Picture) -> Picture:
    """The page itself; raises UploadRefused with UNREADABLE_IMAGE where there is nothing to see."""
    if min(page.size) < _SMALLEST or blank(page):
        raise refused("UNREADABLE_IMAGE")
    return page


def blank(page: Picture) -> bool:
    """Whether all of it is of one colour."""
    return _one_colour(page.resize((64, 64), Image.Resampling.NEAREST)) and _one_colour(page)


def _over(colour: str, clear: Picture) -> Picture:
    return Image.alpha_composite(Image.new("RGBA", clear.size, colour), clear).convert("RGB")


def _one_colour(page: Picture) -> bool:
    return all(len(set(band.getextrema())) == 1 for band in page.split())


def _opened(data: bytes) -> Picture:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise refused("TOO_MANY_PIXELS") from error
    except _BROKEN as error:
        raise refused("CORRUPT_IMAGE") from error
    if picture.width * picture.height > MOST_PIXELS or max(picture.size) > LONGEST_SIDE:
        raise refused("TOO_MANY_PIXELS")
    return picture


def _fitted(picture: Picture) -> Picture:
    """The picture itself, or reduced where it has more pixels than reading needs."""
    excess = picture.width * picture.height / MOST_KEPT
    if excess <= 1 or picture.mode not in {"RGB", "L", "CMYK", "RGBA", "LA"}:
        return picture
    exif = picture.getexif()
    small = picture.resize(
        (int(picture.width / math.sqrt(excess)), int(picture.height / math.sqrt(excess))),
        Image.Resampling.BOX,
    )
    small.info = picture.info
    small.getexif().update(exif)
    return small


def _on_white(picture: Picture) -> Picture:
    if picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        # Pillow's own conversion clips 16-bit grey to white.
        deep = np.asarray(picture, np.float32)
        picture = Image.fromarray((deep / max(1.0, float(deep.max())) * 255).astype(np.uint8))
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        picture = _over("white", clear)
        if _one_colour(picture):
            picture = _over("black", clear)
    return picture
