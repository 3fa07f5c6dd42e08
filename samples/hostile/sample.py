"""One upload of the catalogue, and what may become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PAGES = "PAGES"
"""The outcome of a file that is taken: its pages are read."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A file by its row in the catalogue (F1–F25); `make` builds it, `outcomes` are the right codes."""

    row: str
    name: str
    make: Callable[[], bytes]
    outcomes: tuple[str, ...]
