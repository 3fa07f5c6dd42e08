"""Texts in many encodings, and names that no store should believe."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from samples.hostile.sample import PAGES, Sample

NAMES = (
    "身份证.jpg.exe", "a\0.jpg", "../../etc/passwd", "/etc/passwd", "..\\..\\x.jpg", "C:\\x.jpg",
    "gpj.\u202eexe", "长" * 300 + ".jpg", "👶.jpg", "e\u0301.jpg", "\u00e9.jpg", "CON", "NUL.jpg", ".", "..",
    "a/./b.jpg", "<img onerror=x>.jpg", "a\nb.jpg", "-rf", " ",
)  # fmt: skip
"""F9: double extension, NUL, ways out, right-to-left, very long, emoji, both Unicode forms, device names."""

_TEXT = "姓名：张三\n出生日期：2026年11月5日\n"


def catalogue() -> Iterator[Sample]:
    """The samples of texts."""
    yield Sample("F1", "blank.txt", lambda: b" \r\n\t ", ("EMPTY_FILE",))
    yield Sample("F1", "wide blank.txt", lambda: "\u3000 \n".encode(), ("EMPTY_FILE",))
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        data = _TEXT.encode(encoding)
        yield Sample("F23", f"{encoding}.txt", partial(bytes, data), (PAGES,))
    mixed = _TEXT.encode() + _TEXT.encode("gb18030") + b"\xff"
    yield Sample("F23", "mixed.txt", lambda: mixed, ("TYPE_MISMATCH",))
    yield Sample("F23", "zeros.txt", lambda: b"a\0b", ("TYPE_MISMATCH",))
    yield Sample("F23", "controls.txt", lambda: b"a\x07\x1bb", ("TYPE_MISMATCH",))
    yield Sample("F23", "2 MB.txt", lambda: b"a\n" * 1_000_000, ("TOO_LARGE",))
    yield Sample("F23", "one million letters.txt", lambda: b"a" * 999_999, ("TOO_MANY_PAGES",))
