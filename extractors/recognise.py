"""Which documents the lines of a sheet belong to: told from titles and labels, never from the slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from casefile.page import Span
from extractors.labels import hits
from extractors.spec import Spec

_TITLE, _DISTINCTIVE, _SHARED, _LACKING = 4.0, 3.0, 1.0, 0.4
_ENOUGH = 4.0
_MOST = 0.55


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines of one document and its kind; `evidence` grows with the labels found."""

    spec: Spec | None
    spans: tuple[Span, ...]
    evidence: float

    @property
    def whole(self) -> bool:
        """Whether most of what the kind prints was found: else the page may be cut or misjudged."""
        return self.spec is not None and self.evidence >= _MOST * _full_evidence(self.spec)


def divide(spans: Sequence[Span], specs: Sequence[Spec]) -> list[Recognised]:
    """The documents that the lines of one sheet make up."""
    whole = _recognise(spans, specs)
    halves = [(_recognise(part, specs), _recognise(rest, specs)) for part, rest in _cuts(spans)]
    both = [pair for pair in halves if _two_documents(whole, *pair)]
    if not both:
        return [whole]
    # A foot line stands far from its own form, and near the next: the labels tell where it belongs.
    one, other = max(both, key=lambda pair: pair[0].evidence + pair[1].evidence)
    return [*divide(one.spans, specs), *divide(other.spans, specs)]


def _recognise(spans: Sequence[Span], specs: Sequence[Spec]) -> Recognised:
    scored = [(_evidence(spec, spans), spec) for spec in specs]
    best, spec = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return Recognised(spec if best >= _ENOUGH else None, tuple(spans), best)


def _evidence(spec: Spec, spans: Sequence[Span]) -> float:
    """What the labels found say for a kind, less what it would have printed and was not found."""
    scores: dict[str, list[float]] = defaultdict(list)
    for hit in hits(spans, spec.labels):
        scores[hit.label].append(hit.score)
    evidence = max((_TITLE * max(scores[title]) for title in spec.titles if title in scores), default=0.0)
    for labels, times in _expected(spec).items():
        seen = sum(
            sorted((score for label in labels for score in scores.get(label, [])), reverse=True)[:times]
        )
        weight = _DISTINCTIVE if set(labels) & set(spec.distinctive) else _SHARED
        evidence += weight * seen if seen else -_LACKING
    return evidence


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


def _expected(spec: Spec) -> dict[tuple[str, ...], int]:
    """The sets of labels that a kind prints, and how often."""
    once = {one.labels: 1 for one in spec.fields}
    twice = {one.labels: 2 for one in spec.person}
    loose = {(word,): 1 for word in spec.distinctive if not any(word in labels for labels in once | twice)}
    return once | twice | loose


def _cuts(spans: Sequence[Span]) -> Iterator[tuple[list[Span], list[Span]]]:
    """Ways to cut the lines in two by one straight line, the widest gaps first."""
    gaps = []
    for start, end in (("top", "bottom"), ("left", "right")):
        ordered = sorted(spans, key=lambda span: getattr(span, start))
        reach = float("-inf")
        for index, span in enumerate(ordered):
            if index and getattr(span, start) > reach:
                gaps.append((getattr(span, start) - reach, ordered[:index], ordered[index:]))
            reach = max(reach, getattr(span, end))
    gaps.sort(key=lambda gap: -gap[0])
    for _, part, rest in gaps[:6]:
        yield part, rest


def _two_documents(whole: Recognised, one: Recognised, other: Recognised) -> bool:
    """Whether both halves say more as documents of their own than the whole does as one."""
    if one.spec is None or other.spec is None:
        return False
    least = min(one.evidence, other.evidence)
    return one.evidence + other.evidence > whole.evidence + 0.5 * least and least >= _ENOUGH
