"""Decides clean and tampered cases, and writes how often that was right: docs/decisions.md.

A case made wrong shares all files but a few with its clean family, and what was read of a file is
kept by its content, so that fifty cases of a family cost little more reading than one.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

from bench.decisions_page import write
from bench.drawing import PROVINCES
from bench.inside import inside, processes
from casefile.errors import UploadRefused
from casefile.findings import Outcome, Severity
from pipeline.conclude import conclude
from pipeline.memory import RunMemory
from pipeline.process import examine
from pipeline.submission import parse_submission
from pipeline.workers import ReaderPool
from samples import cases
from samples.cases import Case
from samples.materials import Habits
from samples.names import RARE
from samples.pictures import upload
from samples.tamper import KINDS, UnsuitedError, tampered
from validators.facts import Facts

_TRIES = 6
_HARMLESS = (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED)


@dataclass(frozen=True, slots=True)
class Decided:
    """One case and what became of it; `reasons` are the rules that stopped it.

    `caught` tells whether the rules that had to catch it did, `telling` whether they had passed on
    the clean case of the family, `proposed` whether the proposal is one of those that are right, `rare`
    whether somebody's name holds a character that few people bear.
    """

    profile: str
    province: str
    seed: str
    tamper: str
    status: str
    reasons: tuple[str, ...]
    caught: bool
    telling: bool
    proposed: bool
    files: int
    rare: bool


@dataclass(frozen=True, slots=True)
class Task:
    """A family and what is made of it."""

    profile: str
    province: str
    seed: str
    kinds: tuple[str, ...]


def run(asked: argparse.Namespace) -> int:
    """Draw, read and judge every case, and write the tables."""
    kinds = asked.kinds or tuple(KINDS)
    tasks = [
        Task(profile, PROVINCES[number % 2], str(asked.seed + number), kinds if number < asked.cases else ())
        for number in range(max(asked.cases, asked.clean))
        for profile in asked.profiles
    ]
    found: list[Decided] = []
    with processes(asked.jobs) as pool:
        for count, decided in enumerate(pool.map(_family, tasks), 1):
            found += decided
            print(f"{count} of {len(tasks)} families, {len(found)} cases", flush=True)
    if asked.wrong:
        _write_wrong(asked.wrong, found)
    write(asked.docs / "decisions.md", asked.told, asked.seed, found)
    print(f"wrote {asked.docs / 'decisions.md'}")
    return 0


def _family(task: Task) -> list[Decided]:
    """The clean case of a family and all that it can be made into."""
    memory = RunMemory()
    habits = Habits(task.seed, task.profile)
    clean = cases.clean(task.seed, task.province, habits)
    known, decided = _decided(clean, task.profile, memory)
    found = [decided]
    for name in task.kinds:
        wrong = _made_wrong(clean, name, habits)
        if wrong is not None:
            found.append(_decided(wrong, task.profile, memory, known)[1])
    return found


def _made_wrong(clean: Case, name: str, habits: Habits) -> Case | None:
    """The family's case made wrong, or that of another family where this one's cannot be."""
    case, province = clean, clean.family.province
    if province not in KINDS[name].provinces:
        return None
    for step in range(1, _TRIES):
        try:
            return tampered(case, name, random.Random(f"{case.seed}/{name}"))
        except UnsuitedError:
            seed = f"{habits.seed}/{step}"
            case = cases.clean(seed, province, replace(habits, seed=seed))
    return None


def _decided(
    case: Case, profile: str, memory: RunMemory, clean: frozenset[str] = frozenset()
) -> tuple[frozenset[str], Decided]:
    """Draw what is asked for, read what is not known yet, judge; the rules that did not pass come first."""
    files = {file.path: file for file in case.files}

    def fetch(name: str) -> bytes:
        if name not in files:
            raise UploadRefused("MISSING_FILE", name)
        return upload(files[name]).data

    form = json.dumps(case.case_json(), ensure_ascii=False)
    submission = parse_submission(form.encode())
    verdict, _ = conclude(examine(submission, fetch, cast(ReaderPool, inside()), memory), Facts())
    failing = [finding for finding in verdict.findings if finding.outcome not in _HARMLESS]
    rules = frozenset(finding.rule for finding in failing)
    wanted = case.expected
    return rules, Decided(
        profile,
        case.family.province,
        case.seed,
        case.tamper or "",
        verdict.status.value,
        tuple(dict.fromkeys(one.rule for one in failing if one.severity is Severity.BLOCK)),
        rules.issuperset(wanted.rules) and (not wanted.any_of or not rules.isdisjoint(wanted.any_of)),
        clean.isdisjoint((*wanted.rules, *wanted.any_of)),
        verdict.proposal in (wanted.proposal, *wanted.also_right),
        len(files),
        not set(RARE).isdisjoint(form),
    )


def _write_wrong(path: Path, found: Sequence[Decided]) -> None:
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in _wrong(found))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _wrong(found: Sequence[Decided]) -> Iterator[Decided]:
    for one in found:
        accepted = one.status == "accepted"
        if accepted == bool(one.tamper) or (one.tamper and not one.caught):
            yield one
