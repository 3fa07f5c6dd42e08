"""What one place of one page says, ready to be compared and shown as evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from casefile.case import SURE, Document, Field, Value
from casefile.findings import Evidence
from validators import words

UNREAD = Field(value=None, raw="", confidence=0.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """One field of one document; `whose` is the person (母亲, 父亲) that the page was assigned to."""

    document: Document
    name: str
    whose: str = ""
    field: Field = dataclasses.field(init=False, repr=False, compare=False)
    value: Value = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look the field up once: unread where the page has none, a person's correction counts first."""
        found = self.document.fields.get(self.name, UNREAD)
        object.__setattr__(self, "field", found)
        object.__setattr__(self, "value", found.value if found.corrected is None else found.corrected)

    @property
    def sure(self) -> bool:
        """Whether the value may count for or against the case."""
        return self.field.corrected is not None or self.field.sure

    @property
    def blank(self) -> bool:
        """Whether the place was found, and surely nothing stands there."""
        return self.value is None and self.field.confidence >= SURE

    @property
    def unread(self) -> bool:
        """Whether nothing at all is known of the place."""
        return self.value is None and self.field.confidence < SURE

    @property
    def text(self) -> str | None:
        """The value as text where it is sure, else None."""
        return str(self.value) if self.sure and self.value is not None else None

    @property
    def date(self) -> dt.date | None:
        """The value as a date where it is sure and real, else None."""
        try:
            return dt.date.fromisoformat(self.text or "")
        except ValueError:
            return None

    @property
    def number(self) -> float | None:
        """The value as a number where it is sure and one, else None."""
        try:
            return float(self.text or "")
        except ValueError:
            return None

    @property
    def label(self) -> str:
        """Where this stands, in words: 母亲身份证人像面“姓名”."""
        page = words.KINDS[self.document.kind]
        return f"{self.whose}{page}“{words.FIELDS.get(self.name, self.name)}”"

    def evidence(self, expected: str | None = None) -> Evidence:
        """The reading as evidence, with the weight of an expected string where it was weighed."""
        weight = self.field.weights.get(expected) if expected is not None else None
        confidence = 1.0 if self.field.corrected is not None else self.field.confidence
        nats = weight.nats if weight else None
        return Evidence(self.value, self.document.id, self.name, confidence, nats)


def readings(documents: Iterable[Document], name: str, whose: str = "") -> tuple[Reading, ...]:
    """What the documents say in one place; two halves or two photos of a page complete each other.

    A page on which the place is unread counts only where no other page gives a reading, sure or not.
    """
    found = [Reading(document, name, whose) for document in documents]
    return tuple([reading for reading in found if not reading.unread] or found[:1])


def given(documents: Iterable[Document], name: str, whose: str = "") -> tuple[Reading, ...]:
    """As `readings`, of pages that have the place, and not where it is blank."""
    found = readings((document for document in documents if name in document.fields), name, whose)
    return tuple(reading for reading in found if not reading.blank)
