"""How an expected value may be written in its place, and what else of its kind could stand there.

A date, a weight or a division is one of few: where the picture says the expected one clearly more than
every near one (a digit changed, lost or added; another county), it stands there, however it is written.
"""

from __future__ import annotations

from pipeline.written import figures, places, stays
from pipeline.written.sorts import Place, Sort

__all__ = ["SORTS", "Place", "Sort", "sort_of"]

SORTS = {
    "date": Sort(figures.find_date, figures.date_forms, figures.other_dates, figures=True),
    "stay": Sort(figures.find_date, stays.forms, stays.out_of_order, figures=True, many=True),
    "weight": Sort(
        figures.first(figures.NUMBER), figures.weight_forms, figures.near_numbers(300, 8000), figures=True
    ),
    "length": Sort(figures.first(figures.NUMBER), figures.plain, figures.near_numbers(20, 65), figures=True),
    "weeks": Sort(figures.first(figures.WEEKS), figures.whole, figures.near_numbers(18, 46), figures=True),
    "division": Sort(places.find_division, places.division_forms, places.other_divisions),
    "address": Sort(places.find_beginning, places.as_said, places.other_beginnings),
    "institution": Sort(places.whole_place, places.institution_forms, places.other_institutions, floor=-4.0),
}
_OF_FIELDS = {
    "delivery_date": "date",
    "admitted_on": "stay",
    "mother_discharged_on": "stay",
    "newborn_discharged_on": "stay",
    "weight_g": "weight",
    "length_cm": "length",
    "gestational_weeks": "weeks",
    "birth_place": "division",
    "address": "address",
    "institution": "institution",
}


def sort_of(name: str) -> str:
    """The sort of a field, or an empty string: its text is free."""
    return "date" if name.endswith("birth_date") else _OF_FIELDS.get(name, "")
