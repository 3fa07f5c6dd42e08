"""Readers that read nothing: they take as long as a page does, as much of the processor, or no time."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from casefile.case import Document, Field, Kind, Weight
from casefile.geometry import Polygon
from pipeline.engine import Reading
from pipeline.line_crop import Crop

_SECONDS = 0.4


class Slow:
    """One blank card front a file."""

    version = "scripted-bench"

    def read(self, data: bytes, name: str) -> Reading:
        """After a while, a document with one field."""
        self.spend()
        fields = {"name": Field("甲", "甲", 0.99)}
        box = Polygon.of_box(1, 1, 9, 9)
        document = Document("", None, Kind.ID_CARD_FRONT, "", 0, (10, 10), box, fields)
        return Reading((document,), {}, 1, _SECONDS)

    def spend(self) -> None:
        """Wait, so that faults can strike meanwhile."""
        time.sleep(_SECONDS)

    def weigh(self, crop: Crop, candidates: Sequence[str]) -> Mapping[str, Weight]:
        """Nothing fits."""
        return {}


class Busy(Slow):
    """A core at full load."""

    def spend(self) -> None:
        """Until so much processor time has gone by."""
        began = time.thread_time()
        while time.thread_time() - began < _SECONDS:
            pass


class Instant(Slow):
    """No time at all: what remains is the cost of everything else."""

    def spend(self) -> None:
        """Nothing."""


def load(models: str | None) -> Slow:
    """The engine that `BIRTHCASE_ENGINE` names."""
    return Slow()


def busy(models: str | None) -> Slow:
    """One that keeps a core busy."""
    return Busy()


def instant(models: str | None) -> Slow:
    """One that costs nothing."""
    return Instant()
