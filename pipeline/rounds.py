"""Coming back (补正): a resubmission's pages take the place of those it names, everything else is kept.

What is asked for in a notice is a point; after the next round each point is done or still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from casefile.case import Material, Slot, Submission
from casefile.findings import Status
from pipeline.submission import SubmissionUnusable
from validators import words

Item = Mapping[str, Any]
"""One item of a notice as the result has it: slot, what, reason."""
Result = Mapping[str, Any] | None
"""A result as the contract has it; None before there is one."""


class State(StrEnum):
    """What became of a point of the last notice; `new` was not asked for before."""

    DONE = "done"
    OPEN = "open"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that the applicant was asked for, and whether it is settled; `reason` is the newest."""

    slot: str
    what: str
    reason: str
    state: State

    @property
    def label(self) -> str:
        """The point in words: 母亲身份证国徽面."""
        return words.wanted(self.slot, self.what)


@dataclass(frozen=True, slots=True)
class Round:
    """One round: what was handed in and what the machine then said; `points` tick off the last notice."""

    number: int
    submitted_at: str
    replaces: tuple[str, ...] = ()
    status: str | None = None
    proposal: str | None = None
    asked: tuple[Mapping[str, str], ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """A case with a resubmission worked in; `originals` gives the sent name of files that were renamed."""

    submission: Submission
    fresh: frozenset[Slot]
    originals: Mapping[str, str] = field(default_factory=dict)


def merged(before: Submission, again: Submission, number: int, taken: Iterable[str] = ()) -> Merged:
    """The whole case of round `number`: the new form, the named slots' new files, the other slots' old ones.

    A new file that bears the name of a file already held (`taken`) gets the round's number before it.
    Raises SubmissionUnusable with every problem.
    """
    fresh = _fresh(before, again)
    kept = [material for material in before.materials if material.slot not in fresh]
    held = {file for material in kept for file in material.files} | set(taken)
    names = {
        file: f"{number}_{file}" if file in held else file
        for material in again.materials
        for file in material.files
    }
    new = [replace(m, files=tuple(names[file] for file in m.files)) for m in again.materials]
    whole = replace(again, materials=_in_order([*kept, *new]))
    return Merged(whole, fresh, {now: sent for sent, now in names.items()})


def _fresh(before: Submission, again: Submission) -> frozenset[Slot]:
    """The slots that are replaced: those named, or, where none is, all that are sent."""
    sent = {material.slot for material in again.materials}
    if not again.replaces:
        return frozenset({material.slot for material in before.materials} | sent)
    problems = [f"replaces 中的 {name[:40]} 不是材料位置" for name in again.replaces if name not in set(Slot)]
    named = {Slot(name) for name in again.replaces if name in set(Slot)}
    problems += [f"replaces 写了{words.SLOTS[slot]}，但 materials 中没有" for slot in sorted(named - sent)]
    problems += [f"materials 中有{words.SLOTS[slot]}，但 replaces 没有写" for slot in sorted(sent - named)]
    if before.province != again.province:
        problems.append("province 与首次提交不同，请另行申请")
    if problems:
        raise SubmissionUnusable(tuple(problems))
    return frozenset(named)


def _in_order(materials: Sequence[Material]) -> tuple[Material, ...]:
    """The materials by slot, each slot's files together."""
    files = {slot: tuple(f for m in materials if m.slot is slot for f in m.files) for slot in Slot}
    return tuple(Material(slot, found) for slot, found in files.items() if found)


def points(asked: Iterable[Item], result: Result) -> tuple[Point, ...]:
    """The last notice's points ticked off against what is asked for now, then what is new.

    None while the case is not judged: what the machine did not look at is not settled.
    """
    if not _judged(result):
        return ()
    open_ = {(item["slot"], item["what"]): item["reason"] for item in asked_now((), result)}
    before = {(item["slot"], item["what"]): item["reason"] for item in asked}
    return tuple(_points(before, open_))


def _points(before: Mapping[tuple[str, str], str], now: Mapping[tuple[str, str], str]) -> Iterator[Point]:
    for (slot, what), reason in before.items():
        state = State.OPEN if (slot, what) in now else State.DONE
        yield Point(slot, what, now.get((slot, what), reason), state)
    for (slot, what), reason in now.items():
        if (slot, what) not in before:
            yield Point(slot, what, reason, State.NEW)


def asked_now(asked: Iterable[Item], result: Result) -> tuple[Item, ...]:
    """What a result asks the applicant for; what was `asked` before stands while there is no verdict."""
    if result is None or not _judged(result):
        return tuple(asked)
    return tuple((result.get("notice") or {}).get("items", ()))


def _judged(result: Result) -> bool:
    return result is not None and result["status"] != Status.FAILED
