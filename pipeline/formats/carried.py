"""What a file carries beside its pages: never run, followed or believed, but told to the audit."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.formats.archives import directory
from pipeline.formats.kinds import Format

_IN_PDF = {
    "attachments": rb"/EF\s*<<|/EF\s+\d+\s+\d+\s+R",
    "scripts": rb"/S\s*/JavaScript\b",
    "launches": rb"/S\s*/Launch\b",
    "links": rb"/S\s*/(?:URI|GoToR|SubmitForm)\b",
    "forms": rb"/XFA\b",
    "signatures": rb"/ByteRange\b",
}
_IN_ARCHIVE = {
    "attachments": r"/embeddings/[^/]+|(?:^|/)attach(?:s|ments)/(?!attachments\.xml)[^/]+",
    "macros": r"vbaproject\.bin",
    "links": r"/externallinks/[^/]+\.xml",
    "signatures": r"(?:^|/)signatures?\.xml|_xmlsignatures/[^/]+\.xml",
}
_IN_COMPOUND_FILE = {"attachments": "\x01Ole10Native", "macros": "_VBA_PROJECT", "signatures": "_signatures"}


def carried(data: bytes, format: Format) -> Mapping[str, int]:
    """How many of each kind, by what stands in clear: nothing is unpacked for it; {} where there is none."""
    match format:
        case Format.PDF:
            found = {kind: len(re.findall(pattern, data)) for kind, pattern in _IN_PDF.items()}
        case Format.DOCX | Format.XLSX | Format.OFD:
            names = [entry.name.casefold() for entry in directory(data)]
            found = {
                kind: sum(bool(re.search(pattern, name)) for name in names)
                for kind, pattern in _IN_ARCHIVE.items()
            }
        case Format.DOC | Format.XLS:
            found = {kind: data.count(name.encode("utf-16-le")) for kind, name in _IN_COMPOUND_FILE.items()}
        case Format.PNG:
            found = {"more pictures": data.count(b"acTL")}
        case _:
            found = {}
    return {kind: count for kind, count in found.items() if count}
