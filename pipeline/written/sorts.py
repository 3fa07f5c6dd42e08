"""What a closed set of values is to whoever weighs one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a line's text a value stands, and the value's form there."""

    start: int
    end: int
    form: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """A closed set of values: where one stands in a text, its written forms there, and its near rivals.

    Forms of two values correspond, one by one; none where a value is not of the set. `floor` is how many
    nats the expected value may lie below the best reading: few where the set is only half closed. Values
    that are all `figures` are weighed by their reader too. A value may stand for `many`, each in its forms.
    """

    find: Callable[[str, int, int], Place | None]
    forms: Callable[[str, Place], list[str]]
    rivals: Callable[[str], Iterator[str]]
    floor: float = -12.0
    figures: bool = False
    many: bool = False

    def against(self, value: str, form: int, place: Place) -> Iterator[tuple[str, str]]:
        """What a value in one of its forms is held against: each rival in the same, or, of many, in any."""
        for rival in self.rivals(value):
            forms = self.forms(rival, place)
            yield from ((rival, one) for one in (forms if self.many else forms[form : form + 1]))
