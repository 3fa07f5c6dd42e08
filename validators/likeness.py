"""Whether two page images are one picture, saved twice: told by 256 signs of their coarse structure.

Measured on 77 sample pages: one picture saved again smaller, brighter or more coarsely differs in at most 8
signs, two photographs of the same kind of paper in 22 or more. A cropped picture is not recognised.
"""

from __future__ import annotations

from casefile.case import Document

SIGNS = 256
NEAR = 8
_BANDS = NEAR + 1


def likeness_of(document: Document) -> str | None:
    """The signs of the page image that a document stands on, as hexadecimal digits; None: not taken."""
    found = document.quality.get("likeness")
    return str(found["value"]) if isinstance(found, dict) and found.get("value") else None


def alike(one: str, other: str) -> bool:
    """Whether two likenesses are of one picture.

    >>> alike("ff" * 32, "fe" * 4 + "ff" * 28), alike("ff" * 32, "f0" * 4 + "ff" * 28)
    (True, False)
    """
    return (int(one, 16) ^ int(other, 16)).bit_count() <= NEAR


def bands(likeness: str) -> tuple[int, ...]:
    """Parts of which two likenesses that are alike share at least one: what they are looked up by.

    >>> bool(set(enumerate(bands("ff" * 32))) & set(enumerate(bands("fe" * 4 + "ff" * 28))))
    True
    """
    signs, whole = int(likeness, 16), SIGNS // _BANDS
    return tuple((signs >> (number * whole)) & ((1 << whole) - 1) for number in range(_BANDS))
