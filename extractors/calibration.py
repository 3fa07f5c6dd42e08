"""What a raw score is worth: of all fields given 0.9, nine in ten shall be right as a whole.

calibration.json holds one logistic regression, fitted on drawn pages by `python -m bench calibrate`: its slope
over the raw score's log-odds, an intercept for each group of fields that err alike, and what a page's blur and
the recogniser's doubts of its letters take off. It is checked on other pages in docs/accuracy.md.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from casefile.case import Kind
from extractors.found import Found

FITTED = Path(__file__).with_name("calibration.json")
_source = FITTED
_LEAST = 0.002
_SETS = frozenset(
    "sex ethnicity nationality relation_to_head household_type marital_status education military_service religion "
    "blood_type".split()
)
_CHOICES = frozenset("delivery_mode transfusion abnormality plurality malformation sex".split())
_FIGURES = frozenset(
    "height_cm labour_minutes gestational_weeks blood_loss_ml weight_g length_cm chest_cm head_cm apgar_1 apgar_5 "
    "apgar_10 register_number admission_number".split()
)


def use(path: Path) -> str:
    """Take the fit in another file from now on, in this process; returns a mark of it for versions."""
    global _source
    data = path.read_bytes()
    _source = path
    _fitted.cache_clear()
    _fitted()["intercepts"]
    return hashlib.sha256(data).hexdigest()[:8]


def current() -> dict[str, Any]:
    """The fit that is in use."""
    return dict(_fitted())


def calibrated(kind: Kind, fields: Mapping[str, Found]) -> dict[str, Found]:
    """The fields with calibrated confidences; blank and unread ones stay as they are."""
    return {
        name: found
        if found.value is None
        else replace(found, confidence=worth(group_of(kind, name), found.confidence))
        for name, found in fields.items()
    }


def worth(group: str, score: float) -> float:
    """The share of fields of a group with this raw score that are right; the score itself where unknown."""
    intercept = _fitted()["intercepts"].get(group)
    if intercept is None:
        return score
    return 1 / (1 + math.exp(-intercept - _fitted()["slope"] * log_odds(score)))


def page_shift(blur: float, doubt: float) -> float:
    """By how much the log-odds of all values of a page fall for its print: 0 or less."""
    return min(0.0, float(_fitted()["blur"]) * blur + float(_fitted()["doubt"]) * doubt)


def shifted(share: float, shift: float) -> float:
    """A share with its log-odds moved.

    >>> shifted(0.5, 0.0), round(shifted(0.95, -2.0), 2), shifted(0.0, -1.0)
    (0.5, 0.72, 0.0)
    """
    if not 0 < share < 1:
        return share
    return 1 / (1 + (1 - share) / share * math.exp(-shift))


def log_odds(score: float) -> float:
    """The natural log-odds of a raw score, bounded: a recogniser's 0 and 1 are not certainties.

    >>> round(log_odds(0.5), 3), round(log_odds(1.0), 3)
    (0.0, 6.217)
    """
    return math.log((score + _LEAST) / (1 - score + _LEAST))


def group_of(kind: Kind, name: str) -> str:
    """The group of fields that a field errs alike with.

    >>> group_of(Kind.MARRIAGE_INFO, "wife_birth_date"), group_of(Kind.DELIVERY_RECORD, "sex")
    ('dates', 'written choices')
    """
    if kind is Kind.DELIVERY_RECORD:
        return "written " + ("choices" if name in _CHOICES else _sort_of(name))
    return _sort_of(name)


def _sort_of(name: str) -> str:
    if name.endswith("id_number"):
        return "numbers"
    if name == "certificate_number":
        return "certificates"
    if name.endswith(("_on", "_date", "_time")) or name.startswith("valid_"):
        return "dates"
    if name in _FIGURES:
        return "figures"
    if name in _SETS or name.endswith("nationality"):
        return "sets"
    return "names" if name.endswith(("name", "holder", "registrar", "midwife")) else "texts"


@lru_cache(maxsize=1)
def _fitted() -> dict[str, Any]:
    """The slope, the intercepts by group, and the weights of a page's `blur` and `doubt`."""
    fitted: dict[str, Any] = json.loads(_source.read_text())
    return fitted
