"""A person's name (姓名) as papers print it.

Names are compared after NFKC, trimming and folding of the middle dot; nothing else is folded silently.

>>> normalise('  阿依古丽 •买买提 ')
'阿依古丽·买买提'
>>> is_variant('黃梓萱', '黄梓萱')
True
>>> is_variant('黄梓萱', '黄梓宣')
False
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from casefile.identifiers import variants

MIDDLE_DOT = "\u00b7"
_DOTS = str.maketrans(dict.fromkeys("・‧•．.･∙⋅", MIDDLE_DOT))
_SIMPLIFY = str.maketrans(variants.TRADITIONAL, variants.SIMPLIFIED)


@lru_cache(maxsize=8192)
def normalise(name: str) -> str:
    """The form in which names are compared: no blanks, one kind of middle dot."""
    # The dots go first: NFKC would turn the full-width full stop into an ASCII one.
    folded = unicodedata.normalize("NFKC", name.translate(_DOTS)).translate(_DOTS)
    return "".join(folded.split())


def same(one: str, other: str) -> bool:
    """Whether both are the same name after normalisation."""
    return normalise(one) == normalise(other)


def is_variant(one: str, other: str) -> bool:
    """Whether two different names differ only in traditional and simplified forms: a doubt, not a match."""
    one, other = normalise(one), normalise(other)
    return one != other and one.translate(_SIMPLIFY) == other.translate(_SIMPLIFY)
