"""Pictures: jpg, jpeg, png and bmp."""

from __future__ import annotations

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from casefile.errors import UploadRefused

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 12_000
_FORMATS = ("JPEG", "PNG", "BMP")


def decoded(data: bytes) -> NDArray[np.uint8]:
    """The first picture of a file as height × width × BGR, its EXIF turn applied, on white.

    Raises UploadRefused with TOO_MANY_PIXELS or CORRUPT_IMAGE. The size is checked on the header.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            _check_size(picture.width, picture.height)
            picture.load()
            return _pixels(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise UploadRefused("CORRUPT_IMAGE", "图片已损坏或不完整,无法打开,请重新拍照上传。") from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise _too_large()


def _too_large() -> UploadRefused:
    return UploadRefused("TOO_MANY_PIXELS", "图片尺寸过大(上限 5000 万像素),请用手机直接拍照后上传。")


def _pixels(picture: Image.Image) -> NDArray[np.uint8]:
    if picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        # Pillow's own conversion clips 16-bit grey to white.
        deep = np.asarray(picture, np.float32)
        picture = Image.fromarray((deep / max(1.0, float(deep.max())) * 255).astype(np.uint8))
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        picture = Image.alpha_composite(white, rgba)
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
