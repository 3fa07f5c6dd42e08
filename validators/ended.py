"""Whether a page says that the household register (户籍) it shows, or the paper itself, is no longer one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from casefile.case import SURE, Document

CANCELLED = "注销"
VOIDED = (CANCELLED, "作废", "失效")
"""What is stamped on a paper that no longer counts."""
MARKS = (*VOIDED, "迁出", "死亡")
_CONDITION = re.compile(r"(?:他用|复印|涂改|逾期|转借)\S{0,2}(?:作废|失效)")
_MOVES = "moved"
"""Where the page tells where its person came from, 迁出 may stand in a sentence."""


def mark_of_end(page: Document) -> str | None:
    """The mark (注销, 作废, 迁出, 死亡 …) in a stamp or across a field; None: none was read.

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


def mark_of_void(page: Document) -> tuple[str, bool] | None:
    """The mark (注销, 作废, 失效) stamped on a certificate or a card, and whether it is sure; else None.

    A certificate whose marriage has ended says so too: 双方离婚，证件失效. What says when a copy would be
    void (他用作废) is none.
    """
    said = [(str(seal.get("text") or ""), seal.get("text_confidence", 0.0)) for seal in page.seals]
    said += [(field.raw, field.confidence) for field in page.fields.values()]
    marks = [
        (mark, sure >= SURE) for text, sure in said for mark in VOIDED if mark in _CONDITION.sub("", text)
    ]
    return max(marks, key=lambda mark: mark[1], default=None)


def illegible_stamp(page: Document) -> bool:
    """Whether the page carries a stamp with words (条形章) that nobody read: it may be such a mark."""
    return any(_illegible(seal) for seal in page.seals)


def _illegible(seal: Mapping[str, Any]) -> bool:
    return seal.get("shape") == "rectangle" and seal.get("text_confidence", 0.0) < SURE
