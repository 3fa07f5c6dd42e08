"""Plain text: its encoding is told strictly, and it is drawn as pages."""

from __future__ import annotations

import codecs
import unicodedata

from pipeline.formats.outcomes import refused

MOST_BYTES = 1_000_000
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_KEPT = frozenset("\n\t")


def decoded(data: bytes) -> str:
    """The text of a txt file; raises UploadRefused with TOO_LARGE, TYPE_MISMATCH or EMPTY_FILE.

    >>> decoded("姓名 张三".encode("gb18030"))
    '姓名 张三'
    """
    if len(data) > MOST_BYTES:
        raise refused("TOO_LARGE", "1 MB（文本文件）")
    encodings = [name for mark, name in _MARKS.items() if data.startswith(mark)] or ["utf-8", "gb18030"]
    text = next(filter(None, (_strictly(data, encoding) for encoding in encodings)), None)
    if text is None:
        raise refused("TYPE_MISMATCH", "无法识别的格式")
    if not text.strip():
        raise refused("EMPTY_FILE")
    return text


def _strictly(data: bytes, encoding: str) -> str | None:
    """The text, or None where a byte or a control character says that it is something else."""
    try:
        text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    except UnicodeDecodeError:
        return None
    strange = any(unicodedata.category(letter) == "Cc" and letter not in _KEPT for letter in set(text))
    return None if strange else text
