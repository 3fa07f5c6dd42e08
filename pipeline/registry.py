"""Records outside (出生医学证明, 人口系统, 办理情况): asked of a file or a service, never taken for granted.

Each part of an answer is None where no connector is configured or it did not answer: the rules then say
`not_checked`, which is neither a pass nor a mismatch.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from casefile.case import Submission
from casefile.errors import UsageError
from casefile.identifiers import resident_id
from pipeline.institutions import institutions
from pipeline.settings import Settings
from validators.facts import Facts, Identity
from validators.province import provinces

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Query:
    """What a record is looked up by: numbers as printed, the day of birth, the newborn's name."""

    numbers: Mapping[str, str]
    names: Mapping[str, str]
    birth_date: dt.date
    newborn: str


@dataclass(frozen=True, slots=True)
class Records:
    """What the records say, each part as in `Facts`; None: nobody answered."""

    certificate: Mapping[str, Identity] | None = None
    population: Mapping[str, Identity] | None = None
    issued: Mapping[str, bool] | None = None


class Registry(Protocol):
    """One place where records are kept."""

    def records(self, query: Query) -> Records:
        """What it holds on one birth; it never raises for being away or broken, it answers None."""


def query_of(submission: Submission) -> Query:
    """What the records are asked about one case."""
    parents = {"mother": submission.mother, "father": submission.father}
    return Query(
        numbers={role: resident_id.compact(one.id_number) for role, one in parents.items()},
        names={role: one.name for role, one in parents.items()},
        birth_date=submission.newborn.birth_date,
        newborn=submission.newborn.name,
    )


class Outside:
    """Everything that is known from outside the cases of this installation, by the settings."""

    def __init__(self, registries: tuple[Registry, ...] = (), lists: Path | None = None) -> None:
        """Ask these registries in order; `lists` is the folder of the institutions' lists."""
        self._registries, self._lists = registries, lists

    def facts(self, submission: Submission, facts: Facts) -> Facts:
        """The facts with what the records and lists say of this case."""
        found = Records()
        query = query_of(submission)
        for registry in self._registries:
            found = _completed(found, registry.records(query))
        return replace(
            facts,
            certificate=found.certificate,
            population=found.population,
            issued=found.issued,
            institutions=self._institutions(submission.province),
        )

    def _institutions(self, province: str) -> frozenset[str]:
        """The authority's list as it is now; one that was spoilt since the start counts as none."""
        try:
            return institutions(self._lists, province)
        except UsageError as error:
            LOG.error("institutions: %s", error)
            return frozenset()


def open_outside(settings: Settings) -> Outside:
    """The connectors and lists that the settings name; raises UsageError where one cannot be used."""
    from pipeline.registry_file import FileRegistry
    from pipeline.registry_http import HttpRegistry

    found: list[Registry] = []
    if settings.registry_file:
        found.append(FileRegistry(settings.registry_file))
    if settings.registry_url:
        key = settings.registry_key.get_secret_value() if settings.registry_key else None
        found.append(
            HttpRegistry(settings.registry_url, key, settings.registry_seconds, settings.registry_tries)
        )
    for name in provinces():
        institutions(settings.institutions_dir, name)
    return Outside(tuple(found), settings.institutions_dir)


def _completed(one: Records, other: Records) -> Records:
    """The earlier registry's word, and the later one's where the earlier had none or found nobody.

    A paper that either of them calls issued was issued; the parents of one certificate are not mixed.
    """
    population = {**_known(other.population), **_known(one.population)}
    issued = {
        paper: any((of or {}).get(paper, False) for of in (one.issued, other.issued))
        for paper in {**(other.issued or {}), **(one.issued or {})}
    }
    return Records(
        certificate=_known(one.certificate) or _known(other.certificate) or _asked(one, other, "certificate"),
        population=population or _asked(one, other, "population"),
        issued=issued or _asked(one, other, "issued"),
    )


def _known(found: Mapping[str, Identity] | None) -> Mapping[str, Identity]:
    """The persons that a record has with name and number."""
    return {role: who for role, who in (found or {}).items() if who.name.strip() and who.id_number.strip()}


def _asked(one: Records, other: Records, part: str) -> Mapping[str, Any] | None:
    """Nothing, where somebody was asked and found nothing; None where nobody answered."""
    return None if getattr(one, part) is None and getattr(other, part) is None else {}
