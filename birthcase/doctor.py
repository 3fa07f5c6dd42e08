"""`birthcase doctor`."""

from __future__ import annotations

NAME = "doctor"


def command() -> None:
    """Not there yet."""
