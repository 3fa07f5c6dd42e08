"""How well given strings explain the crop of a line."""

from __future__ import annotations

from collections.abc import Sequence

from casefile.case import Weight
from pipeline.ocr.reader import Reader


def weigh(crop: bytes, candidates: Sequence[str], reader: Reader) -> dict[str, Weight]:
    """The weight of each candidate on one crop (PNG of a line)."""
    raise NotImplementedError
