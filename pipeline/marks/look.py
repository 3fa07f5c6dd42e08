"""Everything on a document besides its text, gathered for one document of a sheet."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casefile.case import Kind
from extractors.recognise import Recognised
from pipeline.lines import Line
from pipeline.marks.faces import faces
from pipeline.marks.frames import CARD_ROOM, ROOM, Territory, words
from pipeline.marks.quality import quality
from pipeline.marks.seals import seals
from pipeline.marks.views import view
from pipeline.normalise import Image, Sheet
from pipeline.ocr.reader import Reader

Mark = Mapping[str, Any]

_SEALED = frozenset({Kind.REGISTER_COVER, Kind.REGISTER_MEMBER, Kind.MARRIAGE_STATEMENT})
_FACES = {
    Kind.ID_CARD_FRONT: 1,
    Kind.MARRIAGE_INFO: 2,
    Kind.MARRIAGE_STATEMENT: 0,
    Kind.DIVORCE_CERTIFICATE: 1,
}
_PHOTOGRAPHED = frozenset(kind for kind, count in _FACES.items() if count)
_LOOKED_AT = 720
"""Longer side in pixels of the picture in which marks are looked for."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The seals and faces of a document (boxes in pixels of the page image) and its quality."""

    seals: tuple[Mark, ...] = ()
    faces: tuple[Mark, ...] = ()
    quality: Mark = field(default_factory=dict)


def marks_of(
    page: Image,
    sheet: Sheet,
    lines: Sequence[Line],
    document: Recognised,
    reader: Reader,
    others: Sequence[Recognised] = (),
) -> Marks:
    """What stands on a document of the sheet, which may hold `others`.

    Seals and faces are looked for only where the kind of document carries them.
    """
    own = {span.line for span in document.spans}
    measured = quality(page, sheet, [line for line in lines if line.span.line in own])
    kind = _kind(document)
    if kind not in _SEALED and kind not in _FACES:
        return Marks(quality=measured)
    territory = Territory.of(document.spans, (), sheet)
    room = CARD_ROOM if kind is Kind.ID_CARD_FRONT else ROOM
    small = view(page, sheet, territory.surroundings(sheet, room), _LOOKED_AT)

    def among(kinds: Container[Kind]) -> Territory:
        rivals = (other.spans for other in others if _kind(other) in kinds)
        return Territory.of(document.spans, rivals, sheet).seen_on(small, sheet)

    printed = [one.seen_on(small, sheet) for one in words(line.span for line in lines)]
    offices = document.spec.offices if document.spec else None
    return Marks(
        seals=seals(page, small, among(_SEALED), reader, offices) if kind in _SEALED else (),
        faces=faces(small, among(_PHOTOGRAPHED), printed, _FACES[kind]) if kind in _FACES else (),
        quality=measured,
    )


def _kind(document: Recognised) -> Kind:
    return document.spec.kind if document.spec else Kind.UNKNOWN
