"""How the parts of an Office file name each other; what lies outside the file is never followed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from pipeline.formats.archives import Archive, beside
from pipeline.formats.markup import Start, events


def relations(archive: Archive, part: str) -> Mapping[str, str]:
    """From a relation's id to the part it means, for one part's relations within the file."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in archive:
        return {}
    return {
        one.attributes["Id"]: beside(part, one.attributes["Target"])
        for one in events(archive.read(rels))
        if isinstance(one, Start)
        and one.name == "Relationship"
        and {"Id", "Target"} <= one.attributes.keys()
        and one.attributes.get("TargetMode", "Internal") == "Internal"
    }


def parts_named(archive: Archive, ids: Iterator[str], known: Mapping[str, str]) -> Iterator[bytes]:
    """The parts that the ids mean, as far as the file has them."""
    for id in ids:
        if (name := known.get(id)) and name in archive:
            yield archive.read(name)


def media(archive: Archive, folder: str) -> Iterator[bytes]:
    """Everything in a media folder, image2 before image10."""
    names = [name for name in archive.names if name.casefold().startswith(folder)]
    for name in sorted(names, key=lambda name: [int(digits) for digits in re.findall(r"\d+", name)]):
        yield archive.read(name)
