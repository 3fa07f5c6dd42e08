"""`birthcase submit`."""

from __future__ import annotations

NAME = "submit"


def command() -> None:
    """Not there yet."""
