"""An upload's bytes become documents with their fields, each with the way back to the page's pixels."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from casefile.case import SURE, Document, Field, Kind
from casefile.geometry import Polygon, enclosing
from casefile.identifiers import resident_id
from casefile.page import Span
from extractors import delivery_dates
from extractors.extract import extract
from extractors.found import Found
from extractors.labels import WEAVE
from extractors.spec import Spec
from pipeline.eyes import SheetEyes
from pipeline.formats.page import PageImage
from pipeline.likeness import likeness
from pipeline.line_crop import RULE, Crop
from pipeline.lines import Line
from pipeline.marks.look import Marks, marks_of
from pipeline.named import as_called
from pipeline.normalise import Sheet
from pipeline.ocr.detection import Image
from pipeline.ocr.reader import Reader, side_by_side
from pipeline.ocr.struck import struck
from pipeline.sandbox import page_images
from pipeline.shown import Shown, documents_on
from pipeline.trust import believed
from pipeline.written import SORTS, sort_of

_WEIGHED = frozenset({"name", "id_number", "head_name", "institution", "issuing_authority"})
_LIKELY = 0.5
"""The confidence from which light or an edge hides nothing: what is left of a doubt is other reasons'."""
_WHERE_DOUBTFUL = ("birth_date", "admitted_on", "discharged_on")
"""How fields end that are weighed only where they are not sure."""
_BORN = "delivery_date"
_IN_A_ROW = {"date", "stay"}
"""Sorts of values that are looked at in their whole row: a piece lacks a stroke, or holds a neighbour's."""
_ROOM, _HALF = 0.5, 0.55
"""Heights of a line's box: beside what is looked at by itself, and half of a row."""
_STRUCK = 0.3
"""How sure a value is at most whose figures are struck out."""
_BY_ITS_BEGINNING = "address"
"""Of an address the first line counts: it names the division."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file gave: its documents (`id`, `slot` and `file` still empty) and their line crops.

    `crops` holds, by "document index/field name", the line of each field that may be weighed.
    `pages` counts the file's pages; `seconds` is the time spent on all of them.
    """

    documents: tuple[Document, ...]
    crops: Mapping[str, Crop] = field(default_factory=dict)
    pages: int = 0
    seconds: float = 0.0


def read_file(data: bytes, name: str, reader: Reader) -> FileReading:
    """Read every document in one uploaded file; raises UploadRefused where it cannot be taken."""
    started = time.perf_counter()
    documents: list[Document] = []
    crops: dict[str, Crop] = {}
    page = -1
    for page, image in enumerate(page_images(data)):
        like = likeness(image)
        for one in documents_on(image, reader):
            index = len(documents)
            document, lines = _document(one, image, page, reader)
            if like is not None:
                document = replace(document, quality={**document.quality, "likeness": {"value": like}})
            documents.append(document)
            crops.update((f"{index}/{key}", crop) for key, crop in lines.items())
    return FileReading(tuple(documents), crops, page + 1, time.perf_counter() - started)


def _document(one: Shown, image: PageImage, page: int, reader: Reader) -> tuple[Document, dict[str, Crop]]:
    spec, sheet = one.recognised.spec, one.sheet
    found: dict[str, Found] = {}
    eyes = SheetEyes.of(sheet, one.recognised.spans, reader)
    if spec is not None and spec.kind is not Kind.UNKNOWN:
        read = extract(spec, one.recognised.spans, eyes)
        own = {span.line for span in one.recognised.spans}
        found = believed(read, [line for line in one.lines if line.span.line in own], spec.filled)
        if spec.lined:
            found = {name: _unless_struck(value, eyes) for name, value in found.items()}
    kind = spec.kind if spec else Kind.UNKNOWN
    doubted = {span.line for value in found.values() if value.confidence < _LIKELY for span in value.spans}
    marks = marks_of(image, sheet, one.lines, one.recognised, reader, one.others, doubted if found else None)
    crops = _in_the_stay(dict(_crops(one, found, eyes)), found)
    found |= {name: as_called(name, found[name], crop, reader) for name, crop in crops.items()}
    found |= _told_by_seals(spec, found, marks)
    document = Document(
        id="",
        slot=None,
        kind=kind,
        file="",
        page=page,
        page_size=(image.shape[1], image.shape[0]),
        region=_region(one),
        fields={name: _field(sheet, value) for name, value in found.items()},
        quality=marks.quality,
        seals=marks.seals,
        faces=marks.faces,
    )
    return document, crops


