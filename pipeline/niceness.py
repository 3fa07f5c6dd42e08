"""How far processes stand back where cores are few: who has a photo in hand goes before any backlog."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable

LIVE = 5
"""Who reads live cases stands back behind the web."""
RERUN = 19
"""Reruns stand back behind both: of a busy core a twentieth is left to them."""
_LONGEST, _LOOK = 5.0, 0.05
"""Seconds that a step of a backlog waits at most, for it must go on too, and between two looks."""


def stand_back(to: int) -> None:
    """Give this process, and those that it starts from now on, at least so much niceness."""
    with contextlib.suppress(OSError):
        os.nice(max(0, to - os.nice(0)))


def give_way(busy: Callable[[], bool]) -> None:
    """Wait while somebody's case is in hand: two threads of one core slow each other, however nice one is."""
    until = time.monotonic() + _LONGEST
    while busy() and time.monotonic() < until:
        time.sleep(_LOOK)
