"""What raw scores are worth, fitted on drawn pages that neither tests nor the accuracy tables use.

    python -m bench calibrate

Of the pages (seeds 500000 on) every field with a value counts, right or wrong; per group of fields an
isotonic regression turns the raw score into the share that is right. No share is given as certain: a
block without an error counts as having half of one.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import defaultdict
from collections.abc import Sequence
from unittest import mock

import numpy as np
from sklearn.isotonic import IsotonicRegression

from bench.accuracy import READ, read_page
from bench.inside import processes
from casefile.case import Kind
from extractors import calibration

PROFILES = ("flat", "phone", "phone", "poor")
Curve = tuple[list[float], list[float]]


def run(asked: argparse.Namespace) -> int:
    """Draw, read and fit, and write extractors/calibration.json."""
    tasks = [
        (kind, seed * len(PROFILES) + number, profile, False)
        for seed, (number, profile), kind in itertools.product(asked.seeds, enumerate(PROFILES), READ)
    ]
    scores: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    with processes(asked.jobs) as pool:
        for seen in itertools.chain.from_iterable(pool.map(_raw, tasks, chunksize=4)):
            scores[seen[0]].append(seen[1:])
    curves = {group: fitted(pairs) for group, pairs in sorted(scores.items())}
    calibration.CURVES.write_text(json.dumps(curves, indent=0) + "\n")
    print({group: len(pairs) for group, pairs in scores.items()})
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


def fitted(pairs: Sequence[tuple[float, bool]]) -> Curve:
    """The curve of one group: raw scores, rising, and the share of right ones at each.

    >>> fitted([(0.2, False), (0.5, False), (0.9, True), (0.99, True)])
    ([0.2, 0.5, 0.9, 0.99], [0.167, 0.167, 0.833, 0.833])
    """
    raw = np.array([score for score, _ in pairs])
    right = np.array([float(one) for _, one in pairs])
    level = IsotonicRegression(out_of_bounds="clip").fit(raw, right).predict(raw)
    points: dict[float, float] = {}
    for value in np.unique(level):
        block = level == value
        share = (right[block].sum() + 0.5) / (np.count_nonzero(block) + 1)
        for edge in {float(raw[block].min()), float(raw[block].max())}:
            points[round(edge, 4)] = round(float(share), 3)
    shares = np.maximum.accumulate([points[edge] for edge in sorted(points)])
    return sorted(points), [float(share) for share in shares]
