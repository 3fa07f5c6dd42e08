"""Taking back: a decision while that is still open, or the last thing that was settled or corrected."""

from __future__ import annotations

import datetime as dt

from pipeline.deadline import is_working_day
from pipeline.intake import CaseConflict
from pipeline.review.acting import acting, case_seen, reason_of
from pipeline.review.standing import Standing
from pipeline.runtime import Runtime
from pipeline.store import cases, review
from pipeline.store.database import now
from pipeline.store.review import Act
from validators.dossier import SHANGHAI


def undo(runtime: Runtime, who: str, id: str, version: str, reason: str = "") -> None:
    """Take back an acceptance before hand-over, a decline before its working day ends, or the last act.

    What a reviewer did not decide, but the machine, takes a reason.
    """
    seen = case_seen(runtime, id)
    if seen.case.state in {"accepted", "declined"}:
        with acting(runtime, who, id, version, seen.case.state) as act:
            before = last_decision(seen)
            if seen.case.state == "declined" and not _same_day(before, now(act.connection)):
                raise CaseConflict("转普通程序的决定只能在当个工作日内撤销，请重新申请")
            why = reason_of(reason, before is None)
            of = before.id if before else None
            review.add(act.connection, id, who, "undo", {"of": of, "reason": why}, {"of": of})
            cases.set_state(act.connection, id, "flagged")
        return
    with acting(runtime, who, id, version) as act:
        undone = last_act(seen)
        if undone is None:
            raise CaseConflict("没有可以撤销的操作")
        what = {"of": undone.id, "undone": undone.act}
        review.add(act.connection, id, who, "undo", what, what)
        review.mark(act.connection, id, second=False)


def last_decision(seen: Standing) -> Act | None:
    """The act that brought the case to its state, or None where the machine did."""
    undone = {act.detail.get("of") for act in seen.acts if act.act == "undo"}
    decided = {"accepted": {"accept", "approve"}, "declined": {"decline"}}.get(seen.case.state, set())
    acts = [act for act in seen.acts if act.act in decided and act.id not in undone]
    return acts[-1] if acts else None


def last_act(seen: Standing) -> Act | None:
    """What `undo` would take back of a case that is still under review."""
    live = [*seen.settled.values(), *seen.corrections.values(), *([seen.waits] if seen.waits else [])]
    return max(live, key=lambda act: act.id, default=None)


def _same_day(act: Act | None, moment: float) -> bool:
    """Whether the working day on which something was decided is not over yet."""
    if act is None:
        return False
    day = dt.datetime.fromtimestamp(act.at, SHANGHAI).date()
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return moment <= dt.datetime.combine(day, dt.time(23, 59, 59), SHANGHAI).timestamp()
