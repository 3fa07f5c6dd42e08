"""The first look at an upload, without decoding anything: size, kind, header, and an archive's directory."""

from __future__ import annotations

import struct
import zipfile
from typing import BinaryIO

from casefile.errors import UploadRefused
from pipeline.folder import MOST_BYTES
from pipeline.formats.images import LONGEST_SIDE, MOST_PIXELS

_HEAD = 65_536
_END_OF_ARCHIVE = b"PK\x05\x06"
MOST_TEXT, SMALL_PART = 1_000_000, 10_000_000
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 2_000, 100_000_000, 200
_FOREIGN = (
    (b"GIF8", "GIF 图片"),
    (b"RIFF", "WebP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"<", "网页或 XML 文件"),
)
_ADVICE = "请改用 jpg、jpeg、png、bmp、pdf、txt、doc、docx、xls、xlsx 或 ofd 格式重新上传"
_HEIC = "这是 HEIC 照片。请在 iPhone 的“设置→相机→格式”中选“兼容性最佳”后重拍，或把照片另存为 JPEG 后上传"


def first_look(file: BinaryIO, size: int) -> str:
    """The family of an upload: picture, pdf, old office, archive or text; raises UploadRefused.

    Told by content, never by name. Looks at the first 64 KiB and at an archive's directory.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if not head.strip():
        raise UploadRefused("EMPTY_FILE", "文件是空的，请重新选择照片上传。")
    if size > MOST_BYTES:
        raise UploadRefused("TOO_LARGE", "文件超过 20 MB，请压缩后重新上传。")
    family = _family(head)
    if family == "picture":
        _check_picture(head, file)
    elif family == "archive":
        _check_archive(file, size)
    elif family == "text" and size > MOST_TEXT:
        raise UploadRefused("TOO_LARGE", "文件超过 1 MB（文本文件），请压缩后重新上传。")
    return family


def _family(head: bytes) -> str:
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM")):
        return "picture"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "old office"
    if head.startswith((b"PK\x03\x04", _END_OF_ARCHIVE)):
        return "archive"
    if head[4:8] == b"ftyp":
        raise UploadRefused("TYPE_MISMATCH", _HEIC)
    foreign = next((told for magic, told in _FOREIGN if head.lstrip().startswith(magic)), None)
    if foreign is None and (b"\0" not in head or head[:2] in {b"\xff\xfe", b"\xfe\xff"}):
        return "text"
    raise UploadRefused("TYPE_MISMATCH", f"文件不是可受理的格式（{foreign or '无法识别的格式'}）。{_ADVICE}")


def _check_picture(head: bytes, file: BinaryIO) -> None:
    """The size that the header tells; raises UploadRefused where it is too large or there is none."""
    try:
        width, height = _jpeg_size(file) if head.startswith(b"\xff\xd8") else _plain_size(head)
    except (struct.error, ValueError):
        raise UploadRefused("CORRUPT_IMAGE", "图片已损坏或不完整，请重新拍照上传") from None
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise UploadRefused("TOO_MANY_PIXELS", "图片尺寸过大（上限 5000 万像素），请用手机直接拍照后上传")
    if width < 1 or height < 1:
        raise UploadRefused("CORRUPT_IMAGE", "图片已损坏或不完整，请重新拍照上传")


def _plain_size(head: bytes) -> tuple[int, int]:
    if head.startswith(b"\x89PNG"):
        if head[12:16] != b"IHDR":
            raise ValueError("no header")
        width, height = struct.unpack_from(">II", head, 16)
        return width, height
    if struct.unpack_from("<I", head, 14)[0] == 12:
        width, height = struct.unpack_from("<HH", head, 18)
        return width, height
    width, height = struct.unpack_from("<ii", head, 18)
    return width, abs(height)


def _jpeg_size(file: BinaryIO) -> tuple[int, int]:
    """The size in the first frame header, found by walking from segment to segment."""
    place = 2
    for _ in range(1000):
        file.seek(place)
        marker, length = struct.unpack(">HH", file.read(4))
        if marker == 0xFFFF:
            place += 1
        elif 0xFFC0 <= marker <= 0xFFCF and marker not in {0xFFC4, 0xFFC8, 0xFFCC}:
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        elif marker < 0xFFC0 or marker in {0xFFD9, 0xFFDA}:
            break
        else:
            place += 2 + length
    raise ValueError("no frame")


def _check_archive(file: BinaryIO, size: int) -> None:
    """What an archive's directory says; unpacking checks it again, as sizes can lie."""
    file.seek(max(0, size - _HEAD))
    tail = file.read(_HEAD)
    end = tail.rfind(_END_OF_ARCHIVE)
    try:
        count, length = struct.unpack_from("<HI", tail, end + 10) if end >= 0 else (0, 0)
        if count > MOST_ENTRIES or length > MOST_ENTRIES * 1000:
            raise _archive_limit()
        with zipfile.ZipFile(file) as opened:
            entries = opened.infolist()
    except (zipfile.BadZipFile, struct.error, NotImplementedError, OSError, ValueError):
        raise UploadRefused("CORRUPT_FILE", "文件已损坏，无法打开，请重新保存后上传") from None
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise _archive_limit()
    if any(one.file_size > SMALL_PART and one.file_size > MOST_RATIO * one.compress_size for one in entries):
        raise _archive_limit()
    _check_entries(entries)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in entries]
    if any(one.flag_bits & 1 for one in entries):
        raise UploadRefused("ENCRYPTED", "文件有密码保护，请去掉密码后重新上传")
    outside = any(_outside(name) for name in names)
    if outside or len(set(names)) < len(names) or any(one.external_attr >> 28 == 0xA for one in entries):
        raise _archive_limit()
    if not any(name.startswith(("word/", "xl/")) or name.lower() == "ofd.xml" for name in names):
        raise UploadRefused("TYPE_MISMATCH", f"文件是压缩包，不能受理。{_ADVICE}")


def _outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _archive_limit() -> UploadRefused:
    return UploadRefused("ARCHIVE_LIMIT", "文件展开后过大，请减少内容后重新上传")
