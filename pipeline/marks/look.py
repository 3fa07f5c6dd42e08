"""Everything on a document besides its text, gathered for one document of a sheet."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casefile.case import Kind
from extractors.recognise import Recognised
from pipeline.lines import Line
from pipeline.marks.faces import FEATURED, faces
from pipeline.marks.frames import CARD_ROOM, ROOM, Territory
from pipeline.marks.quality import quality
from pipeline.marks.seals import seals, worded
from pipeline.marks.views import view
from pipeline.marks.void_stamps import void_stamps
from pipeline.marks.voided import voided
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
_STAMPED = _SEALED | _FACES.keys() | {Kind.ID_CARD_BACK}
"""What a stamp may void."""
_ASIDE, _BESIDE_ALL = {Kind.ID_CARD_FRONT: 0.3}, 1.4
"""How far from a document's print a face may be, in widths of that; on others a couple's two stand beside
all of it, on a half of the spread beside one narrow column."""
_HALF_A_FACE = 0.2
"""In widths of the print."""
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
    doubted: Container[int] | None = None,
) -> Marks:
    """What stands on a document of the sheet, which may hold `others`; `doubted` lines were not read surely.

    Seals and faces are looked for only where the kind of document carries them, stamps with words also where
    they void it.
    """
    own = {span.line for span in document.spans}
    measured = quality(page, sheet, [line for line in lines if line.span.line in own], doubted)
    kind, said = _kind(document), tuple(voided(document.spans, sheet))
    if kind not in _STAMPED:
        return Marks(seals=said, quality=measured)
    territory = Territory.of(document.spans, (), sheet)
    room = CARD_ROOM if kind is Kind.ID_CARD_FRONT else ROOM
    small = view(page, sheet, territory.surroundings(sheet, room), _LOOKED_AT)

    def among(kinds: Container[Kind]) -> Territory:
        rivals = (other.spans for other in others if _kind(other) in kinds)
        return Territory.of(document.spans, rivals, sheet)

    offices = document.spec.offices if document.spec else None
    if kind in _SEALED:
        pressed = seals(page, small, among(_SEALED).seen_on(small, sheet), reader, offices)
    else:
        pressed = worded(page, small, among(_STAMPED).seen_on(small, sheet), reader)
    ended = void_stamps(page, small, among(_STAMPED).seen_on(small, sheet), reader)
    return Marks(
        seals=(*pressed, *ended, *said),
        faces=_faces(page, sheet, small, among(_PHOTOGRAPHED), kind) if kind in _FACES else (),
        quality=measured,
    )


def _faces(page: Image, sheet: Sheet, small: Sheet, own: Territory, kind: Kind) -> tuple[Mark, ...]:
    """The faces of a document; where too few are seen, only as far from its print as they may stand.

    Beside half a certificate's page the photo stands as far from the print as that is wide, and its dark
    edge may have been taken for the paper's.
    """
    count, reach = _FACES[kind], _ASIDE.get(kind, _BESIDE_ALL)
    found = faces(small, own.seen_on(small, sheet), count, reach)
    if _sure(found) >= count:
        return found
    wide = view(page, sheet, own.frame.grown((reach + _HALF_A_FACE) * own.frame.width), _LOOKED_AT)
    return max(found, faces(wide, own.seen_on(wide, sheet), count, reach), key=_sure)


def _sure(found: Sequence[Mark]) -> int:
    """How many faces were made out."""
    return sum(face["confidence"] >= FEATURED for face in found)


def _kind(document: Recognised) -> Kind:
    return document.spec.kind if document.spec else Kind.UNKNOWN
