"""Clean cases made wrong, each kind with the rules that must catch it.

A kind is one function in a module of this package, registered with `@kind`; adding one needs nothing
else. `tampered` changes only the pages that the kind is about, so all other files keep their bytes.
"""

from __future__ import annotations

import random
from dataclasses import replace

from samples.cases import Case, Expected, NoSuchPageError
from samples.tamper import births, eligibility, identity, photographs, sheets
from samples.tamper.kinds import KINDS, Kind, UnsuitedError

__all__ = ["KINDS", "Kind", "UnsuitedError", "tampered"]

_REGISTERED = (births, eligibility, identity, photographs, sheets)


def tampered(case: Case, name: str, rng: random.Random) -> Case:
    """The case with one thing wrong; raises UnsuitedError where this case cannot have it."""
    kind = KINDS[name]
    if case.family.province not in kind.provinces:
        raise UnsuitedError(f"{name} is no fault in {case.family.province}")
    parent = rng.choice(("mother", "father"))
    try:
        made = kind.make(case, parent, rng)
    except NoSuchPageError as error:
        raise UnsuitedError(f"the case has no page {error}") from error
    doubts = ("confirm", "return") if case.expected.doubt else ()
    expected = Expected(
        "flagged", kind.proposal, _of(kind.rules, parent), _of(kind.any_of, parent),
        tuple(sorted({*kind.also_right, *doubts} - {kind.proposal})),
    )  # fmt: skip
    named = made.with_form("case_id", f"{case.case_id}-{name}")
    return replace(named, expected=expected, tamper=name)


def _of(rules: tuple[str, ...], parent: str) -> tuple[str, ...]:
    return tuple(rule.format(parent=parent) for rule in rules)
