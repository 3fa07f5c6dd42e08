"""Pictures as the files that families upload: JPEG with or without EXIF, PNG, BMP, PDF."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from samples.camera.shoot import Shot
from samples.camera.truth import Shown, linear

PDF_LONG_SIDE = 2400
"""Long side in pixels of a PDF page as it is rendered; its truth is given there."""

ORIENTATION = 0x0112
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""For each EXIF orientation, how the pixels are stored so that a viewer shows the picture upright."""


@dataclass(frozen=True)
class PageTruth:
    """What stands on one page of a file, in pixels of that page image (after EXIF)."""

    size: tuple[int, int]
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Upload:
    """A file as it is uploaded, with the truth of each of its pages; `suffix` has no dot."""

    data: bytes
    suffix: str
    pages: tuple[PageTruth, ...]

    def as_json(self) -> dict[str, Any]:
        """The truth of the file: its pages and the documents on each."""
        return {
            "pages": [
                {
                    "page": index,
                    "page_size": list(page.size),
                    "documents": [one.as_json() for one in page.shown],
                }
                for index, page in enumerate(self.pages)
            ]
        }


def as_picture(shot: Shot, suffix: str = "jpg", saved: Sequence[int] = (88,), orientation: int = 1) -> Upload:
    """One picture as a jpg, png or bmp; earlier JPEG qualities are gone through one after the other."""
    image = shot.image
    for quality in saved if suffix != "jpg" else saved[:-1]:
        image = Image.open(io.BytesIO(_jpeg(image, quality))).convert("RGB")
    page = PageTruth(shot.image.size, shot.shown)
    if suffix == "jpg":
        return Upload(_jpeg(image, saved[-1], orientation), suffix, (page,))
    kept = io.BytesIO()
    image.save(kept, {"png": "PNG", "bmp": "BMP"}[suffix])
    return Upload(kept.getvalue(), suffix, (page,))


def as_pdf(shots: Sequence[Shot], quality: int = 85) -> Upload:
    """Pictures as the pages of one PDF; the truth counts in pixels of the rendered page."""
    first, *others = [shot.image for shot in shots]
    moment = time.gmtime(1_700_000_000)
    kept = io.BytesIO()
    first.save(
        kept, "PDF", save_all=True, append_images=others, quality=quality, resolution=150.0,
        creationDate=moment, modDate=moment,
    )  # fmt: skip
    return Upload(kept.getvalue(), "pdf", tuple(_rendered(shot) for shot in shots))


def _jpeg(image: Image.Image, quality: int, orientation: int = 1) -> bytes:
    """JPEG bytes, stored turned with the EXIF tag that turns them back."""
    exif = Image.Exif()
    turned = STORED[orientation]
    if turned is not None:
        image = image.transpose(turned)
        exif[ORIENTATION] = orientation
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=quality, exif=exif)
    return kept.getvalue()


def _rendered(shot: Shot) -> PageTruth:
    """The truth of a picture after a PDF page with it was rendered."""
    width, height = shot.image.size
    zoom = PDF_LONG_SIDE / max(width, height)
    size = (round(width * zoom), round(height * zoom))
    through = linear(np.diag([size[0] / width, size[1] / height, 1.0]))
    return PageTruth(size, tuple(one.moved(through) for one in shot.shown))
