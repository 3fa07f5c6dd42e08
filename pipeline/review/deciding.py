"""What a reviewer decides of a case: each finding, each field, and the case itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casefile.case import Value
from casefile.errors import UsageError
from casefile.findings import Outcome, Severity
from pipeline.intake import CaseConflict
from pipeline.result import Object
from pipeline.review.acting import Acting, acting, reason_of
from pipeline.review.entry import entered
from pipeline.review.standing import Place, Standing, document_of, key_of
from pipeline.runtime import Runtime
from pipeline.store import cases, corrections, review

_SAID = {Outcome.MISMATCH, Outcome.MISSING, Outcome.INELIGIBLE}
"""Outcomes with which the machine says that something is wrong, and not that it could not tell."""


def says_wrong(outcome: str) -> bool:
    """Whether an outcome says that something is wrong: to overrule it takes a reason."""
    return outcome in _SAID


def settle(
    runtime: Runtime, who: str, id: str, version: str, finding: str, same: bool, reason: str = ""
) -> None:
    """Say of a finding whether all is well (the two readings are the same) or it is as the machine says."""
    with acting(runtime, who, id, version) as act:
        found = next((one for one in act.seen.findings if key_of(one) == finding), None)
        if found is None:
            raise UsageError("没有这一项，请刷新后再试")
        why = reason_of(reason, same and says_wrong(found["outcome"]))
        detail = {"finding": finding, "rule": found["rule"], "outcome": found["outcome"], "same": same}
        review.add(act.connection, id, who, "settle", {**detail, "reason": why}, detail)
        review.mark(act.connection, id, second=False)


def correct(
    runtime: Runtime, who: str, id: str, version: str, document: str, field: str, text: str, reason: str = ""
) -> None:
    """Give a field the value that a person reads; what the machine read stays beside it."""
    with acting(runtime, who, id, version) as act:
        record = act.seen.record
        found = document_of(record, document) if record else None
        if record is None or found is None or field not in found.fields:
            raise UsageError("没有这个字段，或个案由旧版本核对，需重新核对后才能更正")
        read, value = found.fields[field], entered(field, text)
        why = reason_of(reason, read.sure and read.value != value)
        detail: dict[str, Any] = {
            "document": document,
            "field": field,
            "content": record.contents.get(found.file),
            "raw": read.raw,
            "machine": read.value,
            "confidence": read.confidence,
            "value": value,
            "reason": why,
        }
        review.add(act.connection, id, who, "correct", detail, {"document": document, "field": field})
        review.mark(act.connection, id, second=False)


def accept(runtime: Runtime, who: str, id: str, version: str) -> bool:
    """Accept a case against which nothing stands; False where a second person must agree first."""
    with acting(runtime, who, id, version) as act:
        if left := len(act.seen.open):
            raise CaseConflict(f"还有 {left} 项没有处理完，不能通过")
        if needs_second(act.seen):
            review.add(act.connection, id, who, "accept", {"waits": True}, {"waits": True})
            review.mark(act.connection, id, second=True)
            review.let_go(act.connection, id)
            return False
        decide(act, "accepted", "accept")
        return True


def approve(runtime: Runtime, who: str, id: str, version: str) -> None:
    """Agree, as a second person, to an acceptance that goes against the machine's word."""
    with acting(runtime, who, id, version) as act:
        if act.seen.waits is None:
            raise CaseConflict("这个个案没有等待复核的通过决定")
        if who in deciders(act.seen):
            raise CaseConflict("复核须由另一位审核员进行：您参与过这个个案的认定")
        decide(act, "accepted", "approve")


def decline(runtime: Runtime, who: str, id: str, version: str, reason: str = "") -> None:
    """Tell that a case is outside this service and goes the ordinary way."""
    with acting(runtime, who, id, version) as act:
        proposal = act.seen.machine["proposal"] if act.seen.machine else None
        why = reason_of(reason, proposal != "decline")
        decide(act, "declined", "decline", {"reason": why})


def needs_second(seen: Standing) -> bool:
    """Whether the province asks for a second person: a blocking mismatch was overruled."""
    if not seen.province.terms.second_person:
        return False
    return any(_overruled_mismatch(seen, one) for one in seen.findings)


def deciders(seen: Standing) -> frozenset[str]:
    """Who has a part in what waits for a second person."""
    acts = [*seen.settled.values(), *seen.corrections.values(), *([seen.waits] if seen.waits else [])]
    return frozenset(act.actor for act in acts)


def _overruled_mismatch(seen: Standing, finding: Object) -> bool:
    act = seen.settled.get(key_of(finding))
    blocks = finding["outcome"] == Outcome.MISMATCH and finding["severity"] == Severity.BLOCK
    return bool(blocks and act and act.detail["same"])


def decide(act: Acting, state: str, name: str, detail: Object | None = None) -> None:
    """The act, the new state with its event, and the claim let go, all at once."""
    id = act.seen.case.id
    review.add(act.connection, id, act.who, name, detail)
    review.mark(act.connection, id, second=False)
    review.let_go(act.connection, id)
    _teach(act)
    cases.set_state(act.connection, id, state)


def _teach(act: Acting) -> None:
    """Note what people read by the time of the decision; what was taken back before teaches nothing."""
    documents = {one["id"]: one for one in (act.seen.machine or {}).get("documents", ())}
    read = {at: (done.detail["value"], done.actor) for at, done in act.seen.corrections.items()}
    for at, value, actor in _confirmed(act.seen):
        read.setdefault(at, (value, actor))
    for (document, field), (value, actor) in read.items():
        corrections.add(act.connection, act.seen.case.id, documents[document], field, value, actor)


def _confirmed(seen: Standing) -> Iterator[tuple[Place, Value, str]]:
    """Fields that a person found to say what the form says, where the machine could not tell."""
    for finding in seen.findings:
        done = seen.settled.get(key_of(finding))
        if not done or not done.detail["same"] or finding["outcome"] != Outcome.UNREADABLE:
            continue
        declared = {one["value"] for one in finding["evidence"] if not one.get("document")}
        for one in finding["evidence"]:
            if one.get("document") and one.get("field") and one["value"] in declared:
                yield (one["document"], one["field"]), one["value"], done.actor
