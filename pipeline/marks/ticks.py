"""How much has been drawn in, beside, over or around each printed option of a choice.

A mark is told by comparison: what one option has and its neighbours have not. Empty boxes, colons and
print that spreads are the same for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.marks.blobs import attributed
from pipeline.marks.overwriting import Strip, on
from pipeline.marks.strips import Image, Row, strip_of

_CLEAR = 0.14
_UPON, _HALF, _OVER = 0.5, 0.9, 1.0
_MANY = 4


def marks_on(
    image: Image,
    options: Sequence[Row],
    printed: Sequence[tuple[float, float, float]],
    limits: tuple[float, float],
    em: float,
) -> tuple[float, ...]:
    """What each option has beyond the others: 0 is nothing, 1 as much ink as a printed character.

    `image` is BGR; `printed` are the centres of other printed characters and half their widths, `limits`
    the left and right end of the place, `em` the size of a printed character, all in pixels.
    """
    beside, over = [0.0] * len(options), [0.0] * len(options)
    for indices in _rows(options, em):
        strip = strip_of(image, [options[index] for index in indices], printed, limits, em)
        unit, on_words = on(strip)
        for index, around, upon in zip(indices, _beside(strip, unit), on_words, strict=True):
            beside[index], over[index] = around, upon
    beside, over = _beyond_usual(beside), _beyond_usual(over)
    if _decisive(beside) and not contradicted(beside, over):
        return tuple(beside)
    if _encircled(beside, over):
        return tuple(over)
    return tuple(x + y for x, y in zip(beside, over, strict=True))


def _beyond_usual(values: Sequence[float]) -> list[float]:
    """What each option has more than the barest; of many, one may lack the box that the others have."""
    usual = sorted(values)[0 if len(values) < _MANY else 1]
    return [value - max(0.0, usual) for value in values]


def _decisive(beside: Sequence[float]) -> bool:
    best, second = ([*sorted(beside, reverse=True), 0.0])[:2]
    return best > _CLEAR and second < 0.4 * best


def contradicted(beside: Sequence[float], over: Sequence[float]) -> bool:
    """Whether ink clearly lies over another word: a ticked box read as part of it, perhaps."""
    best = max(range(len(over)), key=over.__getitem__)
    return over[best] > _OVER and _decisive(over) and best != max(range(len(beside)), key=beside.__getitem__)


def _encircled(beside: Sequence[float], over: Sequence[float]) -> bool:
    """Whether ink clearly lies over one word and as much beside it as beside any: a circle's two halves."""
    best = max(range(len(over)), key=over.__getitem__)
    return over[best] > _UPON and _decisive(over) and beside[best] > _HALF * max(beside)


def _rows(options: Sequence[Row], em: float) -> list[list[int]]:
    """The options row by row, each from left to right."""
    rows: list[list[int]] = []
    for index in sorted(range(len(options)), key=lambda i: options[i][2]):
        if rows and options[index][2] - options[rows[-1][-1]][2] < 0.7 * em:
            rows[-1].append(index)
        else:
            rows.append([index])
    return [sorted(row, key=lambda i: options[i][0]) for row in rows]


def _beside(strip: Strip, unit: float) -> list[float]:
    """The ink beside and around each word, in characters."""
    outside = strip.ink.copy()
    a, b = strip.band
    for left, right, _ in strip.words:
        outside[a:b, max(0, int(left - 0.04 * strip.em)) : max(0, int(right + 0.04 * strip.em))] = 0
    return attributed(outside, strip, unit)
