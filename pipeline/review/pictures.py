"""Pages and pieces of them as a reviewer sees them: upright, and faintly marked with who looked and when."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from casefile.errors import BirthcaseError, UsageError
from pipeline.crops import fitted
from pipeline.font import faces, sized
from pipeline.formats.page import PageImage
from pipeline.result import Object
from pipeline.runtime import Runtime
from pipeline.sandbox import page_images
from pipeline.store import cases
from validators.dossier import SHANGHAI

Corners = Sequence[Sequence[float]]
_Key = tuple[str, int]
"""A file's content digest, and the page in it."""
_MOST_SIDE = 2400
_MOST_OF_PIECE = 1100
_AROUND_FIELD, _AROUND_PAPER = 1.1, 0.02
_QUALITY, _QUALITY_KEPT = 85, 92
_FAINT = 0.17
_KEPT_PAGES = 64


class Pages:
    """Page images by content, the last few kept as JPEG, as the same are looked at again."""

    def __init__(self, runtime: Runtime, most: int = _KEPT_PAGES) -> None:
        """Keep at most that many pages (about 1 MB each)."""
        self._runtime, self._most = runtime, most
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._lock, self._decoding, self._preparing = threading.Lock(), threading.Lock(), threading.Lock()
        self._wanted: list[tuple[str, str, int]] = []

    def page(self, id: str, file: str, number: int) -> PageImage:
        """A page of a case's file at its own size; raises UsageError where there is none."""
        with self._runtime.database.looking() as connection:
            contents = {one.name: one.content for one in cases.uploads(connection, id)}
        if file not in contents:
            raise UsageError("没有这一页")
        kept = self._jpeg((contents[file], number))
        return np.asarray(cv2.imdecode(np.frombuffer(kept, np.uint8), cv2.IMREAD_COLOR), np.uint8)

    def prepare(self, id: str, wanted: Iterable[tuple[str, int]]) -> None:
        """Open pages before they are asked for, in that order, beside all else; a later call goes first.

        What cannot be opened is told when it is asked for.
        """
        self._wanted = [(id, *one) for one in dict.fromkeys(wanted)]
        if not self._preparing.locked():
            threading.Thread(target=self._prepare, daemon=True).start()

    def _prepare(self) -> None:
        with self._preparing:
            while self._wanted:
                with contextlib.suppress(BirthcaseError):
                    self.page(*self._wanted.pop(0))

    def _jpeg(self, key: _Key) -> bytes:
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            return kept
        with self._decoding:
            kept = self._kept.get(key) or self._decoded(*key)
            with self._lock:
                self._kept[key] = kept
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return kept

    def _decoded(self, content: str, number: int) -> bytes:
        for index, image in enumerate(page_images(self._runtime.objects.get(content))):
            if index == number:
                return jpeg(image, _QUALITY_KEPT)
        raise UsageError("没有这一页")


def whole(image: PageImage, who: str, moment: float) -> bytes:
    """A page at most 2400 pixels long, marked."""
    return jpeg(marked(fitted(image, _MOST_SIDE), who, moment))


def piece(image: PageImage, corners: Corners, who: str, moment: float, around: float) -> bytes:
    """What stands within the corners with some of its surroundings, upright, marked.

    The corners go clockwise from the text's own top left, so that a page that lies on its side is turned.
    """
    return jpeg(marked(fitted(upright(image, corners, around), _MOST_OF_PIECE), who, moment))


def upright(image: PageImage, corners: Corners, around: float) -> PageImage:
    """The quadrilateral with a margin of `around` its shorter side, as a rectangle."""
    points = np.asarray(corners, np.float64)
    across, down = points[1] - points[0], points[3] - points[0]
    wide, high = max(1.0, float(np.hypot(*across))), max(1.0, float(np.hypot(*down)))
    room = around * min(wide, high) + 4
    x, y = across / wide * room, down / high * room
    grown = points + np.array([-x - y, x - y, x + y, -x + y])
    width, height = round(wide + 2 * room), round(high + 2 * room)
    scale = max(1.0, 120 / height)
    size = min(2 * _MOST_SIDE, round(width * scale)), min(2 * _MOST_SIDE, round(height * scale))
    goal = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(grown.astype(np.float32), goal)
    return np.asarray(cv2.warpPerspective(image, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def place_of(result: Object, document: str, field: str) -> tuple[Object, Corners, float]:
    """A document of a result, the corners of a field on its page, and how much around it is worth seeing.

    Where the field has no place it is the whole document. Raises UsageError where there is no such document.
    """
    found = next((one for one in result["documents"] if one["id"] == document), None)
    if found is None:
        raise UsageError("没有这份材料")
    box = (found["fields"].get(field) or {}).get("box")
    return (found, box, _AROUND_FIELD) if box else (found, found["region"], _AROUND_PAPER)


def marked(image: PageImage, who: str, moment: float) -> PageImage:
    """The picture with the viewer's name and the time all over it, so faint that print stays legible."""
    said = f"{who} {dt.datetime.fromtimestamp(moment, SHANGHAI):%Y-%m-%d %H:%M}"
    height, width = image.shape[:2]
    tile = _tile(said, max(13, min(34, round(max(height, width) / 45))))
    times = -(-height // tile.shape[0]), -(-width // tile.shape[1])
    cover = np.tile(tile, times)[:height, :width, None]
    ink = np.float32(60 if image.mean() > 110 else 220)
    return np.asarray(np.clip(image + (ink - image) * cover * _FAINT, 0, 255), np.uint8)


@lru_cache(32)
def _tile(said: str, size: int) -> NDArray[np.float32]:
    """The words once, slanting, on a tile that repeats; from 0 to 1."""
    where, number = next(faces(), (None, 0))
    font = sized(where, number, size) if where else ImageFont.load_default(size)
    long = round(font.getlength(said)) + 2 * size
    tile = Image.new("L", (long, 2 * size), 0)
    ImageDraw.Draw(tile).text((size, size // 3), said, fill=255, font=font)
    turned = tile.rotate(20, resample=Image.Resampling.BILINEAR, expand=True)
    return np.asarray(turned, np.float32) / np.float32(255)


def jpeg(image: PageImage, quality: int = _QUALITY) -> bytes:
    """A picture as it is sent."""
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise UsageError("没有这一页")
    return data.tobytes()
