"""Characters that hardly stand on these papers: traditional forms, kana and radicals."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import opencc
from numpy.typing import NDArray


def implausible_characters(dictionary: Sequence[str]) -> NDArray[np.bool_]:
    """For each character whether it is a letter that the papers do not print.

    They are printed in simplified characters (通用规范汉字). A traditional form stays possible, in
    a name for instance, but only where it is far likelier than any other.
    """
    simplified = opencc.OpenCC("t2s").convert("\n".join(c or " " for c in dictionary)).split("\n")
    pairs = zip(dictionary, simplified, strict=True)
    return np.array([_foreign(c) or (c != simple and not _in_gb2312(c)) for c, simple in pairs])


def _foreign(character: str) -> bool:
    name = unicodedata.name(character, "") if len(character) == 1 else ""
    return name.startswith(("HIRAGANA", "KATAKANA", "CJK COMPATIBILITY", "CJK RADICAL", "KANGXI"))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return not character.strip()
    return True
