"""How every act is done: one transaction, upon what its doer has seen, by whoever has the case in hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from casefile.errors import BirthcaseError, UsageError
from pipeline.intake import CaseConflict
from pipeline.review.standing import UNCHANGING, Standing, standing, version_now
from pipeline.runtime import Runtime
from pipeline.store import Connection, review
from pipeline.store.database import one_at_a_time

HELD_SECONDS = 1800
"""So long a claim lasts after the last act."""
MOST_REASON = 500


class CaseChanged(CaseConflict):
    """Somebody else, or the machine, has changed the case since it was looked at; nothing was done."""

    code: ClassVar[str] = "CHANGED"


class CaseHeld(CaseConflict):
    """Another person has the case in hand; nothing was done."""

    code: ClassVar[str] = "HELD"


class ReasonMissing(BirthcaseError):
    """An act against the machine's word must say why."""

    code: ClassVar[str] = "REASON_MISSING"


@dataclass(frozen=True, slots=True)
class Acting:
    """An act under way: the open transaction, who acts, and the case as they saw it."""

    connection: Connection
    who: str
    seen: Standing


def case_seen(runtime: Runtime, id: str) -> Standing:
    """A case as it stands; raises UsageError where there is none."""
    found = standing(runtime, id)
    if found is None:
        raise UsageError(f"没有个案 {id[:64]}")
    return found


@contextmanager
def acting(runtime: Runtime, who: str, id: str, version: str, state: str = "flagged") -> Iterator[Acting]:
    """Do something to a case in `state` that was seen in `version`; who does it takes it in hand.

    Raises CaseChanged and CaseHeld, upon which nothing was done.
    """
    seen = case_seen(runtime, id)
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        if not seen.version == version == version_now(connection, id):
            raise CaseChanged(_changed(runtime, id))
        check_free(connection, who, id)
        if seen.case.state != state:
            raise CaseConflict(f"个案 {seen.case.case_id} 现在的状态不能这样处理")
        take(connection, who, id)
        yield Acting(connection, who, seen)


def check_free(connection: Connection, who: str, id: str) -> None:
    """Go on only where nobody else has the case in hand; raises CaseHeld."""
    claim = review.claim_of(connection, id)
    if claim is not None and claim.holder != who:
        raise CaseHeld(f"这个个案正由 {claim.holder} 办理，您的操作没有执行。如需接手，请对方转交或释放")


def take(connection: Connection, who: str, id: str) -> None:
    """Take a case in hand, or hold it on."""
    if review.hold(connection, id, who, HELD_SECONDS):
        review.add(connection, id, who, "claim")


def reason_of(text: str, needed: bool) -> str:
    """A reason as kept; raises ReasonMissing where there is none and the machine said otherwise."""
    reason = " ".join(text.split())[:MOST_REASON]
    if needed and not reason:
        raise ReasonMissing("机器的判断与您不同，请写明理由")
    return reason


def _changed(runtime: Runtime, id: str) -> str:
    seen = case_seen(runtime, id)
    acts = [act for act in seen.acts if act.act not in UNCHANGING]
    by = f"（{acts[-1].actor}）" if acts else ""
    return f"您查看之后，这个个案已有变化{by}，您的操作没有执行。以下是最新内容，请核对后再决定"
