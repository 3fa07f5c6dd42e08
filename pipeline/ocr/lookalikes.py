"""Characters that the recogniser takes for one another, with the boundary between each two.

The figures in lookalikes.json are drawn and weighed by `python -m bench lookalikes`: for a printed
character and a rival, the least lead in nats that the printed one had; negative where the recogniser
prefers the rival (it reads a printed 淏 as 溴).
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FAR = 8.0
"""The lead of every pair that the table does not hold."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Between an expected and a rival string: nats of `expected − rival` where neither is likelier.

    `gap` is how far the drawings of each lie from it; where it is not above 0 the two overlap.
    """

    middle: float
    gap: float


def rivals(text: str) -> tuple[str, ...]:
    """The strings that differ from `text` in one character that the recogniser confuses."""
    return tuple(
        text[:place] + rival + text[place + 1 :]
        for place, character in enumerate(text)
        for rival in _confused().get(character, ())
    )


def boundary(expected: str, rival: str) -> Boundary | None:
    """The boundary between two strings of one length; None where no confused pair sets them apart."""
    differing = [(a, b) for a, b in zip(expected, rival, strict=True) if a != b]
    if not any(b in _confused().get(a, ()) for a, b in differing):
        return None
    leads = [(_lead(a, b), _lead(b, a)) for a, b in differing]
    middle = sum((mine - other) / 2 for mine, other in leads)
    return Boundary(middle, min((mine + other) / 2 for mine, other in leads))


def _lead(printed: str, rival: str) -> float:
    return _table().get(printed, {}).get(rival, FAR)


@lru_cache(maxsize=1)
def _confused() -> dict[str, set[str]]:
    """For each character those that it is taken for, and those that are taken for it."""
    pairs: dict[str, set[str]] = defaultdict(set)
    for printed, near in _table().items():
        for rival in near:
            pairs[printed].add(rival)
            pairs[rival].add(printed)
    return pairs


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    path = Path(__file__).with_name("lookalikes.json")
    table: dict[str, dict[str, float]] = json.loads(path.read_text())
    return table
