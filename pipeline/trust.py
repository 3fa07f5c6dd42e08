"""How far a page's reading can be believed, by how its print looks: a poor picture says nothing surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from extractors.found import Found
from pipeline.lines import Line
from pipeline.marks.sharpness import edge_share, legibility

_BLUR = ((0.10, 0.13, 0.20), (1.0, 0.8, 0.5))
"""Width of an edge in line heights (0.05 to 0.09 where crisp), and what is left of a confidence."""
_LEGIBLE = ((0.70, 0.80, 0.92), (0.5, 0.7, 1.0))
"""The recogniser's mean certainty of the page's letters, and what is left of a confidence."""


def trust(lines: Sequence[Line]) -> float:
    """The share of its confidence that a value keeps, 0 to 1, by the page's print."""
    share = edge_share(lines)
    sharp = float(np.interp(share, *_BLUR)) if share is not None else _BLUR[1][-1]
    return sharp * float(np.interp(legibility(lines), *_LEGIBLE))


def believed(found: Mapping[str, Found], lines: Sequence[Line], filled: frozenset[str]) -> dict[str, Found]:
    """The fields as far as the page can be trusted; a `filled` one is never blank, but unread."""
    kept = trust(lines)
    return {
        name: replace(one, confidence=0.0 if one.value is None and name in filled else one.confidence * kept)
        for name, one in found.items()
    }
