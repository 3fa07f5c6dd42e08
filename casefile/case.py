"""What is submitted for one newborn, and what was read from its papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from casefile.geometry import Polygon

Value = str | int | float | None

SURE = 0.9
"""Confidence from which a reading counts as sure: of all fields given 0.9, nine in ten are right."""


class Slot(StrEnum):
    """A place of the application form into which files are uploaded."""

    MARRIAGE_CERTIFICATE = "marriage_certificate"
    DELIVERY_RECORD = "delivery_record"
    MOTHER_HOUSEHOLD_REGISTER = "mother_household_register"
    FATHER_HOUSEHOLD_REGISTER = "father_household_register"
    MOTHER_ID_CARD = "mother_id_card"
    FATHER_ID_CARD = "father_id_card"

    @property
    def subject(self) -> str | None:
        """`mother` or `father` where the slot is one parent's, else None."""
        parent = self.value.partition("_")[0]
        return parent if parent in {"mother", "father"} else None


class Kind(StrEnum):
    """What a page is, told from the page itself."""

    ID_CARD_FRONT = "id_card_front"
    ID_CARD_BACK = "id_card_back"
    REGISTER_COVER = "register_cover"
    REGISTER_MEMBER = "register_member"
    REGISTER_CHANGE = "register_change"
    MARRIAGE_STATEMENT = "marriage_statement"
    MARRIAGE_INFO = "marriage_info"
    DIVORCE_CERTIFICATE = "divorce_certificate"
    DELIVERY_RECORD = "delivery_record"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Weight:
    """How well an expected string explains a crop.

    `nats` is its log-likelihood minus that of the best reading (0 or less, but for rounding). From
    `match_from` on it explains the crop as its own drawings do; below `mismatch_below` another
    string clearly does; between the two nobody can tell. `ruled`: a rule of the table runs through
    the surname, which is read as what is none.
    """

    nats: float
    match_from: float
    mismatch_below: float
    ruled: bool = False


UNKNOWN = Weight(nats=-1000.0, match_from=1.0, mismatch_below=-10_000.0)
"""Nobody can tell: below every match, above every mismatch."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value read from a page.

    `value` is normalised (dates ISO 8601) and None where the place is blank (confidence high) or
    could not be read (confidence 0); `raw` is what was read, never corrected; `confidence` is
    calibrated, 0 to 1; `box` lies in the page image. `weights` holds, for strings that other
    sources expect here, or intervals of days (casefile.interval), how well each explains the crop.
    `certain` is, for each character of `raw`, the recogniser's own score (0 to 1); empty where it is
    not known.
    """

    value: Value
    raw: str
    confidence: float
    box: Polygon | None = None
    corrected: Value = None
    weights: Mapping[str, Weight] = field(default_factory=dict)
    certain: tuple[float, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether the reading may count for or against the case."""
        return self.value is not None and self.confidence >= SURE

    def __repr__(self) -> str:
        """Masked: a field never shows a person's data by accident."""
        return f"Field(<{'unread' if self.value is None else 'masked'}>, confidence={self.confidence:.2f})"


@dataclass(frozen=True, slots=True)
class Document:
    """One document found on a page image; `region` is its outline there, `page` is 0-based."""

    id: str
    slot: Slot | None
    kind: Kind
    file: str
    page: int
    page_size: tuple[int, int]
    region: Polygon
    fields: Mapping[str, Field]
    quality: Mapping[str, Any] = field(default_factory=dict)
    seals: tuple[Mapping[str, Any], ...] = ()
    faces: tuple[Mapping[str, Any], ...] = ()

    def value(self, name: str) -> Value:
        """The field's value, or None where it is absent or unread."""
        found = self.fields.get(name)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent as declared on the application form."""

    name: str
    id_number: str
    nationality: str = "中国"
    ethnicity: str | None = None
    phone: str | None = None
    overseas_chinese: bool = False


@dataclass(frozen=True, slots=True)
class HouseholdHead:
    """The head of the household (户主), declared where the settling parent is not the head."""

    name: str | None = None
    id_number: str | None = None
    relation_to_head: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Newborn:
    """The newborn as declared; weight in grams, length in centimetres, time as HH:MM."""

    name: str
    sex: str
    birth_date: dt.date
    institution: str
    settle_with: str
    ethnicity: str | None = None
    birth_time: str | None = None
    birth_place: str | None = None
    gestational_weeks: int | None = None
    length_cm: float | None = None
    weight_g: int | None = None
    household_head: HouseholdHead | None = None
    pre_enrolment_number: str | None = None
    blood_type: str | None = None
    ancestral_home: str | None = None
    plurality: str = "单胎"


@dataclass(frozen=True, slots=True)
class Material:
    """The files uploaded into one slot, in the applicant's order."""

    slot: Slot
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """What an intake system hands in for one newborn; dates count from `submitted_at`."""

    case_id: str
    province: str
    submitted_at: dt.datetime
    applicant: str
    mother: Parent
    father: Parent
    newborn: Newborn
    materials: tuple[Material, ...]
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be taken, with its stable code and what the applicant should do."""

    slot: Slot | None
    file: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Case:
    """A submission together with everything that was read of it: all that judging may know."""

    submission: Submission
    documents: tuple[Document, ...]
    refused: tuple[Refusal, ...] = ()

    def of_kind(self, kind: Kind) -> Iterator[Document]:
        """The documents of one kind, in the order of their pages."""
        return (document for document in self.documents if document.kind is kind)
