"""Faces on a document (相片), and whose they are: a photo stands beside its own document's print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casefile.geometry import Polygon
from pipeline.marks.barred import barred
from pipeline.marks.features import featured
from pipeline.marks.frames import Territory
from pipeline.normalise import Sheet

_LOOKS = (480, 720)
"""Longer sides of the picture in pixels, the quicker first: the faces of a couple are small."""
FEATURED, _DOUBTFUL = 0.6, 0.35
"""From where on a face was made out, and from where on something may be; what is none has 0.55 at most."""
_NOT_SURE = 0.45


@dataclass(frozen=True, slots=True)
class _Face:
    """A face's upright box in pixels of the document, by its middle."""

    x: float
    y: float
    width: float
    height: float
    confidence: float


def faces(sheet: Sheet, own: Territory, expected: int, reach: float) -> tuple[Mapping[str, Any], ...]:
    """The faces on an upright document, left to right, each with `box` (corners in pixels of the page image).

    `sheet` is a small picture of the document and `own` its place there; the middle of a face lies at
    most `reach` widths of its print beside that. `confidence` is 0.6 and more where eyes, nose and mouth
    were made out, and less than 0.5 where something may be a face, or a bar lies over its eyes; such are
    told only where fewer than `expected` are sure.
    """
    best: list[_Face] = []
    for long_side in _LOOKS[expected // 2 :]:
        found = list(_own(sheet, own, reach, long_side))
        best = _expected(found, expected)
        if len(best) == expected and all(face.confidence >= FEATURED for face in best):
            break
    return tuple(_told(sheet, face) for face in sorted(best, key=lambda face: face.x))


def _own(sheet: Sheet, own: Territory, reach: float, long_side: int) -> Iterable[_Face]:
    """What may be a face, on or beside the document's own print, the surest first."""
    for left, top, width, height, sure in sorted(featured(sheet.image, long_side), key=lambda one: -one[4]):
        x, y = left + width / 2, top + height / 2
        if own.holds(x, y) and own.frame.away(x, y) <= reach * own.frame.width:
            cut = sheet.image[max(0, int(top)) : int(top + height), max(0, int(left)) : int(left + width)]
            yield _Face(x, y, width, height, min(sure, _NOT_SURE) if barred(cut) else sure)


def _expected(found: list[_Face], expected: int) -> list[_Face]:
    """The sure faces, a couple's side by side; and what else may be one, where too few are."""
    sure = [face for face in found if face.confidence >= FEATURED]
    if expected != 1 and sure:
        sure = [face for face in sure if face is sure[0] or _beside(face, sure[0])]
    doubtful = [face for face in found if _DOUBTFUL <= face.confidence < FEATURED]
    missing = max(0, expected - len(sure))
    return sure + [_lowered(face) for face in doubtful[:missing] if not sure or _beside(face, sure[0])]


def _beside(one: _Face, other: _Face) -> bool:
    """Whether two faces may be a couple's."""
    apart, lower = abs(one.x - other.x), abs(one.y - other.y)
    return (
        0.5 < one.width / other.width < 2
        and lower < 0.8 * other.width
        and 0.8 * other.width < apart < 4 * other.width
    )


def _lowered(face: _Face) -> _Face:
    return _Face(face.x, face.y, face.width, face.height, min(face.confidence, _NOT_SURE))


def _told(sheet: Sheet, face: _Face) -> dict[str, Any]:
    half = face.width / 2, face.height / 2
    box = Polygon.of_box(face.x - half[0], face.y - half[1], face.x + half[0], face.y + half[1])
    points = sheet.on_page(box).points
    return {"box": [[round(x, 1), round(y, 1)] for x, y in points], "confidence": round(face.confidence, 3)}
