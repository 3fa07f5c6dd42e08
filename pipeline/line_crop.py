"""The picture of a line that a field's value stands on, as the recogniser saw it."""

from __future__ import annotations

from dataclasses import dataclass

RULE = " _＿"
"""What the rule under a blank, and the blank, are read as."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A line as the recogniser saw it (PNG), and what it says before and after the field's value.

    `sort` names the closed set that the value is of (see pipeline.written), empty for free text.
    `hidden` characters at the value's beginning cannot be seen: the first digit of a number, in a rule.
    By its page a day lies `within` an interval; any other is by `rarer` nats less likely.
    """

    png: bytes
    before: str = ""
    after: str = ""
    sort: str = ""
    hidden: int = 0
    within: str = ""
    rarer: float = 0.0
