"""Whether a register page says that the household register (户籍) it shows is no longer one."""

from __future__ import annotations

from casefile.case import Document

CANCELLED = "注销"
MARKS = (CANCELLED, "迁出", "死亡")
_MOVES = "moved"
"""Where the page tells where its person came from, 迁出 may stand in a sentence."""


def mark_of_end(page: Document) -> str | None:
    """The mark (注销, 迁出, 死亡) in a stamp or across a field; None: none was read.

    Any stamp counts, whatever its shape, and however doubtful it is that it is an office's.
    """
    stamps = [str(seal.get("text") or "") for seal in page.seals]
    raws = [field.raw for name, field in page.fields.items() if not name.startswith(_MOVES)]
    moves = [field.raw for name, field in page.fields.items() if name.startswith(_MOVES)]
    for mark in MARKS:
        places = (*stamps, *raws, *moves) if mark == CANCELLED else (*stamps, *raws)
        if any(mark in text for text in places):
            return mark
    return None
