"""What invented families' papers say: people, register books, marriages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from samples.births import Delivery, Newborn


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person; None is a blank place on the papers. `valid_to` None is 长期."""

    name: str
    sex: str
    ethnicity: str
    birth_date: dt.date
    id_number: str
    address: str
    issuing_authority: str
    valid_from: dt.date
    valid_to: dt.date | None
    place_of_birth: str
    ancestral_home: str
    former_name: str | None = None
    religion: str | None = None
    height_cm: int | None = None
    blood_type: str | None = None
    education: str | None = None
    marital_status: str | None = None
    military_service: str | None = None
    workplace: str | None = None
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """One register book (户口簿): its cover page's facts and the offices whose seals it bears."""

    head: Person
    household_type: str
    register_number: str
    address: str
    issued_on: dt.date
    registrar: str
    station: str
    province: str
    serial: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One person's card in a register book."""

    person: Person
    household: Household
    relation_to_head: str
    registered_on: dt.date
    registrar: str | None
    other_address: str | None = None
    moved_to_city: str | None = None
    moved_to_address: str | None = None


@dataclass(frozen=True, slots=True)
class Marriage:
    """One marriage certificate; `law` is the law that its statement names."""

    husband: Person
    wife: Person
    holder: str
    registered_on: dt.date
    certificate_number: str
    registry: str
    registrar: str
    remark: str | None = None
    law: str = "中华人民共和国婚姻法"
    nationality: str = "中国"


@dataclass(frozen=True, slots=True)
class Family:
    """Two parents and their newborn, with everything that their papers say."""

    province: str
    mother: Person
    father: Person
    mother_page: Membership
    father_page: Membership
    marriage: Marriage
    newborn: Newborn
    delivery: Delivery
