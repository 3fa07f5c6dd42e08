"""Values of closed sets are told by how well each explains the picture, not by the text that is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from casefile.page import Span
from extractors.eyes import Eyes
from extractors.found import Found
from extractors.places import Place
from extractors.spec import FieldSpec

_AHEAD, _LEAST_AHEAD, _FIT = 4.0, 0.5, -6.0
"""Nats: how far a word must lie before all others, and below what the picture says freely."""
_SURE, _FAIRLY, _DOUBTED = 0.95, 0.5, 0.2


def weighed(one: FieldSpec, place: Place, eyes: Eyes) -> Found:
    """The value of a closed set that stands at a place."""
    box = eyes.strokes(*place)
    weights = eyes.weigh(*place, one.words) if box else ()
    found = chosen(one, weights)
    if box is None or found.value is None:
        return Found(None, "", 0.0)
    span = Span(found.raw, (found.confidence,) * len(found.raw), _edges(box, found.raw), box[1], box[3], -1)
    return replace(found, spans=(span,))


def _edges(box: Place, text: str) -> tuple[float, ...]:
    return tuple(np.linspace(box[0], box[2], len(text) + 1).tolist())


def chosen(one: FieldSpec, weights: Sequence[float]) -> Found:
    """The value of a closed set that a picture tells: sure where it lies far ahead of all others.

    Fairly so where the picture says none of them well.

    Nothing (None, 0) where nothing was seen, or it tells none.
    """
    if not weights:
        return Found(None, "", 0.0)
    ranked = sorted(zip(weights, one.words, strict=True), reverse=True)
    weight, word = ranked[0]
    value = one.tidy(word)
    others = (one.tidy(other) for _, other in ranked)
    nearest = next((w for (w, _), other in zip(ranked, others, strict=True) if other != value), -np.inf)
    if value is None or weight - nearest < _LEAST_AHEAD or weight < 3 * _FIT:
        return Found(None, "", 0.0)
    if weight - nearest <= _AHEAD or weight <= 2 * _FIT:
        return Found(value.value, word, _DOUBTED)
    return Found(value.value, word, _SURE if weight > _FIT else _FAIRLY)
