"""Stored cases judged under other terms, without reading: which of them would come out otherwise, and why."""

from __future__ import annotations

from dataclasses import dataclass

from casefile.findings import Verdict
from pipeline.conclude import own_province
from pipeline.judge import against, judge
from pipeline.record import Record
from pipeline.versions import rules_version
from validators.province import Province


@dataclass(frozen=True, slots=True)
class Word:
    """What became of a case: its status, its proposal, and what stood against it as rule and outcome."""

    status: str
    proposal: str | None
    against: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        """The outcome in one word, such as `accepted` or `return`."""
        return self.proposal or self.status


@dataclass(frozen=True, slots=True)
class Change:
    """One case that comes out otherwise; `rules` are those that speak otherwise than before."""

    case_id: str
    before: Word
    after: Word
    rules: tuple[str, ...]


def change(record: Record, province: Province) -> Change | None:
    """How the case would come out under the province's terms, or None where nothing changes."""
    before, after = _before(record), word_of(judge(record.case, province, record.facts), province)
    if (before.status, before.proposal) == (after.status, after.proposal):
        return None
    rules = sorted({rule for rule, _ in before.against ^ after.against})
    return Change(record.submission.case_id, before, after, tuple(rules))


def word_of(verdict: Verdict, province: Province) -> Word:
    """A verdict cut down to what a change is told by."""
    proposal = verdict.proposal.value if verdict.proposal else None
    return Word(verdict.status.value, proposal, frozenset(against(verdict, province)))


def _before(record: Record) -> Word:
    """What the case came to; judged again only where the rules have changed since: judging is pure."""
    if record.versions.get("rules") == rules_version():
        last = record.rounds[-1]
        return Word(last.status or "", last.proposal, frozenset(record.against))
    province = own_province(record.submission.province)
    return word_of(judge(record.case, province, record.facts), province)
