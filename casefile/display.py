"""Strangers' text made fit to be shown: nothing in it turns the writing round, hides, or moves a terminal."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def displayable(text: str) -> str:
    r"""The text without control, direction and other invisible characters.

    >>> displayable("gpj.\u202eexe\x1b[2J\n")
    'gpj.exe[2J'
    """
    return "".join(letter for letter in text if unicodedata.category(letter) not in _HIDDEN)
