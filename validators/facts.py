"""What is known from outside the case: other cases, and the records that connectors answer for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth for which another case is accepted or under way; withdrawn, returned, declined ones are not."""

    case_id: str
    mother_id_number: str
    birth_date: dt.date
    name: str
    sex: str
    birth_time: str | None = None
    plurality: str = "单胎"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file of this case that another case holds; `parents` are that case's ID numbers.

    The very content, or, where `page` is given, a picture of that page that looks the same.
    """

    file: str
    case_id: str
    parents: tuple[str, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """A name and an ID number as a record outside gives them."""

    name: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that judging may know besides the case; None: no connector, or it did not answer.

    `digests` gives the content hash of each file, to tell one picture uploaded twice. `certificate` and
    `population` are by `mother` and `father`; `issued` says of each paper (出生医学证明 …) whether it
    was issued. `first_submitted_at` is that of a returned case's first submission; `institutions` are those
    that the authority lists as allowed to deliver.
    """

    births: tuple[Birth, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    certificate: Mapping[str, Identity] | None = None
    population: Mapping[str, Identity] | None = None
    issued: Mapping[str, bool] | None = None
    first_submitted_at: dt.datetime | None = None
    institutions: frozenset[str] = frozenset()
