"""Delivery records (产时记录, 分娩记录, 分娩情况医生记录) of maternal and child handbooks."""

from __future__ import annotations

import random
from typing import Literal

from samples.births import Delivery
from samples.paper import Paper
from samples.papers.delivery_guangxi import draw_guangxi
from samples.papers.delivery_handbook import draw_handbook
from samples.papers.form import Filling, Marking

Form = Literal["guangxi", "handbook"]

__all__ = ["draw", "draw_guangxi", "draw_handbook"]


def draw(
    facts: Delivery,
    style_rng: random.Random,
    form: Form = "guangxi",
    filling: Filling | None = None,
    marking: Marking | None = None,
) -> Paper:
    """One page, filled in by hand or by a machine; raises MissingFontError without handwriting."""
    drawing = draw_guangxi if form == "guangxi" else draw_handbook
    return drawing(facts, style_rng, filling, marking)
