"""What raw scores are worth, fitted on drawn pages that neither tests nor the accuracy tables use.

    python -m bench calibrate

Of the pages (seeds 500000 on) every field with a value counts, right or wrong. All groups of fields share the
slope over the raw score's log-odds, and the weights of the page's print; each has an intercept, drawn to the
others' where it has few fields.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Sequence
from typing import Any
from unittest import mock

from sklearn.linear_model import LogisticRegression

from bench.accuracy import READ, read_page
from bench.inside import processes
from casefile.case import Kind
from extractors import calibration
from extractors.calibration import log_odds
from extractors.found import Found
from pipeline.lines import Line
from pipeline.trust import doubts

Scored = tuple[str, float, float, float, bool]
PROFILES = ("flat", "phone", "phone", "poor")


def run(asked: argparse.Namespace) -> int:
    """Draw, read and fit, and write extractors/calibration.json."""
    tasks = [
        (kind, seed * len(PROFILES) + number, profile, False)
        for seed, (number, profile), kind in itertools.product(asked.seeds, enumerate(PROFILES), READ)
    ]
    with processes(asked.jobs) as pool:
        seen = list(itertools.chain.from_iterable(pool.map(_raw, tasks, chunksize=4)))
    calibration.FITTED.write_text(json.dumps(fitted(seen), indent=1, sort_keys=True) + "\n")
    print(f"{len(seen)} fields")
    return 0


def _raw(task: tuple[str, int, str, bool]) -> list[Scored]:
    """Group, raw score, the page's blur and doubt, and whether it is right, of every value on a page."""
    prints: list[tuple[float, float]] = []

    def noted(found: dict[str, Found], lines: Sequence[Line], filled: frozenset[str]) -> dict[str, Found]:
        prints.append(doubts(lines))
        return found

    raw = mock.patch.object(calibration, "worth", lambda group, score: score)
    alone = mock.patch("extractors.extract.corroborated", dict)
    with raw, alone, mock.patch("pipeline.read.believed", noted):
        seen = read_page(task)["birthcase"]
    return [
        (calibration.group_of(Kind(one.kind), one.name), one.confidence, *prints[-1], one.right)
        for one in seen
        if one.read is not None and one.kind_found
    ]


def fitted(seen: Sequence[Scored]) -> dict[str, Any]:
    """The regression for groups, raw scores, pages' blurs and doubts, and whether each was right.

    >>> some = [("names", 0.2, 0.9, 0.3, False), ("names", 0.9, 0.1, 0.1, True), ("dates", 0.9, 0, 0, True)]
    >>> fitted(some)["blur"] < 0, sorted(fitted(some)["intercepts"])
    (True, ['dates', 'names'])
    """
    groups = sorted({group for group, *_ in seen})
    features = [
        [log_odds(score), blur, doubt, *(float(group == one) for one in groups)]
        for group, score, blur, doubt, _ in seen
    ]
    model = LogisticRegression(max_iter=5000).fit(features, [right for *_, right in seen])
    slope, blur, doubt, *apart = model.coef_[0].round(3).tolist()
    intercepts = (model.intercept_[0] + apart).round(3).tolist()
    return {
        "slope": slope,
        "blur": blur,
        "doubt": doubt,
        "intercepts": dict(zip(groups, intercepts, strict=True)),
    }
