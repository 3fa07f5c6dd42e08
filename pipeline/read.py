"""An upload's bytes become documents with their fields, each with the way back to the page's pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from casefile.case import Document
from pipeline.ocr.reader import Reader


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file gave: its documents (`id`, `slot` and `file` still empty) and their line crops.

    `crops` holds, by "document index/field name", the PNG of the line as the recogniser saw it.
    `pages` counts the file's pages; `seconds` is the time of each stage.
    """

    documents: tuple[Document, ...]
    crops: Mapping[str, bytes] = field(default_factory=dict)
    pages: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)


def read_file(data: bytes, name: str, reader: Reader) -> FileReading:
    """Read every document in one uploaded file; raises UploadRefused where it cannot be taken."""
    raise NotImplementedError
