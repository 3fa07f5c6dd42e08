"""How far a page's reading can be believed, by how its print looks: a poor picture says nothing surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from casefile.case import SURE
from extractors.calibration import page_shift, shifted
from extractors.found import Found
from pipeline.lines import Line
from pipeline.marks.sharpness import edge_share, legibility

_CRISP, _BLURRED = 0.06, 0.25
"""Width of an edge in line heights up to which print is crisp, and that of print of which none is left."""
_BLIND = 0.5


def doubts(lines: Sequence[Line]) -> tuple[float, float]:
    """How blurred a page's print is, and how doubtful its letters are to the recogniser, both from 0 to 1."""
    share = edge_share(lines)
    blur = 1.0 if share is None else (share - _CRISP) / (_BLURRED - _CRISP)
    return min(1.0, max(0.0, blur)), 1 - legibility(lines)


def believed(found: Mapping[str, Found], lines: Sequence[Line], filled: frozenset[str]) -> dict[str, Found]:
    """The fields as far as the page can be trusted; a `filled` one is never blank, but unread.

    Where one was found blank all the same, the page's print was not seen, and no other is surely blank.
    """
    shift = page_shift(*doubts(lines))
    unseen = {name for name in filled & found.keys() if found[name].value is None}
    blind = any(found[name].confidence >= SURE for name in unseen)

    def worth(name: str, one: Found) -> float:
        if name in unseen:
            return 0.0
        most = _BLIND if blind and one.value is None else 1.0
        return shifted(min(one.confidence, most), shift)

    return {name: replace(one, confidence=worth(name, one)) for name, one in found.items()}
