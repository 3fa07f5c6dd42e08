"""How far a page's reading can be believed, by how its print looks: a poor picture says nothing surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.calibration import page_shift, shifted
from extractors.found import Found
from pipeline.lines import Line
from pipeline.marks.sharpness import edge_share, legibility

_CRISP, _BLURRED = 0.06, 0.25
"""Width of an edge in line heights up to which print is crisp, and that of print of which none is left."""


def doubts(lines: Sequence[Line]) -> tuple[float, float]:
    """How blurred a page's print is, and how doubtful its letters are to the recogniser, both from 0 to 1."""
    share = edge_share(lines)
    blur = 1.0 if share is None else (share - _CRISP) / (_BLURRED - _CRISP)
    return min(1.0, max(0.0, blur)), 1 - legibility(lines)


def believed(found: Mapping[str, Found], lines: Sequence[Line], filled: frozenset[str]) -> dict[str, Found]:
    """The fields as far as the page can be trusted; a `filled` one is never blank, but unread."""
    shift = page_shift(*doubts(lines))
    return {
        name: replace(
            one,
            confidence=0.0 if one.value is None and name in filled else shifted(one.confidence, shift),
        )
        for name, one in found.items()
    }
