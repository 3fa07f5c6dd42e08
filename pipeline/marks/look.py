"""Everything on a document besides its text, gathered for one document of a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from casefile.case import Kind
from casefile.page import Span
from pipeline.lines import Line
from pipeline.marks.faces import faces
from pipeline.marks.quality import quality
from pipeline.marks.seals import seals
from pipeline.normalise import Image, Sheet
from pipeline.ocr.reader import Reader

Mark = Mapping[str, Any]

_CARDS = frozenset({Kind.ID_CARD_FRONT, Kind.ID_CARD_BACK})
_SEALED = frozenset({Kind.REGISTER_COVER, Kind.REGISTER_MEMBER, Kind.MARRIAGE_STATEMENT})
_FACES = {
    Kind.ID_CARD_FRONT: 1,
    Kind.MARRIAGE_INFO: 2,
    Kind.MARRIAGE_STATEMENT: 0,
    Kind.DIVORCE_CERTIFICATE: 1,
    Kind.UNKNOWN: 0,
}
_OUTLINE_ONLY = 0.6
_AROUND, _WIDE_SIDE = 0.25, 1100


@dataclass(frozen=True, slots=True)
class Marks:
    """The seals and faces of a document (boxes in pixels of the page image) and its quality."""

    seals: tuple[Mark, ...] = ()
    faces: tuple[Mark, ...] = ()
    quality: Mark = field(default_factory=dict)


def marks_of(
    page: Image, sheet: Sheet, lines: Sequence[Line], spans: Sequence[Span], kind: Kind, reader: Reader
) -> Marks:
    """What stands on the document that these spans of the sheet's lines belong to."""
    own = {span.line for span in spans}
    mine = [line for line in lines if line.span.line in own]
    return Marks(
        seals=_own(_seals(page, sheet, kind, reader), sheet, lines, own),
        faces=_own(_faces(page, sheet, kind), sheet, lines, own),
        quality=quality(page, sheet, mine),
    )


def _seals(page: Image, sheet: Sheet, kind: Kind, reader: Reader) -> tuple[Mark, ...]:
    # A card carries no seal: what looks like one is the emblem (国徽). Stamps on it are told.
    found = seals(sheet, reader, round_ones=kind not in _CARDS)
    if kind in _SEALED and not found:
        return tuple(_placed(one, sheet) for one in seals(_wider(page, sheet), reader))
    return found


def _faces(page: Image, sheet: Sheet, kind: Kind) -> tuple[Mark, ...]:
    expected = _FACES.get(kind)
    if expected is None:
        return ()
    found = faces(sheet, thorough=False)
    if not expected:
        return tuple(one for one in found if one["confidence"] > _OUTLINE_ONLY)
    if len(found) >= expected:
        return found
    # The outline that was found may have cut the photo off.
    wider = faces(_wider(page, sheet))
    return wider if len(found) < len(wider) <= max(1, expected) else found


def _wider(page: Image, sheet: Sheet) -> Sheet:
    """The sheet with what lies around it on the page image, at a size fit for looking."""
    height, width = sheet.image.shape[:2]
    zoom = min(1.0, _WIDE_SIDE / (max(height, width) * (1 + 2 * _AROUND)))
    size = (round(width * (1 + 2 * _AROUND) * zoom), round(height * (1 + 2 * _AROUND) * zoom))
    onto = np.array(
        [[1 / zoom, 0, -_AROUND * width], [0, 1 / zoom, -_AROUND * height], [0, 0, 1]], np.float64
    )
    to_page = sheet.to_page @ onto
    # A warp samples single pixels: shrink first.
    small = cv2.resize(page, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    shrink = np.diag([zoom, zoom, 1.0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    image = cv2.warpPerspective(small, shrink @ to_page, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return Sheet(np.asarray(image, np.uint8), to_page)


def _placed(mark: Mark, sheet: Sheet) -> Mark:
    """The mark with its place told on the sheet itself; beyond its edges it is below 0 or above 1."""
    height, width = sheet.image.shape[:2]
    x, y = _middle(mark, np.linalg.inv(sheet.to_page).astype(np.float64))
    return {**mark, "place": [round(x / width, 3), round(y / height, 3)]}


def _own(found: Sequence[Mark], sheet: Sheet, lines: Sequence[Line], own: set[int]) -> tuple[Mark, ...]:
    """The marks whose nearest line belongs to the document: a sheet may hold several."""
    if len(own) >= len({line.span.line for line in lines}):
        return tuple(found)
    from_page = np.linalg.inv(sheet.to_page).astype(np.float64)
    return tuple(one for one in found if _nearest(lines, *_middle(one, from_page)) in own)


def _middle(mark: Mark, from_page: NDArray[np.float64]) -> tuple[float, float]:
    """The middle of a mark in pixels of its sheet."""
    corners = np.array(mark["box"], np.float64)[None]
    x, y = cv2.perspectiveTransform(corners, from_page)[0].mean(axis=0)
    return float(x), float(y)


def _nearest(lines: Sequence[Line], x: float, y: float) -> int:
    def away(span: Span) -> float:
        aside = max(span.left - x, x - span.right, 0.0)
        return float(np.hypot(aside, max(span.top - y, y - span.bottom, 0.0)))

    return min((line.span for line in lines), key=away).line
