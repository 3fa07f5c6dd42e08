"""Accepted cases go to the approving system: offered, opened by signed addresses, taken over by its word."""

from __future__ import annotations

import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

from casefile.errors import UsageError
from pipeline.drafts import Place, places
from pipeline.intake import CaseConflict
from pipeline.runtime import Runtime
from pipeline.secret import signature
from pipeline.store import audit, cases
from pipeline.store.cases import StoredCase
from pipeline.store.database import one_at_a_time
from pipeline.store.keys import Access

ADDRESS_SECONDS = 60
_OFFERED = ("accepted", "handed_over")


@dataclass(frozen=True, slots=True)
class Offer:
    """An accepted case with all that the approving system needs."""

    case: StoredCase
    submission: dict[str, Any]
    result: dict[str, Any]
    files: tuple[Place, ...]


def offered(
    runtime: Runtime, access: Access, most: int, after: tuple[float, str] | None = None
) -> tuple[StoredCase, ...]:
    """Accepted cases that wait, oldest first: a sandbox key's own rehearsals, else all real ones."""
    own = access.system if access.sandbox else None
    with runtime.database.looking() as connection:
        return cases.page(connection, most, after, own, "accepted")


def offer(runtime: Runtime, access: Access, id: str) -> Offer:
    """One offered case; raises UsageError where it is not offered. That it was opened is in the audit."""
    with runtime.database.writing() as connection:
        case = cases.get(connection, id)
        if case is None or case.state not in _OFFERED or not _may_take(access, case):
            raise UsageError("没有这个已通过的个案")
        audit.record(connection, f"approver:{access.system}", "open", id)
        result = json.loads(cases.latest_result(connection, id) or "{}")
        return Offer(case, json.loads(case.submission), result, places(connection, case))


def take_over(runtime: Runtime, access: Access, id: str) -> StoredCase:
    """Note that the approving system has a case; again, it stays so."""
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        case = cases.get(connection, id)
        if case is None or not _may_take(access, case):
            raise UsageError("没有这个已通过的个案")
        if case.state == "handed_over":
            return case
        if case.state != "accepted":
            raise CaseConflict(f"个案 {case.case_id} 现在不是已通过状态，不能移交")
        cases.set_state(connection, id, "handed_over")
        audit.record(connection, f"approver:{access.system}", "take over", id)
        return cases.stored(connection, id)


def signed_address(runtime: Runtime, content: str) -> tuple[str, float]:
    """An address that opens one object for a minute, and when it ends."""
    until = int(time.time()) + ADDRESS_SECONDS
    return f"/v1/objects/{content}/{until}/{_signed(runtime, content, until)}", float(until)


def opens(runtime: Runtime, content: str, until: int, signed: str) -> bool:
    """Whether a signed address is ours and has not lapsed."""
    genuine = hmac.compare_digest(
        _signed(runtime, content, until).encode(), signed.encode("utf-8", "replace")
    )
    return genuine and until > time.time()


def _signed(runtime: Runtime, content: str, until: int) -> str:
    return signature(runtime.settings, "address", f"{content} {until}")


def _may_take(access: Access, case: StoredCase) -> bool:
    return case.intake == access.system if access.sandbox else not case.sandbox
