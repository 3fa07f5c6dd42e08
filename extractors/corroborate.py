"""Fields of one page that bear each other out: an ID number tells its holder's birth date and sex."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from casefile.case import SURE
from casefile.identifiers import resident_id
from extractors.found import Found

_PERSONS = ("", "husband_", "wife_", "mother_", "father_")
_BORNE_OUT = 0.02
"""What is left of a reading's doubt where the number says the same."""


def corroborated(fields: Mapping[str, Found]) -> dict[str, Found]:
    """The fields, birth date and sex surer where a sure number with a right check character agrees.

    Where they disagree nothing changes: a reading is never bent to fit another.
    """
    raised = dict(fields)
    for person in _PERSONS:
        number = fields.get(f"{person}id_number")
        if number is None or number.confidence < SURE or not resident_id.is_valid(str(number.value)):
            continue
        told = {
            "birth_date": resident_id.birth_date(str(number.value)).isoformat(),
            "sex": resident_id.sex(str(number.value)),
        }
        for name, value in told.items():
            found = fields.get(person + name)
            if found is not None and found.value == value:
                surer = 1 - (1 - found.confidence) * _BORNE_OUT
                raised[person + name] = replace(found, confidence=surer)
    return raised
