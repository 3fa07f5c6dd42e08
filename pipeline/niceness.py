"""How far processes stand back where cores are few: who has a photo in hand goes before any backlog."""

from __future__ import annotations

import contextlib
import os

LIVE = 5
"""Who reads live cases stands back behind the web."""
RERUN = 19
"""Reruns stand back behind both: of a busy core a twentieth is left to them."""


def stand_back(to: int) -> None:
    """Give this process, and those that it starts from now on, at least so much niceness."""
    with contextlib.suppress(OSError):
        os.nice(max(0, to - os.nice(0)))
