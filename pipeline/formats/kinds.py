"""What an upload is, told by its first bytes and by an archive's directory, never by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from pipeline.formats.archives import directory
from pipeline.formats.outcomes import refused


class Format(StrEnum):
    """The formats that are taken."""

    JPEG = "jpg"
    PNG = "png"
    BMP = "bmp"
    PDF = "pdf"
    TXT = "txt"
    DOC = "doc"
    DOCX = "docx"
    XLS = "xls"
    XLSX = "xlsx"
    OFD = "ofd"


PICTURES = frozenset({Format.JPEG, Format.PNG, Format.BMP})

_TAKEN = {b"\xff\xd8\xff": Format.JPEG, b"\x89PNG\r\n\x1a\n": Format.PNG, b"BM": Format.BMP}
_NAMED = {
    b"GIF8": "GIF 图片",
    b"RIFF": "WebP 图片、音频或视频",
    b"II*\x00": "TIFF 图片",
    b"MM\x00*": "TIFF 图片",
    b"8BPS": "Photoshop 图片",
    b"\x00\x00\x01\x00": "图标文件",
    b"\x00\x00\x00\x0cjP  ": "JPEG 2000 图片",
    b"\xff\x4f\xff\x51": "JPEG 2000 图片",
    b"MZ": "程序文件",
    b"\x7fELF": "程序文件",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"{\\rtf": "RTF 文档",
    b"%!PS": "PostScript 文档",
    b"SQLite format 3": "数据库文件",
}
_HEIC = "HEIC 照片；iPhone 请在“设置→相机→格式”中选“兼容性最佳”后重拍，其他手机请在相机设置中选 JPEG"
_HEIC_BRANDS = re.compile(rb"he(ic|ix|im|is|vc|vx)|mif1|msf1|avi[fs]")
_MARKUP = re.compile(rb"\A\s*<(!doctype\s+html|html|\?xml|svg|script)", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = {
    "EncryptedPackage": None,
    "WordDocument": Format.DOC,
    "Workbook": Format.XLS,
    "Book": Format.XLS,
}
_PARTS = {"ofd.xml": Format.OFD, "word/document.xml": Format.DOCX, "xl/workbook.xml": Format.XLSX}
_OTHER_PARTS = {
    "xl/workbook.bin": "xlsb 表格，请另存为 xlsx",
    "ppt/presentation.xml": "PPT 演示文稿",
    "mimetype": "OpenDocument 或电子书",
    "androidmanifest.xml": "安装包",
}


def format_of(data: bytes) -> Format:
    """The upload's format; raises UploadRefused for everything that is not taken.

    >>> format_of(b"BM...").value, format_of("姓名：张三".encode()).value
    ('bmp', 'txt')
    """
    if not data.strip():
        raise refused("EMPTY_FILE")
    for magic, format in _TAKEN.items():
        if data.startswith(magic):
            return format
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return _of_archive(data)
    if data.startswith(_OLE):
        return _of_compound_file(data)
    other = _other(data)
    if other:
        raise refused("TYPE_MISMATCH", other)
    return Format.TXT


def _other(data: bytes) -> str | None:
    """The name of a format that is not taken; None for text."""
    if data[4:8] == b"ftyp":
        return _HEIC if _HEIC_BRANDS.match(data[8:12]) else "视频或录音"
    for magic, name in _NAMED.items():
        if data.startswith(magic):
            return name
    if _MARKUP.match(data[:512]):
        return "网页或 XML 文件"
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return None if wide or b"\0" not in data else "无法识别的格式"


def _of_archive(data: bytes) -> Format:
    names = {entry.name.casefold() for entry in directory(data)}
    for name, format in _PARTS.items():
        if name in names:
            return format
    if any(name.endswith("ofd.xml") for name in names):
        raise refused("CORRUPT_FILE")
    other = next((told for name, told in _OTHER_PARTS.items() if name in names), "压缩包")
    raise refused("TYPE_MISMATCH", other)


def _of_compound_file(data: bytes) -> Format:
    """By the names of its streams, which stand in the directory as UTF-16."""
    for name, format in _STREAMS.items():
        if (name + "\0").encode("utf-16-le") in data:
            if format is None:
                raise refused("ENCRYPTED")
            return format
    raise refused("TYPE_MISMATCH", "旧版 Office 文件，但不是 Word 文档或 Excel 表格")
