"""Places with a character misread: the divisions of the country are a closed set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rapidfuzz.distance import Hamming

from casefile.identifiers import division
from extractors.found import Found

_TOLD = 0.6
_LEAST = 3
"""Of fewer characters one misread leaves too little."""


def mended(place: str) -> str:
    """A place whose province or county was misread by a character, as the one it can only be.

    >>> mended("广西省百色市古江区"), mended("广西省百色市右江区大塘街道")
    ('广西省百色市右江区', '广西省百色市右江区大塘街道')
    >>> mended("厂西省百色市右江区"), mended("广西省百色市某某区")
    ('广西省百色市右江区', '广西省百色市某某区')
    """
    code, (cut, named) = division.locate(place), division.within(place)
    if code is None:
        meant = division.meant(place)
        return meant[0] + place[cut + len(named) :] if len(meant) == 1 else place
    if not code.endswith("00") or code.endswith("0000"):
        return place
    return named + _likened(place[len(named) :], _counties(code[:4]))


def agree(fields: Mapping[str, Found]) -> dict[str, Found]:
    """The fields, with an institution's county told by the place of birth where a character parts them."""
    place, institution = fields.get("birth_place"), fields.get("institution")
    if place is None or institution is None or not isinstance(institution.value, str):
        return dict(fields)
    code = division.locate(str(place.value))
    told = _likened(institution.value, _counties(code[:4]) if code else ())
    if told == institution.value or division.locate(institution.value):
        return dict(fields)
    return {
        **fields,
        "institution": replace(institution, value=told, confidence=_TOLD * institution.confidence),
    }


def _counties(beginning: str) -> list[str]:
    return [division.names(code)[2] for code in division.counties(beginning)]


def _likened(text: str, counties: Iterable[str]) -> str:
    """The text, with the one county that it begins with but for a character; itself where none or several."""
    near = [
        county
        for county in counties
        if len(county) >= _LEAST
        and text[: len(county)].endswith(county[-1])
        and Hamming.distance(text[: len(county)], county) <= 1
    ]
    return near[0] + text[len(near[0]) :] if len(near) == 1 else text
