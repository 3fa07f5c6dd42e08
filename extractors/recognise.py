"""Which documents the lines of a sheet belong to: told from titles and labels, never from the slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import accumulate
from operator import attrgetter

from casefile.page import Span
from extractors.labels import Hit, hits, rejoined
from extractors.spec import Spec

_TITLE, _DISTINCTIVE, _SHARED, _LACKING = 4.0, 3.0, 1.0, 0.4
_ENOUGH, _NEARLY = 4.0, 0.8
"""The evidence that tells a kind, and how much of a long title: of a blurred page nothing else may be legible."""
_MOST = 0.55
_TELLING, _MOST_CUTS = 0.5, 12


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines of one document and its kind; `evidence` grows with the labels found."""

    spec: Spec | None
    spans: tuple[Span, ...]
    evidence: float

    @property
    def known(self) -> float:
        """How surely the kind is told; 0 where it is not."""
        return 0.0 if self.spec is None else max(self.evidence, _ENOUGH)

    @property
    def whole(self) -> bool:
        """Whether most of what the kind prints was found: else the page may be cut or misjudged."""
        return self.spec is not None and self.evidence >= _MOST * _full_evidence(self.spec)


class _Sightings:
    """The labels of each kind in each line, looked for once however the lines are divided."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, Spec], tuple[Span, list[Hit]]] = {}

    def of(self, span: Span, spec: Spec) -> list[Hit]:
        key = id(span), spec
        if key not in self._seen:
            self._seen[key] = span, hits([span], spec.labels)
        return self._seen[key][1]


def divide(spans: Sequence[Span], specs: Sequence[Spec]) -> list[Recognised]:
    """The documents that the lines of one sheet make up."""
    return _divide(spans, specs, _Sightings())


def _divide(spans: Sequence[Span], specs: Sequence[Spec], seen: _Sightings) -> list[Recognised]:
    whole = _recognise(spans, specs, seen)
    cuts = [(_recognise(part, specs, seen), _recognise(rest, specs, seen)) for part, rest in _cuts(spans)]
    two = [(one, other) for one, other in cuts if min(one.evidence, other.evidence) >= _ENOUGH]
    one, other = max(two, key=_together, default=(whole, whole))
    if not two or _together((one, other)) <= whole.evidence + 0.5 * min(one.evidence, other.evidence):
        return [whole]
    return [*_divide(one.spans, specs, seen), *_divide(other.spans, specs, seen)]


def _together(halves: tuple[Recognised, Recognised]) -> float:
    return halves[0].evidence + halves[1].evidence


def _recognise(spans: Sequence[Span], specs: Sequence[Spec], sightings: _Sightings) -> Recognised:
    """The kind with the most evidence; one whose title stands there, but for a letter of a long one, needs no more.

    Where it stands just as printed, another kind's title of nearly the same letters (登记卡 for 登记表) is not there too.
    """
    seen = [(spec, *_evidence(spec, spans, sightings)) for spec in specs]
    exact = any(title == 1 for *_, title in seen)
    every = []
    for spec, labels, title in seen:
        evidence = labels + _TITLE * (title if title == 1 or not exact else 0.0)
        known = title == 1 or (title > _NEARLY and not exact) or evidence >= _ENOUGH
        every.append(Recognised(spec if known else None, tuple(spans), evidence))
    return max(every, key=attrgetter("known", "evidence"), default=Recognised(None, tuple(spans), 0.0))


def _evidence(spec: Spec, spans: Sequence[Span], sightings: _Sightings) -> tuple[float, float]:
    """What the labels found say for a kind, less what it would have printed and was not found.

    And how well its title was found, from 0 to 1: it is large, and on a blurred page often all that
    can be read.
    """
    scores: dict[str, list[float]] = defaultdict(list)
    for span in rejoined(spans, spec.labels):
        for hit in sightings.of(span, spec):
            scores[hit.label].append(hit.score)
    title = max((max(scores[title]) for title in spec.titles if title in scores), default=0.0)
    evidence = 0.0
    for labels, times in _expected(spec).items():
        seen = sum(
            sorted((score for label in labels for score in scores.get(label, [])), reverse=True)[:times]
        )
        weight = _DISTINCTIVE if set(labels) & set(spec.distinctive) else _SHARED
        evidence += weight * seen if seen else -_LACKING
    return evidence, title


@lru_cache(maxsize=64)
def _full_evidence(spec: Spec) -> float:
    """The evidence of a page of this kind on which everything was found."""
    optional = {one.labels for one in (*spec.fields, *spec.person) if one.optional}
    title = _TITLE if spec.titles else 0.0
    return title + sum(
        times * (_DISTINCTIVE if set(labels) & set(spec.distinctive) else _SHARED)
        for labels, times in _expected(spec).items()
        if labels not in optional
    )


@lru_cache(maxsize=64)
def _expected(spec: Spec) -> dict[tuple[str, ...], int]:
    """The sets of labels that a kind prints, and how often."""
    once = {one.labels: 1 for one in spec.fields}
    twice = {one.labels: 2 for one in spec.person}
    loose = {(word,): 1 for word in spec.distinctive if not any(word in labels for labels in once | twice)}
    return once | twice | loose


def _cuts(spans: Sequence[Span]) -> Iterator[tuple[list[Span], list[Span]]]:
    """Ways to cut the lines in two by one straight line, the widest gaps first.

    What was read off a photo or an emblem says nothing and bridges no gap.
    """
    gaps = []
    telling = [span for span in spans if sum(span.probabilities) > _TELLING * max(2, len(span.chars))]
    for start, end in (("left", "right"), ("top", "bottom")):
        ordered = sorted(telling, key=attrgetter(start))
        reaches = accumulate((getattr(span, end) for span in ordered), max)
        gaps += [
            (getattr(span, start) - reach, start, end, reach)
            for reach, span in zip(reaches, ordered[1:], strict=False)
            if getattr(span, start) > reach
        ]
    for width, start, end, reach in nlargest(_MOST_CUTS, gaps):
        middle = reach + width / 2
        part = [span for span in spans if getattr(span, start) + getattr(span, end) < 2 * middle]
        yield part, [span for span in spans if getattr(span, start) + getattr(span, end) >= 2 * middle]
