"""The page docs/decisions.md out of what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.drawing import PROVINCES
from bench.tables import share, table, write_page
from samples.tamper import KINDS

if TYPE_CHECKING:
    from bench.decisions import Decided

_NOTE = """Families are drawn (samples/README.md) with seeds that nothing was tuned on; they are no real
papers. A clean case is right when it is accepted straight through. A tampered case is a clean one with
one thing wrong; it must be flagged, and every rule that is named for its kind must not pass. `flat` cases
are scans and flat photos, `phone` ordinary photos, `poor` bad ones. Brackets hold the 95 % interval
(Wilson)."""

_NAMES = {False: "names in common characters", True: "a name with a rare character"}


def write(path: Path, told: str, seed: int, found: Sequence[Decided]) -> None:
    """Write the whole page."""
    profiles = tuple(dict.fromkeys(one.profile for one in found))
    clean = [one for one in found if not one.tamper]
    wrong = [one for one in found if one.tamper]
    parts = [
        f"Seeds from {seed}. {_NOTE}",
        "## In short",
        _short(clean, wrong, profiles),
        "## Clean cases",
        _families(clean, profiles),
        "Rules that stood against clean cases, with the number of cases:",
        _blamed(clean, profiles),
        "## Tampered cases, by what was made wrong",
        _kinds(wrong, profiles),
    ]
    write_page(path, "Decisions", told, parts)


def _short(clean: Sequence[Decided], wrong: Sequence[Decided], profiles: Sequence[str]) -> str:
    rows = [
        ["clean cases straight through", *(_accepted(_of(clean, p)) for p in profiles)],
        ["tampered cases accepted", *(_accepted(_of(wrong, p)) for p in profiles)],
        ["tampered cases flagged for the right rule", *(_caught(_of(wrong, p)) for p in profiles)],
        ["… where the clean case passes that rule", *(_caught(_telling(wrong, p)) for p in profiles)],
        ["tampered cases with a right proposal", *(_proposed(_of(wrong, p)) for p in profiles)],
        ["cases that the machine failed on", *(_failed([*_of(clean, p), *_of(wrong, p)]) for p in profiles)],
    ]
    return table(("", *profiles), rows)


def _families(clean: Sequence[Decided], profiles: Sequence[str]) -> str:
    """By province, and by whether a name is hard: every second family here bears a rare character."""
    told = {province: [one for one in clean if one.province == province] for province in PROVINCES}
    told |= {name: [one for one in clean if one.rare is rare] for rare, name in _NAMES.items()}
    rows = [[name, *(_accepted(_of(some, p)) for p in profiles)] for name, some in told.items() if some]
    return table(("straight through", *profiles), rows)


def _blamed(clean: Sequence[Decided], profiles: Sequence[str]) -> str:
    stopped = [one for one in clean if one.status != "accepted"]
    counts = {p: Counter(rule for one in _of(stopped, p) for rule in one.reasons) for p in profiles}
    total: Counter[str] = Counter()
    for some in counts.values():
        total.update(some)
    rows = [[f"`{rule}`", *(str(counts[p][rule]) for p in profiles)] for rule, _ in total.most_common()]
    return table(("rule", *profiles), rows) if rows else "None."


def _kinds(wrong: Sequence[Decided], profiles: Sequence[str]) -> str:
    rows = []
    for name in (name for name in KINDS if any(one.tamper == name for one in wrong)):
        some = [one for one in wrong if one.tamper == name]
        accepted = sum(one.status == "accepted" for one in some)
        caught = (_of(some, p) for p in profiles)
        told = [f"{sum(one.caught for one in part)} of {len(part)}" for part in caught]
        rows.append([f"`{name}`", str(accepted), *told])
    return table(("what is wrong", "accepted", *(f"caught, {p}" for p in profiles)), rows)


def _of(found: Sequence[Decided], profile: str) -> list[Decided]:
    return [one for one in found if one.profile == profile]


def _telling(found: Sequence[Decided], profile: str) -> list[Decided]:
    return [one for one in _of(found, profile) if one.telling]


def _accepted(found: Sequence[Decided]) -> str:
    return share(sum(one.status == "accepted" for one in found), len(found))


def _failed(found: Sequence[Decided]) -> str:
    return share(sum(one.status == "failed" for one in found), len(found))


def _caught(found: Sequence[Decided]) -> str:
    return share(sum(one.caught and one.status == "flagged" for one in found), len(found))


def _proposed(found: Sequence[Decided]) -> str:
    return share(sum(one.proposed for one in found), len(found))
