"""What people read on the pages: beside the machine's value, never over it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from casefile.case import Value
from pipeline.store.database import now
from pipeline.store.tables import CORRECTIONS


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of one document as the machine and as a person read it; `at` is UTC seconds.

    `document` is the result's id of the document, `box` its field's corners on the page image, `raw` the line
    as recognised. `human` equals `machine` where the person found it right; None: nothing is written there.
    """

    case: str
    document: str
    file: str
    page: int
    kind: str
    field: str
    raw: str | None
    machine: Value
    confidence: float
    box: tuple[tuple[float, float], ...] | None
    human: Value
    person: str
    at: float

    @property
    def right(self) -> bool:
        """Whether the machine had read what the person reads."""
        return self.human == self.machine


def add(
    connection: Connection, case: str, document: Mapping[str, Any], field: str, human: Value, person: str
) -> None:
    """Note what a person read in a field of one of a result's `documents`; the caller writes the audit."""
    found = document["fields"].get(field, {})
    values = {
        "document": document["id"],
        "file": document["file"],
        "page": document["page"],
        "kind": document["kind"],
        "field": field,
        "raw": found.get("raw"),
        "machine": json.dumps(found.get("value"), ensure_ascii=False),
        "confidence": found.get("confidence", 0.0),
        "box": json.dumps(found["box"]) if found.get("box") else None,
        "human": json.dumps(human, ensure_ascii=False),
    }
    connection.execute(insert(CORRECTIONS).values(case=case, person=person, at=now(connection), **values))


def of_case(connection: Connection, case: str) -> tuple[Correction, ...]:
    """What people read in a case: of every field the last word, in the order of these words."""
    return tuple(_newest(connection, case))


def everything(connection: Connection) -> Iterator[Correction]:
    """The last word on every field that a person has read, oldest first."""
    yield from _newest(connection, None)


def newest() -> Select[int]:
    """The ids of the rows that count: of every field the last."""
    one_field = (CORRECTIONS.c[name] for name in ("case", "document", "file", "page", "field"))
    return select(func.max(CORRECTIONS.c.id)).group_by(*one_field)


def _newest(connection: Connection, case: str | None) -> Iterator[Correction]:
    last = newest()
    if case is not None:
        last = last.where(CORRECTIONS.c.case == case)
    rows = connection.execute(select(*_COLUMNS).where(CORRECTIONS.c.id.in_(last)).order_by(CORRECTIONS.c.id))
    for row in rows:
        read = {name: json.loads(getattr(row, name)) for name in ("machine", "human")}
        box = tuple((float(x), float(y)) for x, y in json.loads(row.box)) if row.box else None
        yield Correction(**{**row._asdict(), **read, "box": box})


_COLUMNS = tuple(CORRECTIONS.c[name] for name in Correction.__slots__)
