"""Red seals on a document (印章): where they stand, their shape and what they say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import cv2
import numpy as np

from pipeline.marks.copies import GREY, coloured_share
from pipeline.marks.frames import Frame, Territory
from pipeline.marks.lettering import as_print, lettering
from pipeline.marks.offices import Offices
from pipeline.marks.redness import Map, darkness, red_ink, redness
from pipeline.marks.ring import Ring
from pipeline.marks.rings import rings
from pipeline.marks.stamps import CLOSE, Stamp, inside, stamps
from pipeline.marks.told import stamp_told, told
from pipeline.marks.views import view
from pipeline.normalise import Image, Sheet
from pipeline.ocr.reader import Reader
from validators.ended import MARKS

_SEEN, _READ, _SURE = 0.2, 0.45, 0.6
_SMALLEST, _LARGEST = 1.6, 0.27
"""Radii of seals: in heights of a document's lines, and as a share of the longer side of its print. The print
of a page that faces it, or of the cloth beneath, may have been taken for its own."""
_ROUND = 1.22
_LEGIBLE, _SURE_WORDS = 0.6, 0.85
_RED, _ENOUGH_RED, _MUCH_RED = 0.07, 0.001, 0.05
_BESIDE = 0.05
"""Of the print's longer side: what lies farther out is looked past where so much is red as on no page."""
_OUTSIDE = 1.06
"""How far a seal's ink reaches, in its radii."""


def seals(
    page: Image, sheet: Sheet, own: Territory, reader: Reader, offices: Offices | None = None
) -> tuple[Mapping[str, Any], ...]:
    """The red seals of a document, likeliest first, then stamps with words.

    `sheet` is a small picture of the document, `own` its place there. Each seal has `colour`, `shape`,
    `box` (corners in pixels of the page image), `centre` (likewise), `place` (share of the width and
    height of the document's print; beyond it below 0 or above 1), `confidence` that a seal is there,
    its `text` (None where illegible) and `text_confidence`. Seals are read from the right to the left
    until one is legible: where there are two, the right one is the office's own. `offices` are those
    whose seal it may be.
    """
    ink = red_ink(sheet.image)
    if float((ink > _RED).mean()) < _ENOUGH_RED:
        return tuple(_grey_seals(sheet, own))
    pressed = [stamp for stamp in stamps(ink, own.frame.longer) if own.holds(*stamp.middle)]
    rings_seen = _own_rings(ink, own)
    sure = [ring for ring in rings_seen if ring.likelihood > _SURE]
    if sure:
        # A stamp that touches a seal is one patch of red with it.
        pressed = [one for one in pressed if not any(one.holds(ring.x, ring.y) for ring in sure)]
        apart = stamps(_without(ink, sure), own.frame.longer, cut=True)
        # A frame that is cut open holds its words as another piece.
        for one in sorted(apart, key=lambda one: -math.prod(one.size)):
            if own.holds(*one.middle) and not any(other.holds(*one.middle) for other in pressed):
                pressed.append(one)
    found = [ring for ring in rings_seen if ring.likelihood > _SURE or not _frames(pressed, ring)]
    says: dict[Ring, tuple[str | None, float]] = dict.fromkeys(found, (None, 0.0))
    for ring in sorted(found, key=lambda ring: -ring.x):
        if ring.likelihood > _READ:
            says[ring] = _text(page, sheet, ring, reader, offices)
            if says[ring][1] > _LEGIBLE:
                break
    round_seals = [_seal(sheet, own, ring, *says[ring]) for ring in found]
    return *round_seals, *_worded(page, sheet, own, pressed, reader)


def worded(page: Image, sheet: Sheet, own: Territory, reader: Reader) -> tuple[Mapping[str, Any], ...]:
    """The stamps of a document that carries no seal, as `seals` gives them, whose words can be read."""
    ink = red_ink(sheet.image)
    if float((ink > _RED).mean()) < _ENOUGH_RED:
        return ()
    pressed = (stamp for stamp in stamps(ink, own.frame.longer) if own.holds(*stamp.middle))
    return tuple(one for one in _worded(page, sheet, own, pressed, reader) if one["text"])


