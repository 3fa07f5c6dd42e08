"""A reader that reads nothing: it takes as long as a page does, so that faults can strike meanwhile."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from casefile.case import Document, Field, Kind, Weight
from casefile.geometry import Polygon
from pipeline.engine import LineCrop, Reading

_SECONDS = 0.4


class Slow:
    """One blank card front a file."""

    version = "scripted-bench"

    def read(self, data: bytes, name: str) -> Reading:
        """After a while, a document with one field."""
        time.sleep(_SECONDS)
        fields = {"name": Field("甲", "甲", 0.99)}
        box = Polygon.of_box(1, 1, 9, 9)
        document = Document("", None, Kind.ID_CARD_FRONT, "", 0, (10, 10), box, fields)
        return Reading((document,), {}, 1, _SECONDS)

    def weigh(self, crop: LineCrop, candidates: Sequence[str]) -> Mapping[str, Weight]:
        """Nothing fits."""
        return {}


def load(models: str | None) -> Slow:
    """The engine that `BIRTHCASE_ENGINE` names."""
    return Slow()
