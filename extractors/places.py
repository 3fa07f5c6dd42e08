"""Where on the sheet a value stands, or would stand."""

from __future__ import annotations

from collections.abc import Sequence

from casefile.page import Span
from extractors.fit import Zone
from extractors.form import Form

Place = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the sheet."""


_HIGH = 1.4
"""In heights of a label's box: no line alone is so high."""
_HALF, _MARGIN = 0.42, 0.13
"""Half a character of a label and the paper beside it, in heights of a label's box."""


def end_of_label(zone: Zone, form: Form) -> float | None:
    """Where a label's last character ends: its box may reach over a character beside it.

    None where the label was not found, or not where its characters stand.
    """
    hits = (hit.span for hit in form.labels if hit.span.right == zone.left)
    return max((span.centres[-1] + _HALF * form.height for span in hits if span.centres), default=None)


def beside_label(zone: Zone, form: Form) -> float:
    """Where the paper beside a label begins."""
    end = end_of_label(zone, form)
    return zone.left if end is None else min(zone.left, end + _MARGIN * form.height)


def place_of(zone: Zone, form: Form) -> Place:
    """Where a field's value would stand, without the lines that were found above and below."""
    half = 0.6 * form.height
    x, y = form.shift
    left = beside_label(zone, form)
    right = max(left + form.height, min(zone.right + x, zone.left + 14 * form.height) - 0.3 * form.height)
    middle = zone.middle + y
    top, bottom = middle - half, middle + half
    # A line's box is higher than its print by a good sixth on either side.
    margin, least = 0.2 * form.height, 0.36 * form.height
    for span in form.spans:
        if span.left < right and span.right > left and abs(span.middle - middle) > half:
            top = max(top, min(span.bottom - margin, middle - least)) if span.middle < middle else top
            bottom = min(bottom, max(span.top + margin, middle + least)) if span.middle > middle else bottom
    return left, top, right, bottom


def roomy(span: Span) -> bool:
    """Whether the box of a short line has room for a character more than was read."""
    if len(span.chars) > 2:
        return False
    em = 0.74 * span.height
    return span.right - span.left > em * (sum(0.55 if c.isascii() else 1.0 for c in span.chars) + 0.75)


def over(span: Span, place: Place) -> bool:
    """Whether a line takes up a part of a place."""
    left, top, right, bottom = place
    return span.left < right and span.right > left and span.top < bottom and span.bottom > top


def around(spans: Sequence[Span], zone: Zone, form: Form, tail: bool) -> Place:
    """Around a line, with room for a character lost before it, or for its passed over head and `tail`."""
    end = spans[-1].right + 0.3 * form.height
    reach = min(zone.right, zone.left + 14 * form.height) - 0.3 * form.height if tail else end
    label = end_of_label(zone, form)
    start = zone.left + min(0.0, form.shift[0]) if label is None else label
    head = tail and zone.spec.lines == 1 and not zone.spec.before
    # A box much higher than a line holds letters of a seal as well.
    low = [span for span in spans if span.height < _HIGH * form.height] or spans
    return (
        min(spans[0].left, start if head else max(start, spans[0].left - form.height)),
        min(span.top for span in low),
        max(end, reach),
        max(span.bottom for span in low),
    )
