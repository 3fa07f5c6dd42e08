"""A name read with a character that nobody is called by: what people are called that looks so.

The recogniser knows words better than names: 颖 reads as 颗, 甘 as 日. How sure a name is stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from casefile.case import SURE
from casefile.identifiers import person_name
from extractors.found import Found
from pipeline.framed import Said, framed, picture, seen
from pipeline.line_crop import Crop
from pipeline.ocr.lookalikes import in_names, is_surname
from pipeline.ocr.reader import Reader

_ASKED, _AROUND = 40, 2
"""How many characters are looked at in a place, and in how many columns on either side of its middle."""
_LEAST = -5.0
"""By how many nats what people are called may be less likely than what was read."""
_SHORT = 3
"""A longer name may begin with more than a surname of one character."""


def as_called(name: str, found: Found, crop: Crop, reader: Reader) -> Found:
    """The value of a field of that name; a person's that was not surely read, as people are called.

    Names that are spelt out in Chinese (努尔麦麦提·图尔荪) are written with other characters.
    """
    value = str(found.value or "")
    if not name.endswith("name") or found.confidence >= SURE or person_name.MIDDLE_DOT in value:
        return found
    odd = [at for at in range(len(value)) if not _usual(value, at)]
    if not odd:
        return found
    said = framed(crop, seen(picture(crop), reader), reader)
    if said is None or said.reading != value:
        return found
    for at in odd:
        others = (value[:at] + letter + value[at + 1 :] for letter in _likeliest(said, at, reader))
        usual = [other for other in others if _usual(other, at)]
        value = max(usual, key=said.likelihood, default=value)
    return replace(found, value=value) if said.likelihood(value) - said.best > _LEAST else found


def _usual(name: str, at: int) -> bool:
    """Whether people are called by the character at a place; that of a short name begins with a surname."""
    letter = name[at]
    leads = at == 0 and len(name) <= _SHORT
    return in_names(letter) and (is_surname(letter) or not leads)


def _likeliest(said: Said, at: int, reader: Reader) -> Iterator[str]:
    """The characters that are likeliest where one was read."""
    middle = int(said.centres[at] * len(said.matrix))
    columns = said.matrix[max(0, middle - _AROUND) : middle + _AROUND + 1].max(axis=0)
    letters = (reader.dictionary[column] for column in columns.argsort()[::-1][:_ASKED])
    return (letter for letter in letters if letter.isalpha())
