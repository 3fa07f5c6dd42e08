"""How a rule is declared, found and asked.

A rule is a function from a dossier to remarks, one for each person or page that it looked at. Its
docstring is its public text. All rules of a province are asked before the case is judged.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from casefile.findings import Evidence, Finding, Outcome, Severity

if TYPE_CHECKING:
    from validators.dossier import Dossier

ORDER = (
    *("materials", "names", "ids", "id_card", "register", "marriage"),
    *("delivery", "newborn", "case", "eligible", "records"),
)
"""The subjects in the order of judgement; within a subject, rules stand as in their file."""

GUANGXI = "参照《广西新生儿出生“一件事”办理操作指引》"
HAINAN = "参照《关于做好海南省“出生一件事”推广应用工作的通知》（琼卫审〔2021〕6号）"
OWN = "系统核验要求"
"""How a rule cites where it comes from, for a province that names no clause of its own."""

SILENT = {Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED}


class Remark(NamedTuple):
    """What a rule has to say of one person or page; a pass with a severity of its own is told, too."""

    outcome: Outcome
    message: str = ""
    evidence: tuple[Evidence, ...] = ()
    subject: str | None = None
    slot: str | None = None
    file: str | None = None
    code: str | None = None
    severity: Severity | None = None


Check = Callable[["Dossier"], Iterable[Remark]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold: its readable id never changes, `title` says in Chinese what holds."""

    id: str
    title: str
    severity: Severity
    fails_as: Outcome
    source: str
    text: str
    check: Check

    @property
    def subject(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    def findings(self, dossier: Dossier) -> Iterator[Finding]:
        """What does not pass, and what is to be told; else one finding that it passes or does not apply."""
        remarks = tuple(self.check(dossier))
        told = dict.fromkeys(r for r in remarks if r.outcome not in SILENT or r.severity)
        for remark in told or [self._summary(remarks)]:
            yield self._finding(remark, dossier)

    def _summary(self, remarks: tuple[Remark, ...]) -> Remark:
        """One remark for all that passed; what was not checked outweighs what passed."""
        for outcome in (Outcome.NOT_CHECKED, Outcome.PASS):
            chosen = [remark for remark in remarks if remark.outcome is outcome]
            if chosen:
                evidence = dict.fromkeys(entry for remark in chosen for entry in remark.evidence)
                return Remark(outcome, chosen[0].message or f"{self.title}。", tuple(evidence))
        reason = next((remark.message for remark in remarks if remark.message), "")
        return Remark(Outcome.NOT_APPLICABLE, reason or f"本案不涉及：{self.title}。")

    def _finding(self, remark: Remark, dossier: Dossier) -> Finding:
        own = dossier.province.rule(self.id)
        return Finding(
            rule=self.id,
            outcome=remark.outcome,
            severity=remark.severity or own.severity or self.severity,
            message=remark.message or f"{self.title}。",
            source=dossier.province.source(self.id, self.source),
            evidence=remark.evidence,
            subject=remark.subject,
            slot=remark.slot,
            file=remark.file,
            code=remark.code,
        )


def rule(
    id: str, title: str, *, fails_as: Outcome, source: str, severity: Severity = Severity.BLOCK
) -> Callable[[Check], Rule]:
    """Declare the decorated function as a rule; `source` names the clause that asks for it."""

    def declare(check: Check) -> Rule:
        return Rule(id, title, severity, fails_as, source, inspect.getdoc(check) or "", check)

    return declare


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule in the order of judgement: what the modules of `validators.rules` declare."""
    package = importlib.import_module("validators.rules")
    modules = [
        importlib.import_module(f"validators.rules.{m.name}") for m in pkgutil.iter_modules(package.__path__)
    ]
    found = {item.id: item for module in modules for item in vars(module).values() if isinstance(item, Rule)}
    return tuple(sorted(found.values(), key=_rank))


def _rank(rule: Rule) -> int:
    return ORDER.index(rule.subject) if rule.subject in ORDER else len(ORDER)
