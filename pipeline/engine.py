"""What one reader process can do: read an upload, and weigh strings against a line's crop."""

from __future__ import annotations

import ctypes
import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

from casefile.case import Document, Weight
from pipeline.line_crop import Crop

if TYPE_CHECKING:
    from pipeline.ocr.reader import Reader


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gave, as it travels between processes and is kept for a rerun.

    `crops` holds, by "document index/field name", the line of each field that may be weighed;
    `seconds` is the time that the reading took.
    """

    documents: tuple[Document, ...]
    crops: Mapping[str, Crop] = field(default_factory=dict)
    pages: int = 0
    seconds: float = 0.0


class Engine(Protocol):
    """The reader with its stages, loaded once in a process and used by one thread."""

    @property
    def version(self) -> str:
        """What reads: the models and the code that uses them."""

    def read(self, data: bytes, name: str) -> Reading:
        """Every document in one file; raises UploadRefused where it cannot be taken."""

    def weigh(self, crop: Crop, candidates: Sequence[str]) -> Mapping[str, Weight]:
        """How well each candidate explains one crop."""


class RealEngine:
    """The embedded reader; its libraries are imported only in the process that loads it."""

    def __init__(self, reader: Reader) -> None:
        """Wrap a loaded reader."""
        self._reader = reader

    @property
    def version(self) -> str:
        """The reader's own version."""
        return self._reader.version

    def read(self, data: bytes, name: str) -> Reading:
        """Read with the stages of pipeline/read.py."""
        from pipeline.read import read_file

        found = read_file(data, name, self._reader)
        _give_back()
        return Reading(found.documents, found.crops, found.pages, found.seconds)

    def weigh(self, crop: Crop, candidates: Sequence[str]) -> Mapping[str, Weight]:
        """Weigh with pipeline/weigh.py."""
        from pipeline.weigh import weigh

        return weigh(crop, candidates, self._reader)


def _give_back() -> None:
    """Give the memory of a page's pictures back: glibc keeps a fifth of a reader's, scattered."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def load(models: str | None) -> Engine:
    """Load the embedded reader, or the models of a folder."""
    from pipeline.ocr.reader import Reader

    return RealEngine(Reader.load(models))


def resolve(name: str) -> Callable[[str | None], Engine]:
    """The engine's loader by its dotted name `package.module:function`."""
    module, _, function = name.partition(":")
    return cast("Callable[[str | None], Engine]", getattr(importlib.import_module(module), function))
