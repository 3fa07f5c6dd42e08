"""Excel workbooks (xlsx): the photos sheet by sheet from the top left, in Excel's and in WPS's manner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.formats.archives import Archive
from pipeline.formats.markup import End, Event, Start, check, events
from pipeline.formats.photos import photos
from pipeline.formats.related import media, parts_named, relations

_BOOK = "xl/workbook.xml"
_IN_CELLS = "xl/cellimages.xml"
"""Where WPS keeps pictures that were put into a cell."""


def photos_of(archive: Archive) -> tuple[bytes, ...]:
    """The photos in the order of sheets, rows and columns; where none is placed, all of them."""
    return photos(_placed(archive)) or photos(media(archive, "xl/media/"))


def check_sheets(archive: Archive) -> None:
    """What the sheets' reader will parse must hold nothing forbidden; raises UploadRefused."""
    for name in archive.names:
        if name.casefold().startswith("xl/") and name.casefold().endswith((".xml", ".rels")):
            check(archive.read(name))


def _placed(archive: Archive) -> Iterator[bytes]:
    book = relations(archive, _BOOK)
    for event in events(archive.read(_BOOK)):
        if isinstance(event, Start) and event.name == "sheet":
            yield from _on_sheet(archive, book.get(event.attributes.get("id", ""), ""))
    if _IN_CELLS in archive:
        ids = (id for _, _, id in _anchored(events(archive.read(_IN_CELLS))))
        yield from parts_named(archive, ids, relations(archive, _IN_CELLS))


def _on_sheet(archive: Archive, sheet: str) -> Iterator[bytes]:
    for drawing in relations(archive, sheet).values():
        if "drawings/drawing" in drawing.casefold() and drawing in archive:
            placed = sorted(_anchored(events(archive.read(drawing))), key=lambda one: one[:2])
            yield from parts_named(archive, (id for _, _, id in placed), relations(archive, drawing))


def _anchored(found: Iterable[Event]) -> Iterator[tuple[int, int, str]]:
    """Row, column and id of each picture; row and column are those of its top left corner."""
    corner = {"row": 0, "col": 0}
    within, name = False, ""
    for event in found:
        match event:
            case Start("from"):
                within = True
            case End("from"):
                within = False
            case Start("row" | "col", _) if within:
                name = event.name
            case End("row" | "col"):
                name = ""
            case str() if name and event.strip().isdigit():
                corner[name] = int(event[:9])
            case Start("blip", attributes):
                yield corner["row"], corner["col"], attributes.get("embed", "")
