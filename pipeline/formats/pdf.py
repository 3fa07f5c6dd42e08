"""PDF files: by poppler where the machine has it, else by PDFium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pdf2image
import pypdfium2
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError, PDFPopplerTimeoutError
from pdf2image.exceptions import PDFSyntaxError as PdfSyntax
from PIL import Image

from pipeline.formats.images import Picture
from pipeline.formats.outcomes import refused

LONG_SIDE = 2400
"""Longer side in pixels at which a page is rendered."""
MOST_PAGES = 50
_SECONDS = 80
"""Of wall clock, for a poppler that hangs; its CPU seconds are limited with those of this process."""


def rendered(data: bytes) -> Iterator[Picture]:
    """The pages of a PDF, one at a time.

    Raises UploadRefused with ENCRYPTED, TOO_MANY_PAGES, TOO_COMPLEX or CORRUPT_PDF.
    """
    pages = _page_count(data)
    if pages > MOST_PAGES:
        raise refused("TOO_MANY_PAGES")
    if pages < 1:
        raise refused("CORRUPT_PDF")
    render = _by_poppler if shutil.which("pdftoppm") else _by_pdfium
    return (_checked(render(data, page)) for page in range(pages))


def _page_count(data: bytes) -> int:
    try:
        with pypdfium2.PdfDocument(data) as document:
            return len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise refused("ENCRYPTED") from error
        raise refused("CORRUPT_PDF") from error


def _by_poppler(data: bytes, page: int) -> Image.Image:
    try:
        number = page + 1
        images = pdf2image.convert_from_bytes(
            data, size=LONG_SIDE, first_page=number, last_page=number, timeout=_SECONDS
        )
    except PDFPopplerTimeoutError as error:
        raise refused("TOO_COMPLEX") from error
    except (PDFPageCountError, PdfSyntax, PDFInfoNotInstalledError):
        return _by_pdfium(data, page)
    return images[0] if images else _by_pdfium(data, page)


def _by_pdfium(data: bytes, page: int) -> Image.Image:
    try:
        with pypdfium2.PdfDocument(data) as document:
            sheet = document[page]
            scale = LONG_SIDE / max(1.0, *sheet.get_size())
            image: Image.Image = sheet.render(scale=scale).to_pil()
            return image
    except pypdfium2.PdfiumError as error:
        raise refused("CORRUPT_PDF") from error


def _checked(image: Picture) -> Picture:
    # poppler exits 0 and draws one pixel where a page is too large for it.
    if min(image.size) < 16:
        raise refused("CORRUPT_PDF")
    return image
