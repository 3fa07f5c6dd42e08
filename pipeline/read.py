"""An upload's bytes become documents with their fields, each with the way back to the page's pixels."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from casefile.case import Document, Field, Kind
from casefile.geometry import Polygon, enclosing
from casefile.page import Span
from extractors import specs
from extractors.extract import extract
from extractors.found import Found
from extractors.recognise import Recognised, divide
from extractors.spec import Spec
from pipeline.eyes import SheetEyes
from pipeline.formats.page import PageImage
from pipeline.likeness import likeness
from pipeline.lines import Line, lines_of
from pipeline.marks.look import Marks, marks_of
from pipeline.normalise import Sheet, sheets, whole
from pipeline.ocr.reader import Reader
from pipeline.sandbox import page_images

_WEIGHED = frozenset({"name", "id_number", "head_name", "institution", "issuing_authority"})


@dataclass(frozen=True, slots=True)
class Crop:
    """A line as the recogniser saw it (PNG), and what it says before and after the field's value."""

    png: bytes
    before: str = ""
    after: str = ""


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


@dataclass(frozen=True, slots=True)
class _Read:
    """A document as recognised on its sheet."""

    sheet: Sheet
    lines: Sequence[Line]
    recognised: Recognised


def read_file(data: bytes, name: str, reader: Reader) -> FileReading:
    """Read every document in one uploaded file; raises UploadRefused where it cannot be taken."""
    started = time.perf_counter()
    documents: list[Document] = []
    crops: dict[str, Crop] = {}
    page = -1
    for page, image in enumerate(page_images(data)):
        like = likeness(image)
        for one in _documents_on(image, reader):
            index = len(documents)
            document, lines = _document(one, image, page, reader)
            if like is not None:
                document = replace(document, quality={**document.quality, "likeness": {"value": like}})
            documents.append(document)
            crops.update((f"{index}/{key}", crop) for key, crop in lines.items())
    return FileReading(tuple(documents), crops, page + 1, time.perf_counter() - started)


def _documents_on(image: PageImage, reader: Reader) -> list[_Read]:
    """The documents of a page image; where its outlines tell no known kind, the whole is tried."""
    found = [one for sheet in sheets(image) for one in _documents_of(sheet, image, reader)]
    if found and all(one.recognised.whole for one in found):
        return found
    again = _documents_of(whole(image), image, reader)
    return max(found, again, key=lambda some: sum(one.recognised.evidence for one in some))


def _documents_of(sheet: Sheet, image: PageImage, reader: Reader) -> list[_Read]:
    upright, lines = lines_of(sheet, image, reader)
    parts = divide([line.span for line in lines], specs())
    return [_Read(upright, lines, part) for part in parts]


def _document(one: _Read, image: PageImage, page: int, reader: Reader) -> tuple[Document, dict[str, Crop]]:
    spec, sheet = one.recognised.spec, one.sheet
    found: dict[str, Found] = {}
    if spec is not None and spec.kind is not Kind.UNKNOWN:
        found = extract(spec, one.recognised.spans, SheetEyes(sheet, sheet.grey, reader))
    kind = spec.kind if spec else Kind.UNKNOWN
    marks = marks_of(image, sheet, one.lines, one.recognised.spans, kind, reader)
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
    return document, dict(_crops(one, found))


def _told_by_seals(spec: Spec | None, found: Mapping[str, Found], marks: Marks) -> dict[str, Found]:
    """The fields that are printed nowhere but in a seal."""
    told: dict[str, Found] = {}
    for name, tidy in spec.sealed if spec else ():
        if found[name].value is not None:
            continue
        told[name] = Found(None, "", 0.0)
        for seal in marks.seals:
            value = tidy(seal["text"] or "")
            if value is not None:
                told[name] = Found(value.value, seal["text"], seal["text_confidence"] * value.certain)
    return told


def _region(one: _Read) -> Polygon:
    """The document's outline on the page image; on a sheet with others, around its own lines."""
    spans = one.recognised.spans
    own = enclosing(Polygon.of_box(s.left, s.top, s.right, s.bottom) for s in spans)
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
    box = enclosing(Polygon.of_box(s.left, s.top, s.right, s.bottom) for s in found.spans)
    return Field(found.value, found.raw, round(found.confidence, 4), sheet.on_page(box) if box else None)


def _crops(one: _Read, found: Mapping[str, Found]) -> Iterator[tuple[str, Crop]]:
    for name, value in found.items():
        if len(value.spans) == 1 and any(name.endswith(weighed) for weighed in _WEIGHED):
            span = value.spans[0]
            if 0 <= span.line < len(one.lines) and span.chars in one.lines[span.line].span.chars:
                yield name, _crop(one.lines[span.line], span)


def _crop(line: Line, span: Span) -> Crop:
    text = line.span.chars
    starts = [index for index in range(len(text)) if text.startswith(span.chars, index)]
    start = min(starts, key=lambda index: abs(line.span.edges[index] - span.left))
    return Crop(
        png=cv2.imencode(".png", line.crop)[1].tobytes(),
        before=line.before + text[:start],
        after=text[start + len(span.chars) :] + line.after,
    )