def _without(ink: Map, found: Iterable[Ring]) -> Map:
    """The ink without what lies on these rings and within them."""
    rest = ink.copy()
    for ring in found:
        middle, size = (ring.x, ring.y), (2 * _OUTSIDE * ring.axes[0], 2 * _OUTSIDE * ring.axes[1])
        cv2.ellipse(rest, (middle, size, ring.turn), (0.0,), -1)
    return rest


def _own_rings(ink: Map, own: Territory) -> list[Ring]:
    least, most = _SMALLEST * own.line, _LARGEST * own.frame.longer
    if float((ink > _RED).mean()) > _MUCH_RED:
        ink = _near_print(ink, own.frame.grown(_BESIDE * own.frame.longer))
    found = rings(ink, (least, most), own.holds)
    return [ring for ring in found if ring.likelihood > _SEEN and ring.radius > least]


def _near_print(ink: Map, frame: Frame) -> Map:
    """The ink without what lies beside a document's print in patches that mostly do: a coloured cloth's."""
    count, labels = cv2.connectedComponents((ink > _RED).astype(np.uint8))
    left, top = max(0, round(frame.left)), max(0, round(frame.top))
    around = np.ones(ink.shape, bool)
    around[top : round(frame.bottom) + 1, left : round(frame.right) + 1] = False
    outside, every = (np.bincount(one.ravel(), minlength=count) for one in (labels[around], labels))
    beside = 2 * outside > every
    beside[0] = False
    return np.where(beside[labels] & around, np.float32(0), ink)


def _frames(pressed: Iterable[Stamp], ring: Ring) -> bool:
    """Whether a stamp's frame was taken for a ring."""
    return any(
        one.framed and math.dist(one.middle, (ring.x, ring.y)) < 0.5 * ring.radius
        for one in pressed
        if ring.radius < max(one.size)
    )


def _grey_seals(sheet: Sheet, own: Territory) -> Iterator[dict[str, Any]]:
    """What look like seals on a copy without colour: nobody can say that they were red."""
    if coloured_share(sheet.image) > GREY:
        return
    for ring in _own_rings(darkness(sheet.image), own):
        if ring.likelihood > _READ:
            found = _seal(sheet, own, ring, None, 0.0)
            yield {**found, "confidence": round(0.5 * ring.likelihood, 3), "colour": "grey"}


def _worded(
    page: Image, sheet: Sheet, own: Territory, pressed: Iterable[Stamp], reader: Reader
) -> Iterator[dict[str, Any]]:
    """Stamps with words (复印无效, 注销); an unframed one counts only where its words are read."""
    for stamp in pressed:
        text, sure = _words(page, sheet, stamp, reader)
        words = text if text and sure > _SURE_WORDS else ""
        # What looks like another short stamp without a frame may be a part of a photo.
        if stamp.framed or (words and (stamp.long or any(mark in words for mark in MARKS))):
            yield stamp_told(sheet, own, stamp, text, sure)


def _words(page: Image, sheet: Sheet, stamp: Stamp, reader: Reader) -> tuple[str | None, float]:
    """What stands inside the frame."""
    upright = inside(page, sheet, stamp, redness)
    rim = round(0.12 * len(upright))
    reading = reader.reading(as_print(upright[rim:-rim, rim:-rim]))
    text = reading.chars.strip()
    return (text, reading.score) if len(text) > 1 and reading.score > _LEGIBLE else (None, 0.0)


def _text(
    page: Image, sheet: Sheet, ring: Ring, reader: Reader, offices: Offices | None
) -> tuple[str | None, float]:
    """What the seal says."""
    around = Frame(ring.x, ring.y, ring.x, ring.y).grown(1.3 * max(ring.axes))
    part = view(page, sheet, around, CLOSE)
    unit = Frame(0, 0, 1, 1).seen_on(part, sheet)
    return lettering(redness(part.image), ring.moved(-unit.left, -unit.top, unit.width), reader, offices)


def _seal(sheet: Sheet, own: Territory, ring: Ring, text: str | None, sure: float) -> dict[str, Any]:
    shape = "oval" if max(ring.axes) > _ROUND * min(ring.axes) else "round"
    return told(sheet, own, shape, ring.corners, ring.likelihood, text, sure)
