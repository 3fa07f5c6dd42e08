"""Who has a case in hand: claimed, released, handed on, and raised where its deadline is near."""

from __future__ import annotations

import datetime as dt

from pipeline.intake import CaseConflict
from pipeline.review.acting import HELD_SECONDS, CaseHeld, case_seen, check_free, take
from pipeline.runtime import Runtime
from pipeline.store import cases, review, worklist
from pipeline.store.database import now, one_at_a_time
from validators.dossier import SHANGHAI

CLOCK = "clock"
"""Who raises a case: nobody, its time has come."""


def claim(runtime: Runtime, who: str, id: str) -> None:
    """Take a case in hand; raises CaseHeld where somebody else has it."""
    seen = case_seen(runtime, id)
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        check_free(connection, who, id)
        if cases.stored(connection, id).state not in cases.WAITING:
            raise CaseConflict(f"个案 {seen.case.case_id} 已办结，无需领取")
        take(connection, who, id)


def release(runtime: Runtime, who: str, id: str) -> None:
    """Let go of a case that one has in hand; otherwise nothing happens."""
    case_seen(runtime, id)
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        held = review.claim_of(connection, id)
        if held is not None and held.holder == who:
            review.let_go(connection, id)
            review.add(connection, id, who, "release")


def hand_on(runtime: Runtime, who: str, id: str, to: str, senior: bool = False) -> None:
    """Put a case into another's hands: one's own, one that is free, or, for a senior, anybody's."""
    case_seen(runtime, id)
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        held = review.claim_of(connection, id)
        if held is not None and held.holder != who and not senior:
            raise CaseHeld(f"这个个案正由 {held.holder} 办理，只有本人或高级审核员可以转交")
        if review.hold(connection, id, to, HELD_SECONDS):
            review.add(connection, id, who, "hand on", {"to": to}, {"to": to})


def soon(moment: float) -> float:
    """Up to which deadline (UTC seconds) a case is urgent: the end of this day in China, and all before.

    A deadline is the end of a working day, so what is urgent is on its last one.
    """
    today = dt.datetime.fromtimestamp(moment, SHANGHAI).date()
    return dt.datetime.combine(today, dt.time(23, 59, 59), SHANGHAI).timestamp()


def escalate(runtime: Runtime) -> int:
    """Raise each case once whose deadline is near; returns how many there were."""
    with runtime.database.looking() as connection:
        near = worklist.to_escalate(connection, soon(now(connection)))
    if not near:
        return 0
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        moment = now(connection)
        raised = [id for id in worklist.to_escalate(connection, soon(moment)) if id in set(near)]
        for id in raised:
            review.mark(connection, id, escalated_at=moment)
            review.add(connection, id, CLOCK, "escalate")
        return len(raised)
