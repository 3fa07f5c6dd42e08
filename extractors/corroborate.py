"""Fields of one page that bear each other out.

An ID number tells its holder's birth date and sex; a marriage certificate's number its year and a registry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from casefile.case import SURE
from casefile.identifiers import division, marriage_number, resident_id
from extractors.found import Found

_PERSONS = ("", "husband_", "wife_", "mother_", "father_")
_BORNE_OUT = 0.02
"""What is left of a reading's doubt where the number says the same."""
_BEYOND_DOUBT, _CONTRADICTED = 0.98, 0.6
"""Of a reading that the number contradicts: from where on it stands, and what is believed of it below."""
_IN_PART = 0.25
"""The same for a number of which a place that exists and the year, but no further digits, are borne out."""

_METRE, _GROWN, _SHORT = 100, "2012", 0.5
"""Centimetres; born before this year; the most that so small a height, or a weight, is believed then."""
_LIGHT, _SMALL = 1000, 38.0
"""Grams below which a child is no longer than so many centimetres."""


def corroborated(fields: Mapping[str, Found]) -> dict[str, Found]:
    """The fields, birth date and sex surer where a sure number with a right check character agrees.

    Where they disagree no value changes: a reading is never bent to fit another. But one that is not beyond
    doubt is a doubt then.
    """
    raised = dict(fields)
    for person in _PERSONS:
        number = fields.get(f"{person}id_number")
        if number is None or number.confidence < SURE:
            continue
        if not resident_id.is_valid(str(number.value)):
            if len(str(number.value)) == resident_id.LENGTH:
                # The check character contradicts a digit, more likely one misread than one misprinted.
                raised[f"{person}id_number"] = _doubted(number)
            continue
        told = {
            "birth_date": resident_id.birth_date(str(number.value)).isoformat(),
            "sex": resident_id.sex(str(number.value)),
        }
        for name, value in told.items():
            found = fields.get(person + name)
            if found is not None and found.value == value:
                raised[person + name] = found.surer(_BORNE_OUT)
            elif found is not None:
                raised[person + name] = _doubted(found)
    for name, odd in (("height_cm", _too_short), ("weight_g", _too_light)):
        if odd(fields):
            raised[name] = replace(fields[name], confidence=min(_SHORT, fields[name].confidence))
    if _fits_its_date(fields):
        raised["certificate_number"] = fields["certificate_number"].surer(_IN_PART)
    return raised


def _doubted(found: Found) -> Found:
    """A reading that something on its page contradicts, unless it is beyond doubt."""
    beyond = found.confidence >= _BEYOND_DOUBT
    return found if beyond else replace(found, confidence=min(_CONTRADICTED, found.confidence))


def _too_short(fields: Mapping[str, Found]) -> bool:
    """Whether a grown person is read as less than a metre tall: a rule takes the 1 of 154 with it."""
    height, born = fields.get("height_cm"), fields.get("birth_date")
    if height is None or height.value is None or born is None or born.value is None:
        return False
    return float(str(height.value)) < _METRE and str(born.value) < _GROWN


def _too_light(fields: Mapping[str, Found]) -> bool:
    """Whether a child is read as lighter than one of its length is: the 1 of 3150 is easily lost, by two readers."""
    weight, length = fields.get("weight_g"), fields.get("length_cm")
    if weight is None or weight.value is None or float(str(weight.value)) >= _LIGHT:
        return False
    return length is None or length.value is None or float(str(length.value)) > _SMALL


def _fits_its_date(fields: Mapping[str, Found]) -> bool:
    """Whether a certificate's number names the year of its date, if that is sure, and a known division."""
    number, date = fields.get("certificate_number"), fields.get("registered_on")
    if number is None or number.value is None or date is None or date.confidence < SURE:
        return False
    parts = marriage_number.parse(str(number.value))
    if parts is None or parts.division is None or parts.year is None:
        return False
    return str(date.value).startswith(f"{parts.year}-") and division.known(parts.division, parts.year)