def _unless_struck(found: Found, eyes: SheetEyes) -> Found:
    """A value as it was read; one whose figures are struck out is none."""
    for span in found.spans:
        figures = [
            centre for centre, letter in zip(span.centres, span.chars, strict=False) if letter.isascii()
        ]
        left, right = span.left - span.height, span.right + span.height
        row = eyes.cut(left, span.top, right, span.bottom)
        shares = [(centre - max(0.0, left)) / max(1, row.shape[1]) for centre in figures]
        if row.size and struck(row, shares):
            return replace(found, confidence=min(found.confidence, _STRUCK))
    return found


def _told_by_seals(spec: Spec | None, found: Mapping[str, Found], marks: Marks) -> dict[str, Found]:
    """The fields that a seal tells where print does not surely: where both are legible they may differ."""
    told: dict[str, Found] = {}
    for name, tidy in spec.sealed if spec else ():
        printed = found[name]
        if printed.confidence >= SURE and printed.value is not None:
            continue
        best = printed if printed.value is not None else Found(None, "", 0.0)
        for seal in marks.seals:
            value = tidy(seal["text"] or "")
            sure = seal["text_confidence"] * value.certain if value is not None else 0.0
            if value is not None and (best.value is None or sure > best.confidence):
                best = Found(value.value, seal["text"], sure)
        told[name] = best
    return told


def _region(one: Shown) -> Polygon:
    """The document's outline on the page image; on a sheet with others, around its own lines."""
    spans = one.recognised.spans
    own = enclosing(span.box for span in spans)
    if own is None or len(spans) == len(one.lines):
        return one.sheet.outline
    left, top, right, bottom = own.bounds
    margin = 2 * float(np.median([span.height for span in spans]))
    height, width = one.sheet.image.shape[:2]
    around = (
        max(0.0, left - margin),
        max(0.0, top - margin),
        min(width, right + margin),
        min(height, bottom + margin),
    )
    return one.sheet.on_page(Polygon.of_box(*around))


def _field(sheet: Sheet, found: Found) -> Field:
    box = enclosing(span.box for span in found.spans)
    where = sheet.on_page(box) if box else None
    return Field(found.value, found.raw, round(found.confidence, 4), where, certain=_certain(found))


def _certain(found: Found) -> tuple[float, ...]:
    """The recogniser's score of each character of the raw text; empty where that is not what was read."""
    if "".join(span.chars for span in found.spans) != found.raw:
        return ()
    return tuple(round(float(score), 2) for span in found.spans for score in span.probabilities)


def _crops(one: Shown, found: Mapping[str, Found], eyes: SheetEyes) -> Iterator[tuple[str, Crop]]:
    lined = one.recognised.spec is not None and one.recognised.spec.lined
    for name, value in found.items():
        unsure = value.confidence < SURE
        doubtful = name.endswith(_WHERE_DOUBTFUL) and unsure
        weighed = doubtful or (lined and not name.endswith(_WHERE_DOUBTFUL)) or name == _BY_ITS_BEGINNING
        sort = sort_of(name) if weighed else ""
        if not sort and not any(name.endswith(ending) for ending in _WEIGHED):
            continue
        if name == _BY_ITS_BEGINNING:
            value = replace(value, spans=tuple(_line_of(one, span) for span in value.spans[:1]))
        value = replace(value, spans=_telling(value))
        lines = [one.lines[span.line] for span in value.spans if 0 <= span.line < len(one.lines)]
        if value.spans and sort in _IN_A_ROW:
            yield name, Crop(_png(_row(value.spans, eyes)), sort=sort)
        elif value.spans and len(lines) == len(value.spans) and (len(lines) == 1 or lined or unsure):
            # A long name stands on two lines.
            spans = value.spans if sort and SORTS[sort].figures else _narrowed(value)
            yield name, replace(_crop(lines, spans, sort), hidden=_hidden(value))
        elif len(value.spans) == 1:
            yield name, replace(_looked_at(value.spans[0], eyes), sort=sort)


