"""A name read with a character that others are taken for: what is printed there, and people are called.

The recogniser knows words better than names: 颖 reads as 颗, 甘 as 日, and 曈 as 瞳 however clear it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from casefile.case import SURE
from casefile.identifiers import person_name
from extractors.found import Found
from pipeline.framed import Said, framed, picture, seen
from pipeline.line_crop import Crop
from pipeline.ocr.detection import Image
from pipeline.ocr.lookalikes import in_names, is_surname, taken_for
from pipeline.ocr.reader import Reader

_ASKED, _AROUND = 40, 2
"""How many characters are looked at in a place, and in how many columns on either side of its middle."""
_LEAST = -5.0
"""By how many nats what people are called may be less likely than what was read."""
_SHORT = 3
"""A longer name may begin with more than a surname of one character."""
_SEEN, _POSSIBLE = 3.0, -15.0
"""By how many nats the reader of single characters must prefer what it sees to what was read, and how much
less likely than that it may be to the recogniser."""
_DOUBT = 0.85
"""How sure a name is at most in which the two read differently."""


def as_called(name: str, found: Found, crop: Crop, reader: Reader) -> Found:
    """The value of a field of that name; a person's as its characters look, and as people are called.

    A character that is read of what looks like it is looked at by itself. In a name that is not sure what
    nobody is called by is read as what people are; how sure it is stays as it was. Names that are spelt out
    in Chinese (努尔麦麦提·图尔荪) are written with other characters.
    """
    value = str(found.value or "")
    if not name.endswith("name") or person_name.MIDDLE_DOT in value:
        return found
    odd = [at for at in range(len(value)) if not _usual(value, at)] if found.confidence < SURE else []
    doubted = [at for at in range(len(value)) if at in odd or taken_for(value[at])]
    if not doubted:
        return found
    image = picture(crop)
    said = framed(crop, seen(image, reader), reader)
    if said is None or said.reading != value:
        return found
    looks = _as_it_looks(said, doubted, image, reader)
    if looks != value:
        return replace(found, value=looks, confidence=min(found.confidence, _DOUBT))
    for at in odd:
        others = (value[:at] + letter + value[at + 1 :] for letter in _likeliest(said, at, reader))
        usual = [other for other in others if _usual(other, at)]
        value = max(usual, key=said.likelihood, default=value)
    return replace(found, value=value) if said.likelihood(value) - said.best > _LEAST else found


def _as_it_looks(said: Said, places: Iterable[int], image: Image, reader: Reader) -> str:
    """The name with what surely stands in these places, seen by itself, if people are called so."""
    value = said.reading
    for at in places:
        place = reader.characters.seen(image, said.centres, at)
        other = value[:at] + place.likeliest + value[at + 1 :]
        possible = _usual(other, at) and said.likelihood(other) - said.best > _POSSIBLE
        if possible and place.lead(value[at]) <= -_SEEN:
            value = other
    return value


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
