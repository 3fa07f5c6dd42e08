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
_WITH_PHOTO = frozenset(
    {
        Kind.ID_CARD_FRONT,
        Kind.MARRIAGE_INFO,
        Kind.MARRIAGE_STATEMENT,
        Kind.DIVORCE_CERTIFICATE,
        Kind.UNKNOWN,
    }
)
_OUTLINED = frozenset({"round", "oval", "square"})


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
    found = seals(sheet, reader)
    if kind in _CARDS:
        # A card carries no seal: what looks like one is the emblem (国徽). Stamps on it are told.
        found = tuple(one for one in found if one["shape"] not in _OUTLINED)
    own = {span.line for span in spans}
    seen = faces(sheet) if kind in _WITH_PHOTO else ()
    mine = [line for line in lines if line.span.line in own]
    return Marks(
        seals=_own(found, sheet, lines, own),
        faces=_own(seen, sheet, lines, own),
        quality=quality(page, sheet, mine),
    )


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
