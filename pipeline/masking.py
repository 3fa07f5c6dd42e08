"""Personal data made unrecognisable for terminals and lists; results themselves are never masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from casefile.case import Case, Submission, Value

_OPEN = {
    "sex", "ethnicity", "valid_from", "valid_to", "issuing_authority", "household_type", "issued_on",
    "relation_to_head", "marital_status", "registered_on", "registry", "institution", "delivery_mode",
    "plurality", "blood_type", "province", "case_id", "gestational_weeks", "weight_g", "length_cm",
    "chest_cm", "head_cm", "apgar_1", "apgar_5", "apgar_10", "malformation", "transfusion",
    "abnormality", "husband_nationality", "wife_nationality", "nationality", "blood_loss_ml",
    "labour_minutes", "education", "military_service", "religion", "height_cm", "settle_with", "applicant",
}  # fmt: skip
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z_])\d{11,}[\dXx]?(?![0-9A-Za-z_])")


def mask(value: str) -> str:
    """A name keeps its first character and its last, a number its first six and last four, a text three.

    >>> mask("张晓燕"), mask("450303199203072467"), mask("广西桂林市七星区")
    ('张*燕', '450303********2467', '广西桂*****')
    """
    if value.isascii() and len(value) > 10:
        return value[:6] + "*" * (len(value) - 10) + value[-4:]
    if 2 < len(value) < 5:
        return value[0] + "*" * (len(value) - 2) + value[-1]
    keep = 1 if len(value) < 5 else 3
    return value[:keep] + "*" * max(1, len(value) - keep)


def masked_field(name: str, value: Value) -> str:
    """A field's value as a terminal may show it; "" where it was not read."""
    if value is None:
        return ""
    text = str(value)
    return text if name.rpartition(".")[2] in _OPEN else mask(text)


def masked_text(text: str, secrets: Iterable[str]) -> str:
    """A sentence without the secrets and without any long number.

    >>> masked_text("张晓燕的号码是450303199203072467", ["张晓燕"])
    '张*燕的号码是450303********2467'
    """
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, mask(secret))
    return _LONG_NUMBER.sub(lambda found: mask(found.group()), text)


def secrets_of(case: Case) -> frozenset[str]:
    """Every personal string of a case, two characters or longer, declared or read."""
    read = (
        text
        for document in case.documents
        for name, found in document.fields.items()
        if name not in _OPEN
        for text in (found.value, found.raw)
    )
    return _strings([*secrets_declared(case.submission), *read])


def secrets_declared(submission: Submission) -> frozenset[str]:
    """The personal strings of the application form."""
    newborn, head = submission.newborn, submission.newborn.household_head
    parents = [value for person in (submission.mother, submission.father)
               for value in (person.name, person.id_number, person.phone)]  # fmt: skip
    declared = [newborn.name, newborn.birth_place, newborn.pre_enrolment_number, newborn.ancestral_home]
    heads = [head.name, head.id_number, head.phone] if head else []
    return _strings([*parents, *declared, *heads])


def secrets_read(result: Mapping[str, Any]) -> frozenset[str]:
    """Every string of a result that may be personal: what was read and what findings cite."""
    fields = (pair for document in result.get("documents", ()) for pair in document["fields"].items())
    read = [(name, found["value"]) for name, found in fields]
    cited = [one for finding in result.get("findings", ()) for one in finding["evidence"]]
    told = [(one.get("field") or "", one["value"]) for one in cited]
    return frozenset(
        value
        for name, value in (*read, *told)
        if isinstance(value, str) and len(value) > 1 and masked_field(name, value) != value
    )


def _strings(values: Iterable[Value]) -> frozenset[str]:
    return frozenset(value for value in values if isinstance(value, str) and len(value) > 1)
