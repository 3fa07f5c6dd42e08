"""Where a form's printed labels stand among the recognised text, however the recogniser broke them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from casefile.page import Span

_FOLD = str.maketrans("（）［］【】〔〕：:,，。．", "()()()()::,,..")


@dataclass(frozen=True, slots=True)
class Hit:
    """A label found: which one, where, and what of the line it covers (`start` to `end`)."""

    label: str
    span: Span
    start: int
    end: int
    score: float


def hits(spans: Sequence[Span], labels: Iterable[str]) -> list[Hit]:
    """The labels found in each span, best first and none over another."""
    wanted = sorted(set(labels), key=len, reverse=True)
    return [hit for span in spans for hit in _of_line(span, wanted)]


def _of_line(span: Span, labels: Sequence[str]) -> list[Hit]:
    text = span.chars.translate(_FOLD)
    candidates = [hit for label in labels for hit in _occurrences(label, text, span)]
    candidates.sort(key=lambda hit: (-(hit.end - hit.start) * hit.score, hit.start))
    taken: list[Hit] = []
    for hit in candidates:
        if all(hit.end <= other.start or hit.start >= other.end for other in taken):
            taken.append(hit)
    return sorted(taken, key=lambda hit: hit.start)


def _occurrences(label: str, text: str, span: Span) -> Iterator[Hit]:
    start = text.find(label)
    if start < 0 and len(label) >= 4:
        yield from _near(label, text, span)
    while start >= 0:
        if _stands_free(label, start, span):
            yield Hit(label, span.part(start, start + len(label)), start, start + len(label), 1.0)
        start = text.find(label, start + 1)


def _near(label: str, text: str, span: Span) -> Iterator[Hit]:
    """A long label with a character or two misread."""
    if len(text) < len(label) - 1:
        return
    window = fuzz.partial_ratio_alignment(label, text)
    if window is None or window.dest_end - window.dest_start < len(label) - 1:
        return
    start, end = window.dest_start, window.dest_end
    wrong = Levenshtein.distance(label, text[start:end])
    if wrong <= max(1, len(label) // 4) and _stands_free(label, start, span):
        yield Hit(label, span.part(start, end), start, end, 1 - wrong / len(label))


def _stands_free(label: str, start: int, span: Span) -> bool:
    """A short label must not be the inside of a word: 职业 is none in 广西职业技术学院."""
    if len(label) > 3 or start == 0:
        return True
    before = span.chars[start - 1]
    if not _is_han(before):
        return True
    width = (span.right - span.left) / max(1, len(span.chars))
    own = span.edges[start + 1] - span.edges[start]
    return own > 1.5 * width


@lru_cache(maxsize=4096)
def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"
