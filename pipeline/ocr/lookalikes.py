"""Characters that the recogniser takes for one another, with the boundary between each two.

The figures in lookalikes.json are drawn and weighed by `python -m bench lookalikes`: for a printed
character and a rival, the least lead in nats that the printed one had; negative where the recogniser
prefers the rival (it reads a printed 淏 as 溴). name_characters.txt holds the characters that people
are named with: those of at least eight names in the dictionary of jieba 0.42.1 (MIT), and rarer ones.
surnames.txt holds the surnames of one character of 百家姓, those that are common today, and rarer ones; what
is none of them, nobody is taken to bear.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from casefile.identifiers import person_name

FAR = 8.0
"""The lead of every pair that the table does not hold, and the furthest that a boundary lies out."""
_BEYOND = 1.0
_SLACK = 2.0
"""By how much less than its drawings a character may lead one that hardly anybody is named with."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Between an expected and a rival string, in nats of `expected − rival`.

    From `match_from` on the expected one is printed, below `mismatch_below` the rival.
    """

    match_from: float
    mismatch_below: float


def rivals(text: str) -> dict[str, Boundary]:
    """The strings that differ from `text` in one character that the recogniser confuses.

    The other form of a character (黃 for 黄) is no rival where the two look alike: it is the same name.
    """
    return {
        text[:place] + rival + text[place + 1 :]: _between(character, rival, place == 0)
        for place, character in enumerate(text)
        for rival in _confused().get(character, ())
        if not person_name.is_variant(character, rival)
    }


def confused(one: str, other: str) -> bool:
    """Whether the recogniser takes one character for the other where both are printed plainly."""
    return other in _confused().get(one, ())


def taken_for(character: str) -> bool:
    """Whether it is what some character of names is read as, or nearly so.

    >>> taken_for("瞳"), taken_for("李")
    (True, False)
    """
    return character in _taken_for()


def in_names(text: str) -> bool:
    """Whether all its characters are such as people are named with: nobody is called 岑静睛."""
    return all(character in _name_characters() for character in text)


def is_surname(character: str) -> bool:
    """Whether it is a surname of one character.

    >>> is_surname("蒋"), is_surname("将")
    (True, False)
    """
    return character in _surnames()


def _between(expected: str, rival: str, leading: bool) -> Boundary:
    """The boundary of two characters.

    A character that hardly anybody is named with (粱, 睛) is rather a slip of who filled in the form than
    printed, where its rival (梁, 晴) is one of names: the picture must say it as its own drawings do. Such a
    rival is rather a slip of the reader's: it counts as far as its drawings reach (嫒 read as 媛), and a
    little further where those of the expected one reach as far (袆 read as 祎). As a surname (`leading`) it
    is none at all: 粱 is nobody's, 梁 that of millions.
    """
    own, other = _lead(expected, rival), _lead(rival, expected)
    boundary = _boundary(own, other)
    if in_names(expected) == in_names(rival):
        return boundary
    if in_names(expected):
        called = leading and is_surname(expected)
        apart = own - _SLACK >= -other
        reached = 0.0 if called or other > 0 else min(-other if apart else _BEYOND - other, FAR)
        return Boundary(min(boundary.match_from, reached), boundary.mismatch_below)
    match_from = max(boundary.match_from, min(own + _BEYOND, 0.0))
    return Boundary(match_from, boundary.mismatch_below)


def _boundary(own: float, other: float) -> Boundary:
    """The boundary of two characters by their least leads, each where it is the one printed.

    Drawings of the rival reach up to `-other`, those of the expected one begin at `own`. The middle
    decides; where they nearly meet or overlap, only what lies clearly beyond every drawing of the rival.
    What stands beside them sways the recogniser by some nats, so that none lies further out than FAR.
    """
    match_from = max(max((own + other) / 2, _BEYOND) - other, -FAR)
    return Boundary(match_from, min(-other, own))


def _lead(printed: str, rival: str) -> float:
    return _table().get(printed, {}).get(rival, FAR)


@lru_cache(maxsize=1)
def _confused() -> dict[str, set[str]]:
    """For each character those that it is taken for, and those that are taken for it."""
    pairs: dict[str, set[str]] = defaultdict(set)
    for printed, near in _table().items():
        for rival in near:
            pairs[printed].add(rival)
            pairs[rival].add(printed)
    return pairs


@lru_cache(maxsize=1)
def _taken_for() -> frozenset[str]:
    printed = (leads for character, leads in _table().items() if in_names(character))
    return frozenset(rival for leads in printed for rival, lead in leads.items() if lead < _BEYOND)


@lru_cache(maxsize=1)
def _name_characters() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("name_characters.txt").read_text().strip())


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("surnames.txt").read_text().strip())


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    path = Path(__file__).with_name("lookalikes.json")
    table: dict[str, dict[str, float]] = json.loads(path.read_text())
    return table
