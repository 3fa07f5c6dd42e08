"""The measures of the delivery record (产时记录): each such as newborns have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from casefile.findings import Outcome, Severity
from validators import words
from validators.dossier import Dossier, declared
from validators.reading import given, readings
from validators.remarks import on_page, unreadable
from validators.rule import OWN, Remark, rule
from validators.rules.delivery import number_of

_NEEDED = {"weight_g"}
"""Of every newborn measured: a record on which it is blank is not finished."""

RANGES: Mapping[str, tuple[float, float]] = {
    "weight_g": (300, 7000),
    "length_cm": (20, 65),
    "gestational_weeks": (20, 45),
    "head_cm": (15, 45),
    "chest_cm": (15, 45),
    "apgar_1": (0, 10),
    "apgar_5": (0, 10),
    "apgar_10": (0, 10),
}


@rule(
    "delivery.ranges", "出生测量值在合理范围内", fails_as=Outcome.MISMATCH, source=OWN, severity=Severity.WARN
)
def ranges(dossier: Dossier) -> Iterator[Remark]:
    """Weight 300-7,000 g, length 20-65 cm, weeks 20-45, head and chest 15-45 cm, Apgar 0-10.

    Fails, as a warning: a weight of 32500 g. Unreadable: a record whose weight is left blank.
    """
    for name, (low, high) in RANGES.items():
        value = getattr(dossier.newborn, name, None)
        if value is not None:
            evidence = declared(f"newborn.{name}", value)
            yield from _in_range(name, value, low, high, Remark(Outcome.PASS, "", (evidence,), "newborn"))
        pages = [page for page in dossier.deliveries if name in page.fields]
        for reading in readings(pages, name) if name in _NEEDED else given(pages, name):
            number = number_of(reading.text)
            if number is None:
                yield unreadable(reading, subject="newborn")
            else:
                found = on_page(reading.document, Outcome.PASS, "", reading.evidence(), subject="newborn")
                yield from _in_range(name, number, low, high, found)


def _in_range(name: str, value: float, low: float, high: float, found: Remark) -> Iterator[Remark]:
    if low <= value <= high:
        yield found
    else:
        message = f"{words.FIELDS[name]}不在合理范围（{low:g}至{high:g}）内，请核对单位和数值。"
        yield Remark(Outcome.MISMATCH, message, found.evidence, found.subject, found.slot, found.file)
