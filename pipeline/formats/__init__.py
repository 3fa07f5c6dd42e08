"""Uploads of every accepted format become page images here, one file a family of formats."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from casefile.errors import UploadRefused
from pipeline.formats import images, pdf

PageImage = NDArray[np.uint8]
"""A page image, height × width × BGR, after EXIF and before any other turn."""

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM")
_NAMED = {
    b"GIF8": "GIF 图片",
    b"RIFF": "WebP 图片",
    b"II*\x00": "TIFF 图片",
    b"MM\x00*": "TIFF 图片",
    b"PK\x03\x04": "压缩包或 Office 文件",
    b"\xd0\xcf\x11\xe0": "旧版 Office 文件",
    b"MZ": "程序文件",
}
_ADVICE = "请改用 jpg、jpeg、png、bmp 或 pdf 格式重新上传。"


def page_images(data: bytes) -> Iterator[PageImage]:
    """The pages of an upload, told by its content and never by its name; raises UploadRefused."""
    if not data.strip():
        raise UploadRefused("EMPTY_FILE", "文件是空的,请重新选择照片上传。")
    if data.startswith(_PICTURES):
        return iter([images.decoded(data)])
    if b"%PDF-" in data[:1024]:
        return pdf.rendered(data)
    raise UploadRefused("TYPE_MISMATCH", f"文件不是可受理的图片({_type_name(data)})。{_ADVICE}")


def _type_name(data: bytes) -> str:
    if data[4:8] == b"ftyp":
        return "HEIC 照片或视频,请在手机相机设置中选择“兼容性最佳”后重拍"
    return next((name for magic, name in _NAMED.items() if data.startswith(magic)), "无法识别的格式")
