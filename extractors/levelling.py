"""Lines that lean are laid level: a photograph's rows rise or fall, more at one end of the page than the other."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from casefile.page import Span

_STEEPEST, _STEP = 0.12, 0.01
_GAIN = 1.04


@dataclass(frozen=True, slots=True)
class Lean:
    """How far rows rise to the right: `top` at y = 0, `foot` at y = `height` (downwards is positive)."""

    top: float = 0.0
    foot: float = 0.0
    height: float = 1.0

    def slope(self, y: float) -> float:
        """The slope of the row at y."""
        return self.top + (self.foot - self.top) * y / self.height

    def levelled(self, span: Span) -> Span:
        """The span moved to where its row meets the left edge of the page."""
        drop = self.slope(span.middle) * (span.left + span.right) / 2
        return replace(span, top=span.top - drop, bottom=span.bottom - drop)

    def at(self, x: float, level: float) -> float:
        """Where a row that lies at `level` on the levelled page is at x."""
        share = (self.foot - self.top) / self.height
        return (level + self.top * x) / (1 - share * x)


def lean_of(spans: Sequence[Span]) -> Lean:
    """The lean under which the pieces of text gather best in rows."""
    if len(spans) < 8:
        return Lean()
    middles = np.array([span.middle for span in spans])
    centres = np.array([(span.left + span.right) / 2 for span in spans])
    weights = np.array([min(len(span.chars), 8) for span in spans], np.float64)
    unit = 0.3 * float(np.median([span.height for span in spans]))
    foot = float(middles.max()) or 1.0
    slopes = np.arange(-_STEEPEST, _STEEPEST + _STEP / 2, _STEP)
    scored = {
        (top, low): _gathered(middles - (top + (low - top) * middles / foot) * centres, weights, unit)
        for top, low in itertools.product(slopes, slopes)
        if abs(top - low) < 0.13
    }
    level = min(scored, key=lambda pair: abs(pair[0]) + abs(pair[1]))
    best = max(scored, key=lambda pair: (scored[pair], -abs(pair[0]) - abs(pair[1])))
    return Lean(float(best[0]), float(best[1]), foot) if scored[best] > _GAIN * scored[level] else Lean()


def _gathered(
    levels: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    weights: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    unit: float,
) -> float:
    """How much text shares its row with other text."""
    near = np.exp(-(((levels[:, None] - levels[None]) / unit) ** 2))
    return float(weights @ near @ weights)
