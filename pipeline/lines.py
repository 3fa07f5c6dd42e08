"""A sheet is turned upright and its lines of text are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, permutations

import numpy as np

from casefile.page import Span
from pipeline.marks.ink import has_red, is_red
from pipeline.marks.levels import levels
from pipeline.normalise import SEEN_AT, Sheet, nearer, wider
from pipeline.ocr.detection import Image, Quad
from pipeline.ocr.lost import lost_print
from pipeline.ocr.reader import Reader, crop_of, span_of
from pipeline.ocr.recognition import Reading
from pipeline.overprinted import apart, stacked
from pipeline.upright import extent, level, upright

_SENSE, _TALLEST = 0.75, 4.0
_NUMBER = re.compile("[0-9]{2,}")
_ALIKE = re.compile("([A-Za-z\u4e01-\u9fff])\\1{2,}")
_RULE, _AS_MUCH = 0.85, 0.4
"""A row so dark is a rule's; so much of what black characters hold of dark, a black one holds at least."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in one colour: its characters with their places, and the picture that was read.

    `before` and `after` are what else the picture says: red print beside black, in one row.
    """

    span: Span
    crop: Image
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A sheet turned upright and levelled, its lines, and the boxes of print that made no sense.

    `cut` where its text runs into its edge however much more is looked at: no such paper has this outline.
    """

    sheet: Sheet
    lines: Sequence[Line]
    senseless: Sequence[Quad] = ()
    cut: bool = False


def lines_of(sheet: Sheet, page: Image, reader: Reader, stands: bool = False) -> Text:
    """The text of a sheet of a page image, which is turned upright unless it `stands` so.

    Where it runs into the sheet's edge, its outline was wrong there: a little more is looked at. Where it
    takes up little of the sheet, that part is looked at again from nearer.
    """
    boxes = reader.boxes(sheet.grey, SEEN_AT)
    cut, more = False, wider(sheet, page, boxes)
    if more is not None:
        sheet, boxes = more, reader.boxes(more.grey, SEEN_AT)
        cut = wider(sheet, page, boxes) is not None
    near = nearer(sheet, page, boxes)
    if near is not None:
        sheet, boxes = near, reader.boxes(near.grey, SEEN_AT)
    sheet, boxes, known = (*level(sheet, boxes, page), {}) if stands else upright(sheet, boxes, page, reader)
    grey = sheet.grey
    usual = float(np.median([extent(box, 1) for box in boxes])) if boxes else 0.0
    crops = [crop_of(grey, box) for box in boxes]
    unread = [index for index in range(len(boxes)) if index not in known]
    readings = known | dict(zip(unread, reader.readings([crops[index] for index in unread]), strict=True))
    lines: list[Line] = []
    senseless = []
    for index, (box, crop) in enumerate(zip(boxes, crops, strict=True)):
        reading = readings[index]
        if reading.score < _SENSE or extent(box, 1) > 1.5 * extent(box, 0):
            senseless.append(box)
        # A single letter as tall as several lines was read off a photo or an emblem.
        picture = len(reading.chars) < 2 and extent(box, 1) > _TALLEST * usual
        if reading.chars.strip() and not picture and not _pattern(reading.chars):
            over = stacked(grey, (box, crop, reading), usual, reader)
            printed = over or apart(grey, (box, crop, reading), usual, reader)
            crossed = not over and len(printed) > 1
            for one in printed:
                lines += _by_colour(*_span(*one, crossed), sheet.image, len(lines))
    return Text(sheet, _unrepeated(lines), senseless, cut)


def _unrepeated(lines: Sequence[Line]) -> list[Line]:
    """The lines, no character of theirs twice: where two boxes in a row overlap, it stands in both.

    It belongs to the line whose next character is nearer.
    """
    found = list(lines)
    for one, other in permutations(range(len(found)), 2):
        before, after = found[one].span, found[other].span
        if _shared(before, after):
            gaps = before.centres[-1] - before.centres[-2], after.centres[1] - after.centres[0]
            if gaps[0] > gaps[1]:
                found[one] = _without(found[one], len(before.chars) - 1)
            else:
                found[other] = _without(found[other], 0)
    return found


def _shared(before: Span, after: Span) -> bool:
    """Whether a line's last character is the next one's first."""
    if before.chars[-1:] != after.chars[:1] or min(len(before.centres), len(after.centres)) < 2:
        return False
    height = min(before.height, after.height)
    return (
        abs(before.middle - after.middle) < 0.5 * height
        and abs(before.centres[-1] - after.centres[0]) < 0.4 * height
    )


