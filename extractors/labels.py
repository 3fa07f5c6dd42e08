"""Where a form's printed labels stand among the recognised text, however the recogniser broke them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from casefile.page import Span

_APART = 3.0
"""In heights of a line: the most that lies between two characters of one label."""
_LEVEL, _CLOSE = 0.3, 0.5
"""In heights of a line: how far out of level, and how far apart, the boxes of one word may be."""
_WIDE = 1.7
"""In pitches of the characters before it: a gap so wide lies between a value and the next label."""
WEAVE = "☑☐□"
"""What recognisers read a paper's weave, or a gap, as."""
_FOLD = str.maketrans("（）［］【】〔〕：:,，。．", "()()()()::,,..")


@dataclass(frozen=True, slots=True)
class Hit:
    """A label found: which one, where, and what of the line it covers (`start` to `end`)."""

    label: str
    span: Span
    start: int
    end: int
    score: float


def whole(spans: Sequence[Span], labels: Iterable[str]) -> list[Span]:
    """The lines without seams in the midst of a label: letters of a red form look black, or are boxed apart.

    The first piece is nothing but the label's head: what else it said would be looked for in the other's line.
    """
    wanted, whole_ones = tuple(labels), list[Span]()
    for span in sorted(spans, key=lambda span: span.left):
        heads = (
            at for at, one in enumerate(whole_ones) if _seamed(one, span) and _of_label(one, span, wanted)
        )
        at = next(heads, None)
        if at is None:
            whole_ones.append(span)
        else:
            whole_ones[at] = replace(_joined(whole_ones[at], span), red=False)
    return whole_ones


def _of_label(head: Span, span: Span, labels: tuple[str, ...]) -> bool:
    """Whether two pieces joined begin with a label of which the first is nothing but the head."""
    found = hits([_joined(head, span)], labels, inside=True)
    return any(hit.start == 0 < len(head.chars) < hit.end for hit in found)


def _seamed(one: Span, other: Span) -> bool:
    """Whether two pieces are parts of one line, in two colours, or follow each other as closely."""
    gap, height = other.left - one.right, min(one.height, other.height)
    return abs(one.middle - other.middle) < _LEVEL * height and abs(gap) < _CLOSE * height


def closed(span: Span) -> Span:
    """The line without its blanks: recognisers put them in and leave them out at will."""
    kept = [index for index, letter in enumerate(span.chars) if not letter.isspace()]
    if len(kept) == len(span.chars) or not kept:
        return span
    return replace(
        span,
        chars="".join(span.chars[index] for index in kept),
        probabilities=tuple(span.probabilities[index] for index in kept),
        edges=(*(span.edges[index] for index in kept), span.edges[kept[-1] + 1]),
        centres=tuple(centre(span, index) for index in kept),
    )


def centre(span: Span, index: int) -> float:
    """Where a character stands, across."""
    return span.centres[index] if span.centres else (span.edges[index] + span.edges[index + 1]) / 2


def rejoined(spans: Sequence[Span], labels: Iterable[str]) -> list[Span]:
    """The lines with short labels whose two characters stand apart (姓　　名) made one, blanks left out.

    The value may cling to the second of them: 姓　　名王小明.
    """
    short = {label for label in labels if len(label) == 2}
    spans = [closed(span) if "".join(span.chars.split()) in short else span for span in spans]
    alone = [span for span in spans if len(span.chars) == 1]
    if not alone:
        return spans
    pairs = [
        (one, other)
        for one in alone
        for other in spans
        if one.chars + other.chars[:1] in short and other.left > one.left and _follows(one, other, spans)
    ]
    apart = {id(span) for pair in pairs for span in pair}
    return [span for span in spans if id(span) not in apart] + [_joined(*pair) for pair in pairs]


def _follows(one: Span, other: Span, spans: Sequence[Span]) -> bool:
    """Whether a character goes on with another: in its row, not far off, and with nothing between."""
    return (
        abs(one.middle - other.middle) < 0.55 * max(one.height, other.height)
        and other.left - one.right < _APART * one.height
        and not any(
            one.right < span.left < other.left and abs(span.middle - one.middle) < 0.5 * one.height
            for span in spans
        )
    )


def _joined(one: Span, other: Span) -> Span:
    """One piece of text of the other's line, which holds what is read after the label."""
    return replace(
        other,
        chars=one.chars + other.chars,
        probabilities=one.probabilities + other.probabilities,
        edges=(*one.edges[:-1], (one.right + other.left) / 2, *other.edges[1:]),
        centres=one.centres + other.centres,
        lost=one.lost + other.lost,
        top=min(one.top, other.top),
        bottom=max(one.bottom, other.bottom),
    )


