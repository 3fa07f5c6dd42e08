"""Photos that sit inside other files, and which of them are worth reading."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator

from PIL import Image

from pipeline.formats import images
from pipeline.formats.images import Picture
from pipeline.formats.outcomes import refused

MOST = 50
_SHORTEST = 200
"""A picture with a shorter side in pixels is an ornament, not a photo of a paper."""
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM")


def photos(parts: Iterable[bytes]) -> tuple[bytes, ...]:
    """Those parts that are photos, each once, in their order; raises UploadRefused with TOO_MANY_PAGES."""
    found = tuple(dict.fromkeys(part for part in parts if part.startswith(_MAGIC) and _large(part)))
    if len(found) > MOST:
        raise refused("TOO_MANY_PAGES")
    return found


def opened(found: Iterable[bytes]) -> Iterator[Picture]:
    """Each photo as a page image; raises UploadRefused."""
    return (images.decoded(part) for part in found)


def _large(part: bytes) -> bool:
    """By the header; what has none that can be read is left to the decoder to refuse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return min(Image.open(io.BytesIO(part)).size) >= _SHORTEST
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return True
