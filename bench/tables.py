"""Figures as Markdown: tables, and shares with their 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.machine import machine

_Z = 1.959964


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson), from 0 to 1.

    >>> [round(edge, 3) for edge in wilson(98, 100)]
    [0.93, 0.994]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not count:
        return 0.0, 1.0
    share, square = right / count, _Z**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _Z / (1 + square / count) * math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def share(right: int, count: int) -> str:
    """A share with its interval and its count.

    >>> share(98, 100)
    '98.0 % (93.0–99.45) of 100'
    >>> share(0, 0)
    '–'
    """
    if not count:
        return "–"
    low, high = wilson(right, count)
    return f"{_percent(right / count)} % ({_percent(low)}–{_percent(high)}) of {count}"


def _percent(part: float) -> str:
    """A share in percent, with a second decimal where it is close to all or nothing."""
    part = round(part, 9)
    places = 2 if 0 < part < 0.01 or 0.99 < part < 1 else 1
    return f"{100 * part:.{places}f}"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table.

    >>> print(table(("a", "b"), [("1", "2")]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = ["| " + " | ".join(row) + " |" for row in (headings, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(headings), *lines[1:]])


def write_page(path: Path, title: str, how: str, parts: Iterable[str], by_hand: str | None = None) -> None:
    """Write a page of docs: what was run on what, then the tables.

    From the line `by_hand` on, a page that is there was written by people, and stays as it is.
    """
    head = f"# {title}\n\nWritten by `{how}`, on {machine()}."
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if by_hand and path.exists() else ""
    rest = [by_hand + before.partition(by_hand)[2].rstrip()] if by_hand and by_hand in before else []
    path.write_text("\n\n".join([head, *parts, *rest]) + "\n", encoding="utf-8")
