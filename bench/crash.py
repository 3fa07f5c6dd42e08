"""Kills parts of a running service at random moments and at stage boundaries, and counts what was lost."""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from bench.boundaries.sitecustomize import STAGES
from bench.crashed import Found, look
from bench.faults import TROUBLES
from bench.handing_in import Intake
from bench.mortal import Mortal
from bench.tables import table, write_page

BOUNDARIES = [f"{when} {stage}" for stage in STAGES for when in ("before", "after")]
PARTS = ("web", "runner", "reader", "Prefect", "object store")
_SETTLE_SECONDS = 120.0
_ABOUT = """Cases are handed in all the while, by a process that keeps its own list of what was
acknowledged, with up to 30 waiting at a time; it follows each to its decision. Killed is with `kill -9`;
at a boundary the runner kills itself, or the web at `add_file` and `finish_case` (afterwards: committed, and
never answered). Each round strikes everything once, in another order. Readers are stand-ins that take 0.4 s
a page. A full disk has not a byte left for 5 s; a clock that jumps is that of web, runner and database, and
jumps back after 5 s. At the end every acknowledged case must be there with its files' very bytes, be
decided, and once."""
_BY_HAND = "## What holds it"


@dataclass(slots=True)
class Campaign:
    """A campaign under way: what was struck, and how long the service then took to answer (seconds)."""

    mortal: Mortal
    struck: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Faults so far."""
        return sum(self.struck.values())


def run(asked: argparse.Namespace) -> int:
    """Strike so many times and write docs/reliability.md; 1 where anything was lost, twice or stuck."""
    chance = random.Random(asked.seed)
    with (
        tempfile.TemporaryDirectory(prefix="bench-crash-") as place,
        Mortal(Path(place)) as mortal,
    ):
        campaign = Campaign(mortal)
        intake = Intake(mortal)
        intake.start()
        ends = time.monotonic() + 60 * asked.minutes
        for what in _targets(chance):
            time.sleep(chance.uniform(0.1, 1.5))
            _strike(campaign, intake, what)
            told = f"{len(intake.took)} of {len(intake.acknowledged)} cases decided"
            print(f"{campaign.count} {what}: {campaign.back[-1]:.1f} s, {told}", flush=True)
            if campaign.count >= asked.kills or time.monotonic() > ends:
                break
        mortal.calm()
        intake.stop(_SETTLE_SECONDS)
        found = look(mortal, intake.acknowledged)
    _write(asked, campaign, intake, found)
    return 0 if found.well else 1


def _targets(chance: random.Random) -> Iterator[str]:
    """Everything that is struck, in rounds of all of it, each in another order."""
    targets = [*PARTS, *BOUNDARIES, *TROUBLES]
    while True:
        yield from chance.sample(targets, len(targets))


def _strike(campaign: Campaign, intake: Intake, what: str) -> None:
    """One fault; then the service is waited for. A boundary to which nothing came was not struck."""
    mortal, began = campaign.mortal, time.monotonic()
    struck = True
    if what in BOUNDARIES:
        mark = mortal.marks / what
        mark.touch()
        intake.hurry.set()
        struck = _until(lambda: not mark.exists(), 40)
        intake.hurry.clear()
        mark.unlink(missing_ok=True)
    elif what in TROUBLES:
        TROUBLES[what](mortal)
    else:
        mortal.kill(what)
    campaign.struck[what] += struck
    mortal.up()
    campaign.back.append(time.monotonic() - began)


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return met


def _write(asked: argparse.Namespace, campaign: Campaign, intake: Intake, found: Found) -> None:
    middle, most = quantiles(intake.took, n=20)[9::9] if len(intake.took) > 1 else (math.nan, math.nan)
    rows = [
        ("faults", campaign.count),
        ("cases acknowledged", len(intake.acknowledged)),
        ("answers that were no acknowledgement", intake.refused),
        ("acknowledged, and not there", found.missing),
        ("acknowledged files, and altered or gone", found.altered),
        ("decided twice", found.twice),
        ("neither decided nor failed after the end", found.stuck),
        ("failed after three attempts, waiting for an operator", found.failed),
        ("attempts, most for one case", found.attempts),
        ("acknowledged until decided: median", f"{middle:.0f} s"),
        ("95 %", f"{most:.0f} s"),
        ("longest", f"{max(intake.took, default=math.nan):.0f} s"),
        ("chain of the audit", "whole" if found.chain else "broken"),
        ("database's own check", found.integrity),
        ("longest until the web answered again", f"{max(campaign.back):.0f} s"),
    ]
    struck = table(("struck", "times"), [(what, str(n)) for what, n in campaign.struck.items()])
    shown = table(("", ""), [(what, str(value)) for what, value in rows])
    print(shown)
    parts = [_ABOUT, shown, "## What was struck", struck]
    write_page(asked.docs / "reliability.md", "Reliability", asked.told, parts, _BY_HAND)
