"""Which strings a page's crops are weighed against: what the form declares and what other pages say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from casefile import interval
from casefile.case import SURE, Document, Kind, Submission
from casefile.identifiers import division, person_name, resident_id
from pipeline.ocr.lookalikes import in_names, rivals

_NAMES = ("name", "head_name", "husband_name", "wife_name", "holder", "mother_name", "father_name")
_NUMBERS = ("id_number", "husband_id_number", "wife_id_number", "mother_id_number", "father_id_number")
_WRITTEN = {
    "delivery_date": "birth_date",
    "birth_place": "birth_place",
    "weight_g": "weight_g",
    "length_cm": "length_cm",
    "gestational_weeks": "gestational_weeks",
}
"""Fields of the delivery record with the place on the form that tells the same."""
_STAY = {
    "admitted_on": interval.until,
    "mother_discharged_on": interval.since,
    "newborn_discharged_on": interval.since,
}
"""Fields of the delivery record with the days, told by that of the birth, that are in order there."""
_MOST = 8
_REGISTERS = (Kind.REGISTER_COVER, Kind.REGISTER_MEMBER)


def expected(
    documents: Sequence[Document], submission: Submission
) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """For each field worth weighing: the document's index, the field's name and its candidates.

    Candidates are the declared values of both parents and the declared head, and other pages'
    readings that could be the same person's: of the same length or one off, with at most half of
    the characters different. A reading itself is one where another page reads the same.
    Of a cover's address that is not sure, or names no place, what names its division, or may have done so.
    Of a name on a register, whose head the form need not name, also its own reading and that one's
    look-alikes. What is written may be read as no value of its kind (505 厘米 for 50.5). A day of birth that
    is not sure is weighed against the declared numbers'. Of a day of the stay that is not sure, whether it
    is in order with the birth.
    """
    declared = {
        "names": _declared_names(submission),
        "numbers": _declared_numbers(submission),
        "institutions": (submission.newborn.institution,),
    }
    newborn = submission.newborn
    written = {name: getattr(newborn, form) for name, form in _WRITTEN.items()}
    read = {group: _read(documents, group) for group in declared}
    numbers = filter(resident_id.is_valid, declared["numbers"])
    born = tuple(dict.fromkeys(resident_id.birth_date(number).isoformat() for number in numbers))
    for index, document in enumerate(documents):
        for name, found in document.fields.items():
            if (
                document.kind is Kind.DELIVERY_RECORD
                and written.get(name) is not None
                and (found.value is not None or found.raw)
            ):
                yield index, name, (str(written[name]),)
            if name in _STAY and found.raw and found.confidence < SURE:
                yield index, name, (_STAY[name](newborn.birth_date),)
            if document.kind is Kind.REGISTER_COVER and name == "address":
                place = str(found.value or "")
                if not found.sure or division.locate(place) is None:
                    yield index, name, division.meant(place)
            if name.endswith("birth_date") and not found.sure and found.raw:
                yield index, name, born
            group = _group(name)
            if group is None or not isinstance(found.value, str):
                continue
            mine = {found.value} if read[group][found.value] < 2 else set()
            near = [other for other in read[group] if other not in mine and _near(other, found.value)]
            candidates = dict.fromkeys([*declared[group], *sorted(near)[:_MOST]])
            if group == "names" and document.kind in _REGISTERS and found.value not in declared[group]:
                candidates |= dict.fromkeys([found.value, *filter(in_names, rivals(found.value))])
            yield index, name, tuple(candidate for candidate in candidates if candidate.strip())


def _group(name: str) -> str | None:
    if name in _NAMES:
        return "names"
    if name in _NUMBERS:
        return "numbers"
    return "institutions" if name == "institution" else None


def _declared_names(submission: Submission) -> tuple[str, ...]:
    head = submission.newborn.household_head
    names = [submission.mother.name, submission.father.name, head.name if head else None]
    # Weighed as the reader writes them: a middle dot of another sort explains no crop.
    return tuple(dict.fromkeys(person_name.normalise(name) for name in names if name))


def _declared_numbers(submission: Submission) -> tuple[str, ...]:
    head = submission.newborn.household_head
    numbers = [submission.mother.id_number, submission.father.id_number, head.id_number if head else None]
    return tuple(dict.fromkeys(number for number in numbers if number))


def _read(documents: Sequence[Document], group: str) -> Counter[str]:
    return Counter(
        found.value
        for document in documents
        for name, found in document.fields.items()
        if _group(name) == group and isinstance(found.value, str) and found.value
    )


def _near(one: str, other: str) -> bool:
    """Whether two readings could be one person's."""
    if abs(len(one) - len(other)) > 1:
        return False
    differing = sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))
    return differing * 2 <= max(len(one), len(other))
