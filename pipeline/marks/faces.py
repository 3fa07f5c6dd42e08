"""Faces on a document (相片): found by their features, or by the outline of a head where drawn plainly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casefile.geometry import Polygon
from pipeline.marks.cascades import CASCADES, cascaded
from pipeline.marks.frames import Frame, Territory
from pipeline.marks.heads import heads
from pipeline.marks.photos import Patch, patches
from pipeline.normalise import Sheet

Image = NDArray[np.uint8]

_LOOKS = ((CASCADES[0], 120, 2), (CASCADES[0], 240, 2), (CASCADES[1], 240, 3))
"""Cascade, height of the photo in pixels, and how often a face must be found, the quickest first."""
_FACE = 0.2
"""A face's least width as a share of its photo's height."""
_DOCUMENT_SIDE = 380
_TRIED = 3
_ROOM = 0.15
"""How far beside the print a photo may stand, as a share of the longer side; above it twice as far."""
_FEATURED, _OUTLINE = 0.9, 0.6


@dataclass(frozen=True, slots=True)
class _Face:
    """A face's upright box in pixels of the document."""

    x: float
    y: float
    width: float
    height: float
    confidence: float

    def holds(self, x: float, y: float) -> bool:
        return abs(x - self.x) < self.width / 2 and abs(y - self.y) < self.height / 2


def faces(
    sheet: Sheet, own: Territory, printed: Sequence[Frame], expected: int
) -> tuple[Mapping[str, Any], ...]:
    """The faces on an upright document, left to right, each with `box` (corners in pixels of the page image).

    `sheet` is a small picture of the document, `own` its place there, `printed` where lines of print
    stand. `confidence` is 0.8 and more where eyes, nose and mouth were made out, 0.6 where only the
    outline of a head on shoulders was. Where fewer or more than `expected` are found at first, it
    is looked for longer; where none are expected, only for what no one overlooks.
    """
    frame, room = own.frame, _ROOM * own.frame.longer
    near = Frame(frame.left - room, frame.top - 2 * room, frame.right + room, frame.bottom + room)
    best, seen_on = list[_Face](), sheet
    # A shadow may have hidden the photo, or what was taken for the document may have cut it off.
    for part in (sheet.part(near.left, near.top, near.right, near.bottom), sheet):
        words = [one.seen_on(part, sheet) for one in printed]
        mine = own.seen_on(part, sheet)
        found = [one for one in _on(part.image, words, mine, expected) if mine.holds(one.x, one.y)]
        if _weight(found, expected) > _weight(best, expected):
            best, seen_on = found, part
        if len(found) == expected or not expected:
            break
    return tuple(_told(seen_on, face) for face in sorted(best, key=lambda face: face.x))


def _on(image: Image, printed: Sequence[Frame], own: Territory, expected: int) -> list[_Face]:
    """The faces in the likeliest photos; with more effort where they are not as many as expected."""
    tried = [one for one in patches(image) if own.holds(*one.middle)][:_TRIED]
    found: list[_Face] = []
    for look in _LOOKS:
        for patch in tried:
            seen = _featured(image, patch, *look)
            if expected == 1:
                seen = sorted(seen, key=lambda face: abs(face.x - patch.middle[0]))[:1]
            found = _alike([*found, *seen])
            if len(found) == expected:
                return found
        if not expected:
            return found
    found = found or _anywhere(image)
    return _with_outlines(image, [one for one in tried if not _holds_print(one, printed)], found)


def _holds_print(patch: Patch, printed: Sequence[Frame]) -> bool:
    """Whether words stand on a patch: a shadow on text is no photo."""
    return any(
        patch.left < (one.left + one.right) / 2 < patch.left + patch.width
        and patch.top < (one.top + one.bottom) / 2 < patch.top + patch.height
        for one in printed
    )


def _weight(found: Sequence[_Face], expected: int) -> tuple[bool, int, int]:
    """What speaks for these faces: that there are some, with features, and not too many."""
    fit = not expected or 0 < len(found) <= expected
    return fit, sum(one.confidence > _OUTLINE for one in found), len(found)


