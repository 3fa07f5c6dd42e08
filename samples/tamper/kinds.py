"""The table of what can be wrong with a case."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from samples.cases import Case

BOTH = ("guangxi", "hainan")

Make = Callable[[Case, str, random.Random], Case]


class UnsuitedError(ValueError):
    """A case cannot be made wrong in some way, where another can."""


@dataclass(frozen=True)
class Kind:
    """One way to make a case wrong.

    None of `rules` may pass, and of `any_of` at least one may not (`{parent}` is the parent that it
    was done to). `proposal` is what the reviewer is offered, `also_right` what is no mistake either.
    """

    name: str
    make: Make
    rules: tuple[str, ...]
    any_of: tuple[str, ...]
    proposal: str
    also_right: tuple[str, ...]
    provinces: tuple[str, ...]

    @property
    def says(self) -> str:
        """What is wrong, in one sentence."""
        return (self.make.__doc__ or "").partition("\n")[0]


KINDS: dict[str, Kind] = {}


def kind(
    *rules: str,
    proposal: str = "confirm",
    any_of: tuple[str, ...] = (),
    also_right: tuple[str, ...] = (),
    provinces: tuple[str, ...] = BOTH,
) -> Callable[[Make], Make]:
    """Register a function as a kind of tampering under its own name."""

    def registered(make: Make) -> Make:
        name = make.__name__
        KINDS[name] = Kind(name, make, rules, any_of, proposal, also_right, provinces)
        return make

    return registered
