"""Office files: their photos, else their text as pages, else what LibreOffice makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.formats import docx, images, libreoffice, pdf, tables, xlsx
from pipeline.formats.archives import Archive
from pipeline.formats.drawn import drawn
from pipeline.formats.images import Picture
from pipeline.formats.ole import CompoundFile
from pipeline.formats.outcomes import refused
from pipeline.formats.photos import opened

Pages = Iterator[Picture]


def word_pages(data: bytes) -> Pages:
    """A docx file's page images; raises UploadRefused."""
    archive = Archive(data)
    return _pages(docx.photos_of(archive), docx.lines_of(archive), data, "docx")


def excel_pages(data: bytes) -> Pages:
    """An xlsx file's page images; raises UploadRefused."""
    archive = Archive(data)
    found = xlsx.photos_of(archive)
    if found:
        return opened(found)
    xlsx.check_sheets(Archive(data))
    return _pages((), tables.lines_of(data), data, "xlsx")


def old_pages(data: bytes) -> Pages:
    """A doc or xls file's page images, whichever of the two it is; raises UploadRefused."""
    file = CompoundFile(data)
    found = file.photos()
    if found:
        return opened(found)
    if file.document is not None:
        return _pages((), file.text().split("\n"), data, "doc")
    return _pages((), tables.lines_of(data), data, "xls")


def _pages(found: tuple[bytes, ...], lines: Iterable[str], data: bytes, suffix: str) -> Pages:
    if found:
        return opened(found)
    text = list(_beginning_with_words(iter(lines)))
    if text:
        return drawn(text)
    made = libreoffice.as_pdf(data, suffix)
    if made is None:
        raise refused("EMPTY_DOCUMENT")
    return (page for page in pdf.rendered(made) if not images.blank(page))


def _beginning_with_words(lines: Iterator[str]) -> Iterator[str]:
    """The lines from the first that is not blank on."""
    first = next(filter(str.strip, lines), None)
    return iter(()) if first is None else chain([first], lines)
