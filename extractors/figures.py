"""Figures that were filled in are read twice: within their line, and by a reader of nothing but figures.

A thin 1 easily vanishes from a line, and a rule through a digit changes it; the two readers err independently.
What both say is sure; where only one makes a value of it, or they differ, it is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from operator import add

from extractors.fit import Zone
from extractors.found import Found
from extractors.lines import Page
from extractors.spec import FieldSpec
from extractors.values import digits

_HALF, _AFTER = 0.55, 30.0
"""Of a place looked at: half its height and its greatest length, in heights of a line's box."""
_CLOCK = 5
"""Numbers of a date with its time of day."""
_UNIT = re.compile(r"[^\dOoQDIl|iSsZz]*$")
_ALONE, _LIKELY = 0.9, 0.5
"""What a reading is worth that only the reader of figures has, and from where on it may be the whole one."""
_LEAST = 1e-9
_BETWEEN = "#"
"""What stands for other print between figures."""
_CONTRADICTED = 0.1
"""What is hardly so likely beside another reading is worth nothing, whatever else bears it out."""


def read_twice(one: FieldSpec, zone: Zone, found: Found, page: Page) -> Found:
    """The field as found in its line, surer, doubted or other for what the reader of figures says."""
    height = page.form.height
    left, right = zone.left - 0.1 * height, min(zone.right, zone.left + _AFTER * height)
    ends = page.lean.at(left, zone.middle), page.lean.at(right, zone.middle)
    return combined(one, found, *page.eyes.figures(left, right, *ends, _HALF * height))


def combined(one: FieldSpec, found: Found, text: str, sure: float) -> Found:
    """A field as found, with the figures that its row has and how sure these are."""
    spelled = _spelled(text, one.figures, found.raw)
    again = one.tidy(spelled) if spelled else None
    if spelled is None or again is None:
        return found
    if again.value == found.value:
        return found.surer(1 - sure)
    if (found.value is None and found.raw) or (sure > _LIKELY and _lost(found.value or "", again.value)):
        # The other reader does not know what it did not see: how sure it is of the rest says nothing.
        alone = _ALONE * sure**2
        differs = found.value is None and not within(_figures_in(found.raw), _figures_in(spelled))
        return Found(again.value, found.raw, min(alone, _LIKELY) if differs else alone, found.spans)
    if found.value is None:
        return found
    right, wrong = found.confidence * (1 - sure), (1 - found.confidence) * sure
    share = right / max(right + wrong, _LEAST)
    return replace(found, confidence=share if share > _CONTRADICTED else 0.0)


def _figures_in(text: str) -> str:
    """The digits of a text, letters that look like some counted as such: SI is 51."""
    return re.sub(r"\D", "", digits(text))


def _spelled(text: str, words: Sequence[str], raw: str) -> str | None:
    """The numbers with the form's words behind them; a single one with the unit that was read.

    A speck between the digits of a single one looks like print, and is none where the line says the same.
    """
    if len(words) == 1:
        together = text.replace(_BETWEEN, "")
        text = together if _figures_in(together) == _figures_in(raw) else text
        single = re.search(r"\d[\d.]*", text)
        return single.group() + _UNIT.findall(raw)[0] if single else None
    numbers = re.findall(r"\d+", text)
    return "".join(map(add, numbers, words)) if len(numbers) in (len(words), _CLOCK) else None


def _lost(short: object, whole: object) -> bool:
    """Whether a value is another one that lost some of its digits; noughts may be put before them."""
    shorter = len(str(short)) <= len(str(whole))
    return shorter and within(re.sub(r"[^1-9]", "", str(short)), str(whole))


def within(part: str, whole: str) -> bool:
    """Whether a text is another with some characters left out; its blanks do not count."""
    rest = iter(whole)
    return all(letter in rest for letter in part if not letter.isspace())
