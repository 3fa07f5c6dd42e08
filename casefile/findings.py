"""What a rule says of a case, and what follows for the case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casefile.case import Value


class Outcome(StrEnum):
    """How a rule came out; `not_checked` and `not_applicable` never count as a pass."""

    PASS = "pass"
    MISMATCH = "mismatch"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    INELIGIBLE = "ineligible"
    NOT_CHECKED = "not_checked"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """What a finding may do: stop acceptance, warn the reviewer, or only inform."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Status(StrEnum):
    """The machine's word on a case."""

    ACCEPTED = "accepted"
    FLAGGED = "flagged"
    FAILED = "failed"


class Proposal(StrEnum):
    """What the reviewer is offered for a flagged case."""

    CONFIRM = "confirm"
    RETURN = "return"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source of a finding: a document's field, or, without `document`, the form's dotted path."""

    value: Value
    document: str | None = None
    field: str | None = None
    confidence: float | None = None
    log_likelihood: float | None = None

    def __repr__(self) -> str:
        """Masked, as a field is."""
        return f"Evidence(document={self.document!r}, field={self.field!r})"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found; `message` is Chinese, for the reviewer and the applicant."""

    rule: str
    outcome: Outcome
    severity: Severity
    message: str
    source: str
    evidence: tuple[Evidence, ...] = ()
    subject: str | None = None
    slot: str | None = None
    file: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One thing that the applicant would have to supply again; `document` is the page that was sent."""

    slot: str
    what: str
    reason: str
    file: str | None = None
    rules: tuple[str, ...] = ()
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """The one-time correction notice (一次性告知书)."""

    items: tuple[NoticeItem, ...]
    kept: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The machine's judgement of a case with every reason at once."""

    status: Status
    findings: tuple[Finding, ...]
    proposal: Proposal | None = None
    notice: Notice | None = None
    error: str | None = None