def _in_the_stay(crops: dict[str, Crop], found: Mapping[str, Found]) -> dict[str, Crop]:
    """The crops, that of a birth with what the days of the stay say of it."""
    if _BORN not in crops:
        return crops
    within, rarer = delivery_dates.of_birth(found)
    return crops | {_BORN: replace(crops[_BORN], within=within, rarer=rarer)}


def _telling(found: Found) -> tuple[Span, ...]:
    """The pieces that tell a value: more than a rule or a weave read as a box.

    Among the form's words the one that holds it all.
    """
    lettered = tuple(span for span in found.spans if span.chars.strip(RULE + WEAVE))
    whole = [span for span in lettered if str(found.value) in span.chars]
    words = all(span.chars.isalnum() for span in lettered if span not in whole)
    return tuple(whole) if len(whole) == 1 and words else lettered or found.spans


def _looked_at(span: Span, eyes: SheetEyes) -> Crop:
    """A value that no line was found of, with room for one that would have been cut short."""
    room = _ROOM * span.height
    return Crop(png=_png(eyes.cut(span.left - room, span.top, span.right + room, span.bottom)))


def _row(spans: Sequence[Span], eyes: SheetEyes) -> Image:
    """The row of a value from its first piece to its last, with room for what was cut short."""
    height = float(np.median([span.height for span in spans]))
    first, last = min(spans, key=lambda span: span.left), max(spans, key=lambda span: span.right)
    start, end = ((span.top + span.bottom) / 2 for span in (first, last))
    room = _ROOM * height
    return eyes.row(first.left - room, last.right + room, start, end, _HALF * height)


def _hidden(found: Found) -> int:
    """How many characters at the beginning of a value were told by the others, and not read."""
    value = str(found.value)
    return int(
        resident_id.completed(value[1:]) == value and value not in found.raw and value[1:] in found.raw
    )


def _line_of(one: Shown, span: Span) -> Span:
    """A span that was looked at once more as a part of the line that was found there, if one was."""

    def shared(line: Span) -> float:
        high = min(line.bottom, span.bottom) - max(line.top, span.top)
        return min(line.right, span.right) - max(line.left, span.left) if high > 0.5 * span.height else 0.0

    line = max(one.recognised.spans, key=shared, default=span)
    return line if span.line < 0 and shared(line) > 0 else span


def _narrowed(found: Found) -> Sequence[Span]:
    """Where the value stands, without what else its piece of text says: 码 before a number, say."""
    span, value = found.spans[0], str(found.value)[_hidden(found) :]
    start = span.chars.find(value)
    if len(found.spans) > 1 or start < 0:
        return found.spans
    return (span.part(start, start + len(value)),)


def _crop(lines: Sequence[Line], spans: Sequence[Span], sort: str) -> Crop:
    """The lines that a value stands on side by side, and what they say before and after it."""
    first, last = lines[0], lines[-1]
    start = _nearest(first.span.edges[:-1], spans[0].edges[0])
    end = _nearest(last.span.edges[1:], spans[-1].edges[-1]) + 1
    pictures = list({id(line.crop): line.crop for line in lines}.values())
    return Crop(
        png=_png(side_by_side(pictures)),
        before=first.before + first.span.chars[:start],
        after=last.span.chars[end:] + last.after,
        sort=sort,
    )


def _png(picture: Image) -> bytes:
    return cv2.imencode(".png", picture)[1].tobytes()


def _nearest(edges: Sequence[float], place: float) -> int:
    return int(np.argmin(np.abs(np.asarray(edges) - place)))
