"""How sharp the print of a document is, against the size of its letters."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.lines import Line

Image = NDArray[np.uint8]

_HEIGHT = 40
_MOST = 7
_WIDEST = 420


def edge_share(lines: Sequence[Line]) -> float | None:
    """The width of an edge of the print as a share of the line's height; None without lines.

    Resolution cancels out, so does what is written: about 0.05 is crisp, at 0.2 strokes run together.
    """
    wide = sorted(lines, key=lambda line: -line.span.height * (line.span.right - line.span.left))
    shares = [_edge(line.crop) for line in wide[:_MOST] if min(line.crop.shape) >= 8]
    known = [share for share in shares if share is not None]
    return float(np.median(known)) if known else None


def _edge(crop: Image) -> float | None:
    """Contrast over the steepest rise, across and down: a shaken picture is blurred one way only."""
    height, width = crop.shape
    size = (max(16, round(width * _HEIGHT / height)), _HEIGHT)
    shrinking = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
    line = cv2.resize(crop, size, interpolation=shrinking).astype(np.float32)
    line = line[:, :_WIDEST]
    line = cv2.GaussianBlur(line, (0, 0), 0.7).astype(np.float32)
    low, high = np.percentile(line, (3, 90))
    if high - low < 12:
        return None
    rises = [float(np.percentile(np.abs(np.diff(line, axis=axis)), 99)) for axis in (0, 1)]
    return float(high - low) / max(1.0, min(rises)) / _HEIGHT


def legibility(lines: Sequence[Line]) -> float:
    """The recogniser's own mean certainty of the letters, 0 to 1."""
    sure = [probability for line in lines for probability in line.span.probabilities]
    return float(np.mean(sure)) if sure else 0.0
