"""Cases, what was read of them and what was found, as tables for spreadsheets and statistics."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.masking import mask, masked_field, masked_text, secrets_declared, secrets_read
from pipeline.store import Connection, cases
from pipeline.store.cases import StoredCase
from pipeline.submission import submission_of

Cell = str | int | float | None
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its columns, and the rows of one case."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Told], Iterator[Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Told:
    """One case as an export tells it: masked, unless it is revealed."""

    case: StoredCase
    form: Mapping[str, Any]
    result: Mapping[str, Any]
    secrets: frozenset[str]
    reveal: bool

    def value(self, name: str, value: Any) -> Cell:
        """A field's value; numbers stay numbers, whole identity numbers are text."""
        if value is None or isinstance(value, int | float):
            return value
        return str(value) if self.reveal else masked_field(name, value)

    def text(self, text: str | None) -> str | None:
        """A sentence."""
        return text if self.reveal or text is None else masked_text(text, self.secrets)

    def file(self, name: str | None) -> str | None:
        """A file's name, which may be anybody's."""
        return name if self.reveal or name is None else mask(name)


def told(connection: Connection, reveal: bool) -> Iterator[Told]:
    """Every case but rehearsals, in the order of their arrival."""
    behind: tuple[float, str] | None = None
    while found := cases.page(connection, _AT_ONCE, behind):
        for case in found:
            form = json.loads(case.submission)
            result = json.loads(cases.latest_result(connection, case.id) or "{}")
            secrets = secrets_declared(submission_of(form)) | secrets_read(result)
            yield Told(case, form, result, secrets, reveal)
        behind = (found[-1].received_at, found[-1].id)


def _case(one: Told) -> Iterator[Sequence[Cell]]:
    case, form, result = one.case, one.form, one.result
    people = [
        one.value(name, form[who][name]) for who in ("mother", "father") for name in ("name", "id_number")
    ]
    newborn = form["newborn"]
    yield (
        case.id, case.case_id, case.intake, case.province, case.state, form["submitted_at"],
        _moment(case.received_at), _moment(case.updated_at), _moment(case.due_at), result.get("status"),
        result.get("proposal"), one.text(case.error), *people, one.value("name", newborn["name"]),
        newborn["sex"], newborn["birth_date"], newborn["institution"],
    )  # fmt: skip


def _fields(one: Told) -> Iterator[Sequence[Cell]]:
    for document in one.result.get("documents", ()):
        place = (document["id"], document["kind"], document["slot"], one.file(document["file"]))
        for name, found in document["fields"].items():
            value = one.value(name, found["value"])
            yield (one.case.id, one.case.case_id, *place, name, value, found["confidence"])


def _findings(one: Told) -> Iterator[Sequence[Cell]]:
    for found in one.result.get("findings", ()):
        place = (found["rule"], found["outcome"], found["severity"], found.get("slot"))
        yield (one.case.id, one.case.case_id, *place, one.text(found["message"]), found["source"])


def _moment(seconds: float) -> str:
    """UTC, ISO 8601."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds")


SHEETS = (
    Sheet(
        "cases",
        (
            "id", "case_id", "system", "province", "state", "submitted_at", "received_at", "updated_at",
            "due_at", "status", "proposal", "error", "mother_name", "mother_id_number", "father_name",
            "father_id_number", "newborn_name", "newborn_sex", "birth_date", "institution",
        ),
        _case,
    ),
    Sheet(
        "fields",
        ("id", "case_id", "document", "kind", "slot", "file", "field", "value", "confidence"),
        _fields,
    ),
    Sheet(
        "findings", ("id", "case_id", "rule", "outcome", "severity", "slot", "message", "source"), _findings
    ),
)  # fmt: skip
