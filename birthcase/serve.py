"""`birthcase serve`."""

from __future__ import annotations

NAME = "serve"


def command() -> None:
    """Not there yet."""
