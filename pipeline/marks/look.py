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
_REACH = 0.58
_AROUND, _WIDE_SIDE = 0.18, 1000


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
        faces=_own(_faces(page, sheet, lines, kind), sheet, lines, own),
        quality=quality(page, sheet, mine),
    )


def _seals(page: Image, sheet: Sheet, kind: Kind, reader: Reader) -> tuple[Mark, ...]:
    # A card carries no seal: what looks like one is the emblem (国徽). Stamps on it are told.
    found = seals(sheet, reader, round_ones=kind not in _CARDS)
    if kind in _SEALED and not found:
        return tuple(_placed(one, sheet) for one in seals(_wider(page, sheet), reader))
    return found


def _faces(page: Image, sheet: Sheet, lines: Sequence[Line], kind: Kind) -> tuple[Mark, ...]:
    expected = _FACES.get(kind)
    if expected is None:
        return ()
    found = _unprinted(faces(sheet, thorough=False), sheet, lines)
    if _featured(found) == len(found) == expected:
        return found
    if not expected:
        return tuple(one for one in found if one["confidence"] > _OUTLINE_ONLY)
    # A shadow may have hidden the photo, or the outline that was found may have cut it off.
    near = _unprinted(faces(sheet), sheet, lines)
    far = _unprinted(faces(_wider(page, sheet)), sheet, lines)
    fitting = [some for some in (found, near, far) if len(some) <= expected]
    return max(fitting, key=lambda some: (_featured(some), len(some)), default=found)


def _unprinted(found: Sequence[Mark], sheet: Sheet, lines: Sequence[Line]) -> tuple[Mark, ...]:
    """The faces on the sheet, without outlines that hold print: shadows on text are no heads."""
    from_page = np.linalg.inv(sheet.to_page).astype(np.float64)
    printed = [line.span for line in lines if line.span.confidence > 0.5 and len(line.span.chars) > 1]

    def holds_print(face: Mark) -> bool:
        corners = cv2.perspectiveTransform(np.array(face["box"], np.float64)[None], from_page)[0]
        left, top, right, bottom = (float(edge) for edge in (*corners.min(axis=0), *corners.max(axis=0)))
        return any(top < s.middle < bottom and s.left < right and s.right > left for s in printed)

    height, width = sheet.image.shape[:2]
    plausible = [one for one in found if one["confidence"] > _OUTLINE_ONLY or not holds_print(one)]
    size = np.array([width, height])
    reach = [np.abs(np.array(_middle(one, from_page)) / size - 0.5).max() for one in plausible]
    return tuple(one for one, away in zip(plausible, reach, strict=True) if away < _REACH)


def _featured(found: Sequence[Mark]) -> int:
    return sum(one["confidence"] > _OUTLINE_ONLY for one in found)


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
