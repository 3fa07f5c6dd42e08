"""Which fields count as what, and when a reading is right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casefile.case import SURE, Document, Field, Value

_NAMES = ("name", "head_name", "holder", "husband_name", "wife_name", "mother_name", "father_name")
_DATES = ("birth_date", "registered_on", "issued_on", "delivery_date", "admitted_on", "discharged_on",
          "valid_from", "valid_to")  # fmt: skip
_AUTHORITIES = ("issuing_authority", "registry", "institution")
NUMBERS = ("id_number", "husband_id_number", "wife_id_number", "mother_id_number", "father_id_number")


def critical(name: str) -> bool:
    """Whether a field is a name, a number, a date, the sex or an authority.

    >>> critical("mother_discharged_on"), critical("certificate_number"), critical("treatment")
    (True, True, False)
    """
    return (
        name in _NAMES
        or name in _AUTHORITIES
        or name == "sex"
        or name.endswith("_number")
        or name.endswith(_DATES)
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """One field of one drawn page and what became of it.

    `drawn` and `read` are its values; `hand` tells whether it was written by hand. `kind_found`
    tells whether the page was taken for what it is at all.
    """

    kind: str
    profile: str
    seed: int
    name: str
    drawn: Value
    read: Value
    confidence: float
    hand: bool = False
    kind_found: bool = True

    @property
    def blank(self) -> bool:
        """Whether the place is blank on the page."""
        return self.drawn is None

    @property
    def right(self) -> bool:
        """Whether the reading is right as a whole."""
        return same(self.drawn, self.read)

    @property
    def betrayed(self) -> bool:
        """Wrong, and given as sure."""
        return not self.right and self.confidence >= SURE


def same(drawn: Value, read: Value) -> bool:
    """Whether two values are the same, widths of characters and number types aside.

    >>> same("桂林市（七星）", "桂林市(七星)"), same(49, 49.0), same(None, "无"), same("1", "10")
    (True, True, False, False)
    """
    if drawn is None or read is None:
        return drawn is read
    if isinstance(drawn, int | float) and isinstance(read, int | float):
        return abs(drawn - read) < 1e-6
    return _plain(drawn) == _plain(read)


def compared(
    told: Mapping[str, Any], document: Document | None, profile: str, seed: int, hand: bool
) -> Iterator[Seen]:
    """Every legible field of a drawn document beside what was read of it."""
    fields = document.fields if document else {}
    for name, drawn in told["fields"].items():
        if drawn.get("legible", True):
            found = fields.get(name, Field(None, "", 0.0))
            yield Seen(
                told["kind"], profile, seed, name, drawn["value"], found.value, found.confidence,
                hand, document is not None,
            )  # fmt: skip


def _plain(value: Value) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value)).split())
