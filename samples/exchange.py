"""Putting one person or household in the place of another, wherever papers name them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from samples.births import Delivery
from samples.people import Household, Marriage, Person

T = TypeVar("T")


def exchanged(facts: T, old: Person | Household, new: Person | Household) -> T:
    """The same facts with `new` where `old` stood, however deep; `facts` is any dataclass of papers."""
    if facts == old:
        return cast(T, new)
    if not is_dataclass(facts) or isinstance(facts, type):
        return facts
    changes: dict[str, Any] = {}
    for one in fields(facts):
        value = getattr(facts, one.name)
        if is_dataclass(value):
            changes[one.name] = exchanged(value, old, new)
    if isinstance(old, Person) and isinstance(new, Person):
        changes |= _named(facts, old, new)
    return cast(T, replace(cast(Any, facts), **changes))


def _named(facts: Any, old: Person, new: Person) -> dict[str, Any]:
    """Places that hold a person's name or number as mere text."""
    if isinstance(facts, Marriage) and facts.holder == old.name:
        return {"holder": new.name}
    changes: dict[str, Any] = {}
    if isinstance(facts, Delivery):
        for parent in ("mother", "father"):
            if getattr(facts, f"{parent}_id_number") == old.id_number:
                changes |= {f"{parent}_name": new.name, f"{parent}_id_number": new.id_number}
    return changes
