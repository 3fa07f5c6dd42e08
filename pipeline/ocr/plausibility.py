"""Characters that hardly stand on these papers: traditional forms, kana and radicals."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
import opencc
from numpy.typing import NDArray

_MUCH_LIKELIER = 50.0


def handicaps(dictionary: tuple[str, ...]) -> NDArray[np.float32]:
    """For each character how many times likelier than any other it must be to be read; 1 for most.

    The papers are printed in simplified characters (通用规范汉字). A traditional form stays possible,
    in a name for instance, but only where it is far likelier; kana and radicals never are (infinite):
    the surname 卜 is no ト.
    """
    return np.array([_handicap(*pair) for pair in _simplified(dictionary)], np.float32)


def variants(dictionary: tuple[str, ...]) -> dict[int, list[int]]:
    """The columns of a character's traditional forms, by its own column: 黃 and 黄 hardly differ in print."""
    columns = {character: column for column, character in enumerate(dictionary)}
    forms: dict[int, list[int]] = {}
    for character, simplified in _simplified(dictionary):
        if character != simplified and simplified in columns and not _in_gb2312(character):
            forms.setdefault(columns[simplified], []).append(columns[character])
    return forms


@lru_cache(maxsize=2)
def _simplified(dictionary: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each character with its simplified form."""
    simplified = opencc.OpenCC("t2s").convert("\n".join(c or " " for c in dictionary)).split("\n")
    return list(zip(dictionary, simplified, strict=True))


def _handicap(character: str, simplified: str) -> float:
    if _foreign(character):
        return np.inf
    return _MUCH_LIKELIER if character != simplified and not _in_gb2312(character) else 1.0


def _foreign(character: str) -> bool:
    name = unicodedata.name(character, "") if len(character) == 1 else ""
    return name.startswith(("HIRAGANA", "KATAKANA", "CJK COMPATIBILITY", "CJK RADICAL", "KANGXI"))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return not character.strip()
    return True
