"""Whether a page says that the household register (户籍) it shows, or the paper itself, is no longer one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from casefile.case import SURE, Document, Field

CANCELLED = "注销"
VOIDED = (CANCELLED, "作废", "失效")
"""What is stamped on a paper that no longer counts."""
MARKS = (*VOIDED, "迁出", "死亡")
_CONDITION = re.compile(r"(?:[他也]用|用途|复印|涂改|逾期|过期|转借)\S{0,2}(?:作废|失效)")
"""When a paper or a copy would be void; 也 is what a 他 is read as."""
_MOVES = "moved"
"""Where the page tells where its person came from, 迁出 may stand in a sentence."""

ILLEGIBLE = "盖有无法辨认的条形章"

Mark = tuple[str, bool]
"""A mark (注销, 作废 …), and whether it is sure."""


def mark_of_end(page: Document) -> Mark | None:
    """The surest mark (注销, 作废, 迁出, 死亡 …) in a stamp or across a field; None: none was read.

    Any stamp counts, whatever its shape, and however doubtful it is that it is an office's.
    """
    moves = [_read(field) for name, field in page.fields.items() if name.startswith(_MOVES)]
    rest = [_read(field) for name, field in page.fields.items() if not name.startswith(_MOVES)]
    return _surest([*_marks((*_stamped(page), *rest), MARKS), *_marks(moves, (CANCELLED,))])


def mark_of_void(page: Document) -> Mark | None:
    """The surest mark (注销, 作废, 失效) stamped on a certificate or a card; None: none was read.

    A certificate whose marriage has ended says so too: 双方离婚，证件失效.
    """
    return _surest(_marks((*_stamped(page), *map(_read, page.fields.values())), VOIDED))


def doubtful_mark(page: Document) -> str | None:
    """What a reviewer is told of a mark on a register that is not sure, or may be one; None: no such."""
    mark = mark_of_end(page)
    if mark:
        return None if mark[1] else f"有不能确认的“{mark[0]}”字样"
    return ILLEGIBLE if illegible_stamp(page) else None


def illegible_stamp(page: Document) -> bool:
    """Whether the page carries a stamp with words (条形章) that nobody surely read: it may be such a mark."""
    return any(
        seal.get("shape") == "rectangle" and seal.get("text_confidence", 0.0) < SURE for seal in page.seals
    )


def _stamped(page: Document) -> Iterator[tuple[str, float]]:
    return ((str(seal.get("text") or ""), seal.get("text_confidence", 0.0)) for seal in page.seals)


def _read(field: Field) -> tuple[str, float]:
    return field.raw, field.confidence


def _marks(said: Iterable[tuple[str, float]], marks: Iterable[str]) -> Iterator[Mark]:
    """The marks in what was read, each with its confidence (0 to 1).

    What says when a paper would be void (他用作废) is none.
    """
    free = ((_CONDITION.sub("", text), sure) for text, sure in said)
    return ((mark, sure >= SURE) for text, sure in free for mark in marks if mark in text)


def _surest(marks: Iterable[Mark]) -> Mark | None:
    return max(marks, key=lambda mark: mark[1], default=None)
