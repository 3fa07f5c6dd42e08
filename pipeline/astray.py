"""Print that stands another way round than the rest of its sheet: two cards laid down carelessly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.normalise import Sheet, around
from pipeline.ocr.detection import Image, Quad
from pipeline.ocr.reader import Reader, crop_of
from pipeline.upright import extent, moved, weight

_NEAR = 3.0
"""In heights of a line: how far apart the lines of one block may stand."""
_ROOM = 0.7
"""Of the block's longer side: a card's photo, and lines that made sense by chance, lie beside the block.
What else lies there is told apart by the sense that it makes."""
_FEWEST, _SENSE = 3, 6.0


def astray(sheet: Sheet, page: Image, boxes: Sequence[Quad], reader: Reader) -> Iterator[Sheet]:
    """The parts of a sheet that make sense another way round, turned; `boxes` made none as they stand."""
    turned = list(_turned_blocks(sheet, boxes, reader))
    for quarters in sorted({quarters for quarters, _ in turned}):
        mine = [box for turn, block in turned if turn == quarters for box in block]
        yield around(sheet, page, mine, _ROOM).turned(quarters)


def _turned_blocks(sheet: Sheet, boxes: Sequence[Quad], reader: Reader) -> Iterator[tuple[int, list[Quad]]]:
    for block in _blocks(boxes):
        if len(block) < _FEWEST:
            continue
        tall = sum(extent(box, 1) > 1.5 * extent(box, 0) for box in block)
        senses = {
            turn: _sense(sheet, block, turn, reader) for turn in ((1, 3) if 2 * tall > len(block) else (2,))
        }
        best = max(senses, key=senses.__getitem__)
        if senses[best] > _SENSE:
            yield best, block


def _sense(sheet: Sheet, block: Sequence[Quad], quarters: int, reader: Reader) -> float:
    """How much sense the two longest lines of a block make once the sheet is turned."""
    turned = sheet.turned(quarters)
    longest = sorted(moved(block, sheet, turned), key=lambda box: -extent(box, 0))[:2]
    grey = turned.grey
    return weight({index: reader.reading(crop_of(grey, box)) for index, box in enumerate(longest)})


def _blocks(boxes: Sequence[Quad]) -> list[list[Quad]]:
    """The boxes that stand close together."""
    if not boxes:
        return []
    edges = np.array([(*box.min(axis=0), *box.max(axis=0)) for box in boxes])
    reach = _NEAR * float(np.median([min(extent(box, 0), extent(box, 1)) for box in boxes]))
    gaps = np.maximum(edges[:, None, :2] - edges[None, :, 2:], 0).max(axis=2)
    near = (np.maximum(gaps, gaps.T) < reach).astype(np.uint8)
    labels = _components(near)
    return [[boxes[i] for i in np.flatnonzero(labels == label)] for label in np.unique(labels)]


def _components(near: NDArray[np.uint8]) -> NDArray[np.intp]:
    """A number for each row, the same for all that are linked."""
    linked = near > 0
    while True:
        wider = (linked.astype(np.float32) @ linked.astype(np.float32)) > 0
        if (wider == linked).all():
            return np.asarray(linked.argmax(axis=1))
        linked = wider
