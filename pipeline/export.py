"""Cases, what was read of them, found, decided and how long it took, as tables for other programs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.masking import mask, masked_field, masked_text, secrets_declared, secrets_read
from pipeline.store import Connection, audit, cases, events, review
from pipeline.store.cases import StoredCase
from pipeline.submission import submission_of

Cell = str | int | float | None
_AT_ONCE = 200
_SETTLED = ("accepted", "returned", "declined", "withdrawn")
"""States in which a case first waits for nobody here."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its columns, and the rows of one case."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Told], Iterator[Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Told:
    """One case as an export tells it: masked, unless it is revealed."""

    connection: Connection
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
            yield Told(connection, case, form, result, secrets, reveal)
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


def _decisions(one: Told) -> Iterator[Sequence[Cell]]:
    """The machine's words and what people did, in their order."""
    rows: list[tuple[float, Sequence[Cell]]] = []
    for said in review.verdicts(one.connection, one.case.id):
        result = json.loads(said.result)
        rows.append(
            (said.made_at, ("machine", None, "judge", said.number, said.status, result.get("proposal"), None))
        )
    for act in review.acts(one.connection, one.case.id):
        reason = one.text(str(act.detail.get("reason") or "") or None)
        rows.append((act.at, ("person", act.actor, act.act, act.verdict, None, None, reason)))
    for number, (at, row) in enumerate(sorted(rows, key=lambda each: each[0]), 1):
        yield (one.case.id, one.case.case_id, number, _moment(at), *row)


def _timings(one: Told) -> Iterator[Sequence[Cell]]:
    """When each stage was first reached, and the seconds between."""
    reached = events.first(one.connection, one.case.id)
    claims = [entry for entry in audit.history(one.connection, one.case.id) if entry.act == "claim"]
    begun = next((entry.at for entry in claims if "attempt" in entry.detail), None)
    judged = next((said.made_at for said in review.verdicts(one.connection, one.case.id)), None)
    settled = min((at for state, at in reached.items() if state in _SETTLED), default=None)
    moments = (one.case.received_at, begun, judged, settled)
    apart = (None if a is None or b is None else round(b - a, 3) for a, b in pairwise(moments))
    attempts = max((entry.detail.get("attempt", 0) for entry in claims), default=0)
    late = settled is not None and one.case.due_at > 0 and settled > one.case.due_at
    told = (None if at is None else _moment(at) for at in moments)
    yield (one.case.id, one.case.case_id, *told, *apart, attempts, int(late))


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
    Sheet(
        "decisions",
        (
            "id", "case_id", "number", "decided_at", "by", "person", "act", "verdict", "status", "proposal",
            "reason",
        ),
        _decisions,
    ),
    Sheet(
        "timings",
        (
            "id", "case_id", "received_at", "begun_at", "judged_at", "settled_at", "waiting_seconds",
            "machine_seconds", "people_seconds", "attempts", "late",
        ),
        _timings,
    ),
)  # fmt: skip
