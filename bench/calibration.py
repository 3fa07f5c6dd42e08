"""What raw scores are worth, fitted on drawn pages that neither tests nor the accuracy tables use.

    python -m bench calibrate

Of the pages (seeds 500000 on) every field with a value counts, right or wrong. All groups of fields share the
slope over the raw score's log-odds; each has an intercept, drawn to the others' where it has few fields.
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


def _raw(task: tuple[str, int, str, bool]) -> list[tuple[str, float, bool]]:
    """Group, raw score and whether it is right, of every value on a page."""
    raw = mock.patch.object(calibration, "worth", lambda group, score: score)
    alone = mock.patch("extractors.extract.corroborated", dict)
    with raw, alone:
        seen = read_page(task)["birthcase"]
    return [
        (calibration.group_of(Kind(one.kind), one.name), one.confidence, one.right)
        for one in seen
        if one.read is not None and one.kind_found
    ]


def fitted(seen: Sequence[tuple[str, float, bool]]) -> dict[str, Any]:
    """The regression for groups, raw scores, and whether each was right.

    >>> sorted(fitted([("names", 0.2, False), ("names", 0.9, True), ("dates", 0.99, True)])["intercepts"])
    ['dates', 'names']
    """
    groups = sorted({group for group, _, _ in seen})
    features = [[log_odds(score), *(float(group == one) for one in groups)] for group, score, _ in seen]
    model = LogisticRegression(max_iter=5000).fit(features, [right for *_, right in seen])
    slope, *apart = model.coef_[0]
    intercepts = (model.intercept_[0] + apart).round(3).tolist()
    return {"slope": round(float(slope), 3), "intercepts": dict(zip(groups, intercepts, strict=True))}