def hits(spans: Sequence[Span], labels: Iterable[str], *, inside: bool = False) -> list[Hit]:
    """The labels found in each span, best first and none over another; `inside` words too."""
    wanted = _longest_first(tuple(labels))
    return [hit for span in spans for hit in _of_line(span, wanted, inside)]


@lru_cache(maxsize=256)
def _longest_first(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(labels), key=lambda label: (-len(label), label)))


def _of_line(span: Span, labels: tuple[str, ...], inside: bool) -> list[Hit]:
    taken: list[Hit] = []
    for label, start, end, score in _occurrences(span.chars, labels, inside):
        if all(end <= other.start or start >= other.end for other in taken) and (
            inside or _stands_free(label, start, span, score)
        ):
            taken.append(Hit(label, span.part(start, end), start, end, score))
    return sorted(taken, key=lambda hit: hit.start)


@lru_cache(maxsize=4096)
def _occurrences(
    chars: str, labels: tuple[str, ...], inside: bool
) -> tuple[tuple[str, int, int, float], ...]:
    """Where each label (longest first) stands in a text, the best first: label, start, end, score.

    The characters of a label may stand so far apart that blanks are read between them, or the paper's weave
    as a box: 持　证　人, 姓☑名.
    """
    printed = [index for index, letter in enumerate(chars) if not (letter.isspace() or letter in WEAVE)]
    text = "".join(chars[index] for index in printed).translate(_FOLD)
    found = []
    for label in labels:
        start = text.find(label)
        if start < 0 and len(label) >= 4:
            found += _near(label, text)
        elif start < 0 and inside:
            found += _alone(label, text)
        while start >= 0:
            found.append((label, start, start + len(label), 1.0))
            start = text.find(label, start + 1)
    ordered = sorted(found, key=lambda one: ((one[1] - one[2]) * one[3], one[1]))
    return tuple((label, printed[start], printed[end - 1] + 1, score) for label, start, end, score in ordered)


def _near(label: str, text: str) -> list[tuple[str, int, int, float]]:
    """A long label with a character or two misread."""
    if len(text) < len(label) - 1:
        return []
    window = fuzz.partial_ratio_alignment(label, text, score_cutoff=65)
    if window is None or window.dest_end - window.dest_start < len(label) - 1:
        return []
    start, end = window.dest_start, window.dest_end
    # The line's first character, or the last before a colon, may be the label's, misread: 卢主或与, 机构名标：
    if start == len(label) - (end - start):
        start = 0
    elif label.startswith(text[start:end]) and text[end + 1 : end + 2] == ":":
        end = min(end + 1, start + len(label))
    if text[start].isdigit() or text[end - 1].isdigit():
        # A digit beside a label is its value's: 3日签发 is no 月日签发.
        return []
    wrong = Levenshtein.distance(label, text[start:end])
    return [(label, start, end, 1 - wrong / len(label))] if wrong <= max(1, len(label) // 4) else []


def _alone(label: str, text: str) -> list[tuple[str, int, int, float]]:
    """A label of three characters, one of them misread, in a line of its own or before a colon: 接产著.

    Not where labels tell a kind: 结婚证 is no 离婚证.
    """
    alike = len(label) == 3 == len(text.partition(":")[0]) and Levenshtein.distance(label, text[:3]) == 1
    return [(label, 0, 3, 2 / 3)] if alike else []


def _stands_free(label: str, start: int, span: Span, score: float) -> bool:
    """A short label must not be the inside of a word: 职业 is none in 广西职业技术学院.

    Nor is a label what a value denies: 无宗教信仰. A label's last character alone begins its line.
    """
    if start == 0:
        return True
    before = span.chars[start - 1]
    if before == "无" or len(label) == 1:
        return False
    if len(label) > (3 if score == 1 else 5):
        return True
    if not _is_han(before) or before in "男女":
        return True
    if span.centres:
        gap, pitch = (span.centres[at + 1] - span.centres[at] for at in (start - 1, start))
        return gap > 1.3 * pitch or _apart(gap, span.centres[:start])
    width = (span.right - span.left) / max(1, len(span.chars))
    own = span.edges[start + 1] - span.edges[start]
    return own > 1.5 * width


def _apart(gap: float, before: Sequence[float]) -> bool:
    """Whether a gap is wide for the characters before it: those of a label may stand as far apart."""
    pitches = [other - one for one, other in pairwise(before)]
    return bool(pitches) and gap > _WIDE * max(pitches)


@lru_cache(maxsize=4096)
def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"
