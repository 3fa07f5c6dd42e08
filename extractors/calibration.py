"""What a raw score is worth: of all fields given 0.9, nine in ten shall be right as a whole.

The curves in calibration.json are fitted on drawn pages by `python -m bench calibrate`, one for each
group of fields that err alike, and checked on other pages in docs/accuracy.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from casefile.case import Kind
from extractors.found import Found

CURVES = Path(__file__).with_name("calibration.json")
_SETS = frozenset(
    "sex ethnicity nationality relation_to_head household_type marital_status education military_service religion "
    "blood_type".split()
)
_CHOICES = frozenset("delivery_mode transfusion abnormality plurality malformation sex".split())
_FIGURES = frozenset(
    "height_cm labour_minutes gestational_weeks blood_loss_ml weight_g length_cm chest_cm head_cm apgar_1 apgar_5 "
    "apgar_10 register_number admission_number certificate_number".split()
)


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
    curve = _curves().get(group)
    return float(np.interp(score, *curve)) if curve else score


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
    if name.endswith(("_on", "_date", "_time")) or name.startswith("valid_"):
        return "dates"
    if name in _FIGURES:
        return "figures"
    if name in _SETS or name.endswith("nationality"):
        return "sets"
    return "names" if name.endswith(("name", "holder", "registrar", "midwife")) else "texts"


@lru_cache(maxsize=1)
def _curves() -> dict[str, tuple[list[float], list[float]]]:
    """For each group raw scores, rising, and what each is worth."""
    curves: dict[str, tuple[list[float], list[float]]] = json.loads(CURVES.read_text())
    return curves
