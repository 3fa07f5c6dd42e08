"""A judged case as the contract's result object: one shape for files, API, console and exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casefile.case import Case, Document, Field, Refusal
from casefile.findings import Evidence, Finding, Notice, Verdict
from casefile.geometry import Polygon
from pipeline.deadline import deadline, holidays_unknown

Object = dict[str, Any]


def result_object(
    case: Case,
    verdict: Verdict,
    versions: Mapping[str, str],
    seconds: Mapping[str, float] | None = None,
) -> Object:
    """The result.json of a case; unmasked, as it goes to the approving systems."""
    due = deadline(case.submission.submitted_at)
    return {
        "case_id": case.submission.case_id,
        "province": case.submission.province,
        "status": verdict.status.value,
        "proposal": verdict.proposal.value if verdict.proposal else None,
        "error": verdict.error,
        "findings": [_finding(finding) for finding in verdict.findings],
        "documents": [document_object(document) for document in case.documents],
        "notice": _notice(verdict.notice) if verdict.notice else None,
        "versions": dict(versions),
        "timings": dict(seconds or {}),
        "deadline": due.isoformat(),
        "deadline_note": holidays_unknown(due),
        "refused": [refusal_object(refusal) for refusal in case.refused],
    }


def document_object(document: Document) -> Object:
    """One document with its fields."""
    return {
        "id": document.id,
        "slot": document.slot.value if document.slot else None,
        "kind": document.kind.value,
        "file": document.file,
        "page": document.page,
        "page_size": [int(side) for side in document.page_size],
        "region": _corners(document.region),
        "quality": _plain(document.quality),
        "seals": _plain(document.seals),
        "faces": _plain(document.faces),
        "fields": {name: _field(found) for name, found in document.fields.items()},
    }


def refusal_object(refusal: Refusal) -> Object:
    """A file that could not be taken."""
    return {
        "slot": refusal.slot.value if refusal.slot else None,
        "file": refusal.file,
        "code": refusal.code,
        "message": refusal.message,
    }


def _field(found: Field) -> Object:
    shown: Object = {
        "value": found.value,
        "raw": found.raw,
        "confidence": round(float(found.confidence), 4),
        "box": _corners(found.box) if found.box else None,
    }
    return shown if found.corrected is None else {**shown, "corrected": found.corrected}


def _finding(finding: Finding) -> Object:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "message": finding.message,
        "source": finding.source,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
        "subject": finding.subject,
        "slot": finding.slot,
        "file": finding.file,
        "code": finding.code,
    }


def _evidence(evidence: Evidence) -> Object:
    shown: Object = {
        "document": evidence.document,
        "value": evidence.value,
        "confidence": _number(evidence.confidence, 4),
        "log_likelihood": _number(evidence.log_likelihood, 2),
    }
    return shown if evidence.field is None else {**shown, "field": evidence.field}


def _number(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)


def _notice(notice: Notice) -> Object:
    return {
        "items": [
            {
                "slot": item.slot,
                "what": item.what,
                "reason": item.reason,
                "file": item.file,
                "rules": list(item.rules),
                "document": item.document,
            }
            for item in notice.items
        ],
        "kept": list(notice.kept),
        "text": notice.text,
    }


def _corners(polygon: Polygon) -> list[list[float]]:
    return [[round(float(x), 1), round(float(y), 1)] for x, y in polygon.points]


def _plain(value: Any) -> Any:
    """Nested marks as JSON: polygons as corners, numbers of array libraries as Python's own."""
    match value:
        case str() | bool() | int() | None:
            return value
        case float():
            return round(float(value), 4)
        case Polygon():
            return _corners(value)
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
    return round(float(value), 4)
