"""A case as it stands: the machine's newest word, and on it what people corrected and settled since.

Corrections hold for the same bytes and settlements for the same finding, so both outlive a rerun.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from casefile.case import Document
from casefile.findings import Finding, Outcome, Severity
from pipeline.conclude import conclude, own_province
from pipeline.judge import stops
from pipeline.process import Examined
from pipeline.record import Record, decoded
from pipeline.result import Object
from pipeline.runtime import Runtime
from pipeline.store import Connection, cases, review
from pipeline.store.cases import StoredCase
from pipeline.store.review import Act, Claim, StoredVerdict
from validators.province import Province

Place = tuple[str, str]
"""A document's id and a field's name."""

UNCHANGING = frozenset({"claim", "release", "hand on", "reveal", "escalate"})
"""Acts that leave what a reviewer sees of a case as it was."""


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a reviewer decides by; `result` is the machine's, judged anew where fields were corrected.

    `version` tells whether anything has changed; `waits` is an acceptance that wants a second person.
    """

    case: StoredCase
    machine: Object | None
    result: Object | None
    record: Record | None
    claim: Claim | None
    acts: tuple[Act, ...]
    corrections: Mapping[Place, Act]
    settled: Mapping[str, Act]
    waits: Act | None
    version: str

    @property
    def province(self) -> Province:
        """The case's province."""
        return own_province(self.case.province)

    @property
    def findings(self) -> Sequence[Object]:
        """What the rules say now."""
        return self.result["findings"] if self.result else ()

    def stands(self, finding: Object) -> bool:
        """Whether a finding keeps the case from being accepted: it stops, and nobody has overruled it."""
        act = self.settled.get(key_of(finding))
        return stops(_finding(finding), self.province) and not (act and act.detail["same"])

    @property
    def open(self) -> tuple[Object, ...]:
        """The findings that stand against the case."""
        return tuple(one for one in self.findings if self.stands(one))


def key_of(finding: Object) -> str:
    """What a finding is known by: its rule, its subject and all that it was made from."""
    about = [finding.get(name) for name in ("rule", "outcome", "subject", "slot", "file", "code")]
    seen = [[one.get(name) for name in ("document", "field", "value")] for one in finding["evidence"]]
    return hashlib.sha256(json.dumps([about, seen]).encode()).hexdigest()[:16]


def standing(runtime: Runtime, id: str) -> Standing | None:
    """A case as it stands, or None where there is none, or one that only rehearses."""
    with runtime.database.looking() as connection:
        case, verdict = cases.get(connection, id), review.newest_verdict(connection, id)
        if case is None or case.sandbox:
            return None
        claim, acts = review.claim_of(connection, id), review.acts(connection, id)
    machine = json.loads(verdict.result) if verdict else None
    record = decoded(runtime.objects.get(verdict.record)) if verdict and verdict.record else None
    live = _live(acts)
    corrections = {(a.detail["document"], a.detail["field"]): a for a in live if a.act == "correct"}
    corrections = {at: act for at, act in corrections.items() if _holds(act, record)}
    result = _judged(record, corrections) if record and corrections else machine
    return Standing(
        case=case,
        machine=machine,
        result=result,
        record=record,
        claim=claim,
        acts=acts,
        corrections=corrections,
        settled={a.detail["finding"]: a for a in live if a.act == "settle"},
        waits=_waiting(live, verdict) if case.state == "flagged" else None,
        version=_version(case, verdict, acts),
    )


def version_now(connection: Connection, id: str) -> str:
    """The version of a case inside a transaction that is about to change it."""
    case, verdict = cases.stored(connection, id), review.newest_verdict(connection, id)
    return _version(case, verdict, review.acts(connection, id))


def _version(case: StoredCase, verdict: StoredVerdict | None, acts: Sequence[Act]) -> str:
    last = max((act.id for act in acts if act.act not in UNCHANGING), default=0)
    return f"{case.state}.{verdict.number if verdict else 0}.{last}"


def _live(acts: Sequence[Act]) -> list[Act]:
    """The acts that were not undone."""
    undone = {act.detail.get("of") for act in acts if act.act == "undo"}
    return [act for act in acts if act.id not in undone]


def _waiting(live: Sequence[Act], verdict: StoredVerdict | None) -> Act | None:
    """An acceptance that waits for a second person; anything done since takes it back."""
    done = [act for act in live if act.act not in UNCHANGING]
    last = done[-1] if done else None
    newest = verdict.number if verdict else 0
    waits = last is not None and last.act == "accept" and last.verdict == newest
    return last if waits and last is not None and last.detail.get("waits") else None


def _holds(act: Act, record: Record | None) -> bool:
    """Whether a correction is of a page that still is what it was."""
    found = document_of(record, act.detail["document"]) if record else None
    if found is None or record is None or act.detail["field"] not in found.fields:
        return False
    return bool(record.contents.get(found.file) == act.detail["content"])


def document_of(record: Record, id: str) -> Document | None:
    """A document of a record by its id."""
    return next((document for document in record.documents if document.id == id), None)


def _judged(record: Record, corrections: Mapping[Place, Act]) -> Object:
    documents = tuple(_corrected(document, corrections) for document in record.documents)
    case = replace(record.case, documents=documents)
    examined = Examined(case, record.versions, record.seconds, record.contents)
    return conclude(examined, record.facts)[1]


def _corrected(document: Document, corrections: Mapping[Place, Act]) -> Document:
    """A document as people read it: their word is sure, and needs no weighing against the picture."""
    fields = dict(document.fields)
    for (id, name), act in corrections.items():
        if id == document.id:
            value: Any = act.detail["value"]
            fields[name] = replace(fields[name], value=value, corrected=value, confidence=1.0, weights={})
    return replace(document, fields=fields)


def _finding(shown: Object) -> Finding:
    """As much of a finding as tells whether it stops a case."""
    return Finding(shown["rule"], Outcome(shown["outcome"]), Severity(shown["severity"]), "", "")