def _alike(faces: Iterable[_Face]) -> list[_Face]:
    """The faces without repetitions: the surest and what may be another person's beside it."""
    kept: list[_Face] = []
    for face in sorted(faces, key=lambda face: (-face.confidence, -face.width)):
        if not any(_same(face, other) for other in kept) and (not kept or _beside(face, kept[0])):
            kept.append(face)
    return kept


def _with_outlines(image: Image, tried: Sequence[Patch], found: list[_Face]) -> list[_Face]:
    """The faces, and heads without features: beside those faces or, without any, in the likeliest photo."""
    for patch in tried:
        if found and not any(_inside(patch, face) for face in found):
            continue
        outlined = _outlined(image, patch)
        if found:
            outlined = [face for face in outlined if _beside(face, found[0])]
        more = [face for face in outlined if not any(_same(face, other) for other in found)]
        if more:
            return found + more
    return found


def _told(sheet: Sheet, face: _Face) -> dict[str, Any]:
    half = face.width / 2, face.height / 2
    box = Polygon.of_box(face.x - half[0], face.y - half[1], face.x + half[0], face.y + half[1])
    points = sheet.on_page(box).points
    return {"box": [[round(x, 1), round(y, 1)] for x, y in points], "confidence": round(face.confidence, 3)}


def _outlined(image: Image, patch: Patch) -> list[_Face]:
    spare = 0.08 * patch.width
    left, top, cut = _cut(image, patch.grown(spare, spare, 0))
    height, width = cut.shape[:2]
    found = []
    for head in heads(cut):
        wide = head.width * width
        middle = top + head.top * height + 0.6 * wide
        x = left + head.x * width
        # What the photo's side cuts off is no head but a shoulder.
        if 0.45 * wide < x - patch.left < patch.width - 0.45 * wide:
            found.append(_Face(x, middle, wide, 1.2 * wide, _OUTLINE))
    return found


def _featured(image: Image, patch: Patch, name: str, tall: int, neighbours: int) -> list[_Face]:
    """The faces that a cascade finds around a patch, in which they must have a face's usual size."""
    around = patch.grown(0.25 * patch.width, 0.3 * patch.height, 0.15 * patch.height)
    left, top, cut = _cut(image, around)
    share = cut.shape[0] / patch.height
    found = cascaded(cut, name, tall * share, _FACE / share, neighbours)
    return [_Face(left + x, top + y, width, width, _FEATURED) for x, y, width in found]


def _anywhere(image: Image) -> list[_Face]:
    """Faces on the whole document, asked for more strictly."""
    height, width = image.shape[:2]
    found = cascaded(image, CASCADES[0], _DOCUMENT_SIDE * height / max(height, width), 0.0, 5)
    return _alike(_Face(x, y, wide, wide, _FEATURED - 0.1) for x, y, wide in found)


def _cut(image: Image, patch: Patch) -> tuple[int, int, Image]:
    """A piece of the picture, no further than its edges, and where it begins."""
    x, y = max(0, round(patch.left)), max(0, round(patch.top))
    right, bottom = round(patch.left + patch.width), round(patch.top + patch.height)
    return x, y, image[y:bottom, x:right]


def _same(one: _Face, other: _Face) -> bool:
    return one.holds(other.x, other.y) or other.holds(one.x, one.y)


def _beside(one: _Face, other: _Face) -> bool:
    """Whether two heads may be a couple's."""
    apart, lower = abs(one.x - other.x), abs(one.y - other.y)
    return (
        0.5 < one.width / other.width < 2
        and lower < 0.6 * other.width
        and 0.8 * other.width < apart < 3 * other.width
    )


def _inside(patch: Patch, face: _Face) -> bool:
    reach = patch.grown(0, 0.3 * patch.height, 0)
    return 0 < face.x - reach.left < reach.width and 0 < face.y - reach.top < reach.height
