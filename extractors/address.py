"""An address as it is printed on cards and registers, and what shows that a part of it was lost."""

from __future__ import annotations

import re
from dataclasses import replace

from casefile.identifiers import division
from extractors import values
from extractors.spec import Tidied

_TWICE = re.compile(r"(\d+)号(\d+)号$")
_IN_PART, _CUT = 0.6, 0.3


def address(raw: str) -> Tidied | None:
    """An address; one that ends in a figure has lost its 号 at least, one may say its end twice.

    One that begins with a division but for its first character has lost others before that: 西玉林市.

    >>> [address(one).certain for one in ("新华街234号", "新华街234", "新华街234号4号")]
    [1.0, 0.6, 0.6]
    >>> address("广西玉林市兴业县金湖路1号").certain, address("西玉林市兴业县金湖路1号").certain
    (1.0, 0.3)
    """
    found = values.text(raw)
    if found is None:
        return None
    text = str(found.value)
    if division.locate(text) is None and division.locate(text[1:]) is not None:
        return replace(found, certain=_CUT)
    twice = _TWICE.search(text)
    odd = text[-1].isdigit() or (twice and twice.group(1).endswith(twice.group(2)))
    return replace(found, certain=min(found.certain, _IN_PART)) if odd else found