def _without(line: Line, place: int) -> Line:
    """The line without its first or last character."""
    span = line.span
    if place:
        return replace(line, span=span.part(0, place), after=span.chars[place] + line.after)
    return replace(line, span=span.part(1, len(span.chars)), before=line.before + span.chars[0])


def _pattern(chars: str) -> bool:
    """Whether a line is a pattern's: the flowers of a cloth are read as xxxxxl."""
    run = _ALIKE.search(chars)
    return run is not None and 2 * len(run[0]) > len(chars)


def _span(box: Quad, crop: Image, reading: Reading, crossed: bool) -> tuple[Span, Image]:
    """The characters of a line and its picture; in one that another line crosses any may be lost."""
    lost = reading.centres if crossed else lost_print(crop, reading.centres)
    return span_of(reading, box, 0, lost), crop


def _by_colour(span: Span, crop: Image, image: Image, first: int) -> Iterator[Line]:
    """The parts of a line that are black and those that are red, numbered from `first`."""
    rows = image[max(0, int(span.top)) : int(span.bottom) + 1]
    start = 0
    for colour, group in groupby(_red_characters(span, rows)):
        end = start + len(list(group))
        part = replace(span.part(start, end), line=first, red=colour)
        if colour:
            part = replace(part, lost=_lost_in_red(part, rows))
        yield Line(part, crop, span.chars[:start], span.chars[end:])
        start, first = end, first + 1


def _lost_in_red(part: Span, rows: Image) -> tuple[float, ...]:
    """As `lost_print`, of red print: on the channel that is read it is too pale."""
    left, right = max(0, round(part.left)), round(part.right)
    green = rows[:, left:right, 1]
    centres = [(centre - left) / max(1, right - left) for centre in part.centres]
    return tuple(left + place * (right - left) for place in lost_print(green, centres))


def _bounds(span: Span) -> list[tuple[float, float]]:
    """Left and right of each character; the first and the last reach no farther out than in.

    A line's box may end far behind its last character, where a seal's letters stand.
    """
    bounds = list(pairwise(span.edges))
    if len(bounds) > 1 and span.centres:
        left, right = span.edges[1], span.edges[-2]
        bounds[0] = max(span.left, 2 * span.centres[0] - left), left
        bounds[-1] = right, min(span.right, 2 * span.centres[-1] - right)
    return bounds


def _red_characters(span: Span, rows: Image) -> list[bool]:
    """For each character whether it is red; one by itself is no other print, but a seal's stroke.

    A number is printed in one colour: whatever crosses some of its digits does not take it apart.
    """
    whole = rows[:, max(0, int(span.left)) : int(span.right) + 1]
    if not whole.size or not has_red(whole):
        return [False] * len(span.chars)
    cuts = [rows[:, max(0, int(left)) : int(right) + 1] for left, right in _bounds(span)]
    red = [is_red(cut) for cut in cuts]
    alone = [not any(red[max(0, i - 1) : i] + red[i + 1 : i + 2]) for i in range(len(red))]
    if len(red) > 1:
        alone[-1] = alone[-1] and not is_red(cuts[-1], 0.45)
    if len(red) == 1:
        return [is_red(whole)]
    red = [one and not by for one, by in zip(red, alone, strict=True)]
    red = [one and not dark for one, dark in zip(red, _as_dark(cuts, red), strict=True)]
    for run in _NUMBER.finditer(span.chars):
        start, end = run.span()
        if len(set(red[start:end])) > 1:
            red[start:end] = [is_red(np.hstack(cuts[start:end]))] * (end - start)
    return red


def _as_dark(cuts: Sequence[Image], red: Sequence[bool]) -> list[bool]:
    """For each character whether it is as dark in the red channel as the black ones beside it.

    A seal over thin black print makes it look red; but red ink alone fades there.
    """
    black = [cut[:, :, 2] for cut, one in zip(cuts, red, strict=True) if not one and cut.size]
    if len(black) < 2 or not any(red):
        return [False] * len(cuts)
    paper, ink = levels(np.hstack(black), 0.85, 0.06)
    usual = float(np.median([_dark(cut, (paper + ink) / 2) for cut in black]))
    return [bool(cut.size) and _dark(cut[:, :, 2], (paper + ink) / 2) > _AS_MUCH * usual > 0 for cut in cuts]


def _dark(channel: Image, stroke: float) -> float:
    """The share of a character's picture that is dark, without the rules across it."""
    rows = (channel < stroke).mean(axis=1)
    return float(rows[rows < _RULE].sum() / len(rows))
