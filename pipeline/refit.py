"""The calibration, fitted anew to what people read: each group of fields moves by one step of its log-odds.

A group's step is the most likely one under a normal prior (mean 0, deviation 1), so that a few corrections
move it little. Reviewers mostly see doubtful fields; cases drawn by lot are what makes the sample fair.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from casefile.case import Kind
from extractors.calibration import current, group_of
from pipeline.store.corrections import Correction

LEAST = 30
"""Fields of a group below which it stays as it was fitted."""
_FARTHEST, _CLOSE = 10.0, 1e-4
_BOUND = 1e-4


@dataclass(frozen=True, slots=True)
class Moved:
    """A group: its fields, the share that was right, the mean confidence before and after, and the step."""

    group: str
    fields: int
    right: float
    before: float
    after: float
    step: float


def refit(read: Iterable[Correction]) -> tuple[dict[str, Any], Sequence[Moved]]:
    """The new calibration, and how each group with enough fields moved."""
    seen: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for one in read:
        if one.machine is not None and one.confidence > 0:
            seen[group_of(Kind(one.kind), one.field)].append((one.confidence, one.right))
    fit = current()
    known = {group: pairs for group, pairs in sorted(seen.items()) if group in fit["intercepts"]}
    moved = [_moved(group, pairs) for group, pairs in known.items() if len(pairs) >= LEAST]
    steps = {one.group: one.step for one in moved}
    intercepts = {
        group: round(value + steps.get(group, 0.0), 3) for group, value in fit["intercepts"].items()
    }
    return {**fit, "intercepts": intercepts}, moved


def _moved(group: str, pairs: Sequence[tuple[float, bool]]) -> Moved:
    odds = [_log_odds(confidence) for confidence, _ in pairs]
    step = _step(odds, [right for _, right in pairs])
    before, after = (sum(_share(one + by) for one in odds) / len(odds) for by in (0.0, step))
    right = sum(right for _, right in pairs) / len(pairs)
    return Moved(group, len(pairs), right, before, after, step)


def _step(odds: Sequence[float], right: Sequence[bool]) -> float:
    """The step that makes what happened most likely: where the falling slope of the likelihood is 0.

    >>> round(_step([0.0] * 1000, [True] * 731 + [False] * 269), 1)
    1.0
    """
    low, high = -_FARTHEST, _FARTHEST
    while high - low > _CLOSE:
        step = (low + high) / 2
        slope = sum(right) - sum(_share(one + step) for one in odds) - step
        low, high = (step, high) if slope > 0 else (low, step)
    return (low + high) / 2


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _log_odds(share: float) -> float:
    bounded = min(1 - _BOUND, max(_BOUND, share))
    return math.log(bounded / (1 - bounded))
