"""By whom a case is found: digests of the names and numbers on its form, which spell nobody out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert

from pipeline.store.tables import SUBJECTS

_PLACES = (
    ("mother", "name"),
    ("mother", "id_number"),
    ("mother", "phone"),
    ("father", "name"),
    ("father", "id_number"),
    ("father", "phone"),
    ("newborn", "name"),
    ("newborn", "pre_enrolment_number"),
)


def digest(text: str) -> str:
    """What a name or number is kept and looked up as; spaces and the case of letters do not matter.

    >>> digest("45030319920307246x") == digest(" 450303 19920307 246X")
    True
    """
    return hashlib.sha256("".join(text.split()).upper().encode()).hexdigest()


def digests(form: Mapping[str, Any]) -> frozenset[str]:
    """Those of everybody on a form as handed in."""
    found = ((form.get(who) or {}).get(what) for who, what in _PLACES)
    return frozenset(digest(text) for text in found if isinstance(text, str) and text.strip())


def keep(connection: Connection, case: str, submission: str) -> None:
    """Let a case be found by what its form names now."""
    connection.execute(delete(SUBJECTS).where(SUBJECTS.c.case == case))
    rows = [{"case": case, "digest": one} for one in sorted(digests(json.loads(submission)))]
    if rows:
        connection.execute(insert(SUBJECTS), rows)
