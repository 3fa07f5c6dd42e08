"""PDF files: by poppler where the machine has it, else by PDFium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import numpy as np
import pdf2image
import pypdfium2
from numpy.typing import NDArray
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError, PDFPopplerTimeoutError
from pdf2image.exceptions import PDFSyntaxError as PdfSyntax
from PIL import Image

from casefile.errors import UploadRefused

LONG_SIDE = 2400
"""Longer side in pixels at which a page is rendered."""
MOST_PAGES = 50
_SECONDS = 20


def rendered(data: bytes) -> Iterator[NDArray[np.uint8]]:
    """The pages of a PDF as height × width × BGR, one at a time.

    Raises UploadRefused with ENCRYPTED, TOO_MANY_PAGES, TOO_COMPLEX or CORRUPT_PDF.
    """
    pages = _page_count(data)
    if pages > MOST_PAGES:
        raise UploadRefused("TOO_MANY_PAGES", f"PDF 超过 {MOST_PAGES} 页,请只保留所需页面后重新上传。")
    if pages < 1:
        raise _corrupt()
    render = _by_poppler if shutil.which("pdftoppm") else _by_pdfium
    return (_checked(render(data, page)) for page in range(pages))


def _page_count(data: bytes) -> int:
    try:
        with pypdfium2.PdfDocument(data) as document:
            return len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise UploadRefused("ENCRYPTED", "PDF 设有密码,请取消密码后重新上传。") from error
        raise _corrupt() from error


def _by_poppler(data: bytes, page: int) -> Image.Image:
    try:
        number = page + 1
        images = pdf2image.convert_from_bytes(
            data, size=LONG_SIDE, first_page=number, last_page=number, timeout=_SECONDS
        )
    except PDFPopplerTimeoutError as error:
        raise UploadRefused("TOO_COMPLEX", "PDF 页面过于复杂,无法处理,请改为上传照片。") from error
    except (PDFPageCountError, PdfSyntax, PDFInfoNotInstalledError):
        return _by_pdfium(data, page)
    return images[0] if images else _by_pdfium(data, page)


def _by_pdfium(data: bytes, page: int) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        sheet = document[page]
        scale = LONG_SIDE / max(1.0, *sheet.get_size())
        image: Image.Image = sheet.render(scale=scale).to_pil()
        return image


def _checked(image: Image.Image) -> NDArray[np.uint8]:
    # poppler exits 0 and draws one pixel where a page is too large for it.
    if min(image.size) < 16:
        raise _corrupt()
    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])


def _corrupt() -> UploadRefused:
    return UploadRefused("CORRUPT_PDF", "PDF 已损坏或没有可读的页面,请重新导出或改为上传照片。")
