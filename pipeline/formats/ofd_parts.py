"""Where an OFD file keeps its pictures, and where on a page they stand (GB/T 33190 7.9, 10)."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.formats.archives import Archive, beside
from pipeline.formats.markup import Start, events

_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM")


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page in millimetres, from its top left."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return 0 <= x - self.x <= self.width and 0 <= y - self.y <= self.height

    def within(self, other: Box) -> Box:
        """The part of it that lies in another."""
        left, top = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.width, other.x + other.width)
        return Box(left, top, right - left, min(self.y + self.height, other.y + other.height) - top)


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture's bytes and where it stands."""

    data: bytes
    box: Box

    @property
    def is_picture(self) -> bool:
        """Whether it is in a format that we open; JBIG2 and the like are not."""
        return self.data.startswith(_MAGIC)


class Parts:
    """The pictures of a file by page."""

    def __init__(self, archive: Archive) -> None:
        """Wrap an opened archive."""
        self._archive = archive

    def pictures(self, page: str | None) -> tuple[Placed, ...]:
        """The pictures of a page in their order, those of its template first; raises UploadRefused."""
        return tuple(self._pictures(page, ())) if page else ()

    def _pictures(self, page: str, above: tuple[str, ...]) -> Iterator[Placed]:
        if page not in self._archive or page in above:
            return
        for event in events(self._archive.read(page)):
            if not isinstance(event, Start):
                continue
            if event.name == "Template":
                template = self._templates.get(event.attributes.get("TemplateID", ""), "")
                yield from self._pictures(template, (*above, page))
            elif event.name == "ImageObject":
                name = self._media.get(event.attributes.get("ResourceID", ""), "")
                box = _box(event.attributes.get("Boundary", ""))
                if name in self._archive and box is not None:
                    yield Placed(self._archive.read(name), box)

    @functools.cached_property
    def _templates(self) -> Mapping[str, str]:
        """From a template's id to its part."""
        return {
            event.attributes["ID"]: beside(name, event.attributes["BaseLoc"])
            for name in self._archive.names
            if name.casefold().endswith("document.xml")
            for event in events(self._archive.read(name))
            if isinstance(event, Start)
            and event.name == "TemplatePage"
            and {"ID", "BaseLoc"} <= event.attributes.keys()
        }

    @functools.cached_property
    def _media(self) -> Mapping[str, str]:
        """From a resource's id to its part, over all resource files."""
        found: dict[str, str] = {}
        for name in self._archive.names:
            if name.casefold().endswith("res.xml"):
                found.update(self._media_in(name))
        return found

    def _media_in(self, name: str) -> Iterator[tuple[str, str]]:
        folder, id, waiting = "", "", False
        for event in events(self._archive.read(name)):
            match event:
                case Start("Res", attributes):
                    folder = attributes.get("BaseLoc", "")
                case Start("MultiMedia", attributes):
                    id = attributes.get("ID", "")
                case Start("MediaFile"):
                    waiting = True
                case str() if waiting:
                    waiting = False
                    yield id, self._found(name, folder, event.strip())

    def _found(self, name: str, folder: str, file: str) -> str:
        """Relative to the resources' folder, as the standard says; else as some writers have it."""
        base = beside(name, folder + "/x") if folder else name
        places = (beside(base, file), beside(name, file), beside("", file))
        return next((place for place in places if place in self._archive), "")


def _box(text: str) -> Box | None:
    try:
        x, y, width, height = (float(part) for part in text.split())
    except ValueError:
        return None
    return Box(x, y, width, height) if all(map(math.isfinite, (x, y, width, height))) else None
