"""Household registers (居民户口簿): cover page, a member's card, changes, and a police form like them."""

from __future__ import annotations

import random
from typing import Literal

from samples.paper import Paper
from samples.papers.register_cover import draw_cover
from samples.papers.register_member import draw_member
from samples.papers.register_other import draw_change, draw_form
from samples.people import Household, Membership

Page = Literal["cover", "member", "change", "form"]

__all__ = ["draw", "draw_change", "draw_cover", "draw_form", "draw_member"]


def draw(facts: Membership | Household, style_rng: random.Random, page: Page = "member") -> Paper:
    """One page of a register book; the cover takes the household or any member's card."""
    if page == "cover":
        return draw_cover(facts.household if isinstance(facts, Membership) else facts, style_rng)
    if isinstance(facts, Household):
        raise TypeError(f"a register page {page!r} needs a membership, not a household")
    return {"member": draw_member, "change": draw_change, "form": draw_form}[page](facts, style_rng)
