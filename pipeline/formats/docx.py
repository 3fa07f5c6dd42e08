"""Word documents (docx): the photos in the order of the text, and the text itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.formats.archives import Archive
from pipeline.formats.markup import End, Event, Start, events
from pipeline.formats.photos import photos
from pipeline.formats.related import media, parts_named, relations

_MAIN = "word/document.xml"


def photos_of(archive: Archive) -> tuple[bytes, ...]:
    """The photos as the text names them; where it names none, all that the file holds."""
    ids = _picture_ids(events(archive.read(_MAIN)))
    named = photos(parts_named(archive, ids, relations(archive, _MAIN)))
    return named or photos(media(archive, "word/media/"))


def lines_of(archive: Archive) -> Iterator[str]:
    """The text, a paragraph or a table's row a line; a row's cells are parted by tabs."""
    line: list[str] = []
    rows = 0
    for event in _shown(events(archive.read(_MAIN))):
        match event:
            case str():
                line.append(event)
            case Start("tr"):
                rows += 1
            case Start("tab") | End("tc"):
                line.append("\t")
            case Start("br" | "cr"):
                line.append(" " if rows else "\n")
            case End("tr" | "p"):
                rows -= event.name == "tr"
                if not rows:
                    yield from "".join(line).split("\n")
                    line = []
    yield "".join(line)


def _shown(found: Iterable[Event]) -> Iterator[Event]:
    """The structure, and only the text of runs; what stands twice for old programs comes once."""
    fallback = text = 0
    for event in found:
        match event:
            case Start("Fallback"):
                fallback += 1
            case End("Fallback"):
                fallback -= 1
            case Start("t"):
                text += 1
            case End("t"):
                text -= 1
            case str() if not text:
                continue
        if not fallback:
            yield event


def _picture_ids(found: Iterable[Event]) -> Iterator[str]:
    for event in found:
        match event:
            case Start("blip", attributes):
                yield attributes.get("embed", "")
            case Start("imagedata", attributes):
                yield attributes.get("id", "")
