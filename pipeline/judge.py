"""A case, a province and outside facts become findings and a verdict; pure, in any order of pages."""

from __future__ import annotations

from collections.abc import Collection

from casefile.case import Case
from casefile.findings import Finding, Outcome, Proposal, Severity, Status, Verdict
from pipeline.notice import bad_pages, notice_of, unreadable_on
from validators.dossier import Dossier
from validators.facts import Facts
from validators.province import Province
from validators.rule import rules

_NO_FACTS = Facts()


def judge(case: Case, province: Province, facts: Facts = _NO_FACTS) -> Verdict:
    """The verdict with every reason at once; a flagged case comes with a proposal and, if due, a notice."""
    dossier = Dossier.of(case, province, facts)
    found = findings(dossier)
    stopping = tuple(finding for finding in found if stops(finding, province))
    if not stopping:
        return Verdict(Status.ACCEPTED, found)
    bad = bad_pages(found)
    return Verdict(Status.FLAGGED, found, propose(stopping, bad), notice_of(dossier, found, bad))


def findings(dossier: Dossier) -> tuple[Finding, ...]:
    """What every rule of the province says of the case."""
    asked = (rule for rule in rules() if not dossier.province.rule(rule.id).omit)
    return tuple(finding for rule in asked for finding in rule.findings(dossier))


def stops(finding: Finding, province: Province) -> bool:
    """Whether a finding keeps the case from being accepted."""
    if finding.outcome is Outcome.NOT_CHECKED:
        return province.rule(finding.rule).required
    harmless = finding.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE)
    return finding.severity is Severity.BLOCK and not harmless


def propose(stopping: Collection[Finding], bad: Collection[str]) -> Proposal:
    """What the reviewer is offered, from the findings that stop the case and the pages unfit to be read."""
    outcomes = {finding.outcome for finding in stopping}
    if Outcome.INELIGIBLE in outcomes:
        return Proposal.DECLINE
    if Outcome.MISMATCH in outcomes:
        return Proposal.CONFIRM
    if Outcome.MISSING in outcomes or any(unreadable_on(finding, bad) for finding in stopping):
        return Proposal.RETURN
    return Proposal.CONFIRM


def against(verdict: Verdict, province: Province) -> tuple[tuple[str, str], ...]:
    """Rule and outcome of each finding that keeps the case from being accepted, each once."""
    found = ((f.rule, f.outcome.value) for f in verdict.findings if stops(f, province))
    return tuple(dict.fromkeys(found))
