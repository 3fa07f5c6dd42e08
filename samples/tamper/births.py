"""Births that the delivery record and the application tell differently."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

from samples.cases import Case
from samples.tamper.kinds import UnsuitedError, kind


def _recorded(case: Case, **changes: Any) -> Case:
    """The case with another delivery record."""
    return case.with_facts(case.page("delivery"), replace(case.family.delivery, **changes))


@kind("delivery.agree", also_right=("return",))
def delivery_date(case: Case, parent: str, rng: random.Random) -> Case:
    """The delivery record has another day of birth than the application."""
    record = case.family.delivery
    day = record.delivery_date + dt.timedelta(days=rng.choice((1, 2)))
    leave = max(record.mother_discharged_on or day, day + dt.timedelta(days=2))
    child = None if record.newborn_discharged_on is None else leave
    return _recorded(case, delivery_date=day, mother_discharged_on=leave, newborn_discharged_on=child)


@kind("delivery.agree", also_right=("return",))
def delivery_sex(case: Case, parent: str, rng: random.Random) -> Case:
    """The delivery record has the other sex ticked."""
    return _recorded(case, sex="女" if case.family.delivery.sex == "男" else "男")


@kind("delivery.agree", also_right=("return",))
def delivery_weight(case: Case, parent: str, rng: random.Random) -> Case:
    """The delivery record has another weight."""
    return _recorded(case, weight_g=case.family.delivery.weight_g + rng.choice((-400, -300, 300, 500)))


@kind("delivery.agree", also_right=("return",))
def sex_on_form(case: Case, parent: str, rng: random.Random) -> Case:
    """The application declares the other sex."""
    _recorded(case)
    return case.with_form("newborn.sex", "女" if case.family.newborn.sex == "男" else "男")


@kind("delivery.stay", also_right=("return",))
def admitted_after_birth(case: Case, parent: str, rng: random.Random) -> Case:
    """The mother was admitted after the birth, so the child was not born as an in-patient's."""
    if case.page("delivery").part == "handbook":
        raise UnsuitedError("the national handbook's page prints no day of admission")
    day = case.family.delivery.delivery_date
    return _recorded(case, admitted_on=day + dt.timedelta(days=rng.choice((1, 2))))


@kind("newborn.ethnicity")
def ethnicity_on_form(case: Case, parent: str, rng: random.Random) -> Case:
    """The newborn is declared of a people that is neither parent's."""
    of_parents = {case.family.mother.ethnicity, case.family.father.ethnicity}
    return case.with_form(
        "newborn.ethnicity", rng.choice([one for one in ("苗", "侗", "彝", "回") if one not in of_parents])
    )
