"""Who sees personal data: whoever has the case in hand sees its evidence, others only once they said why."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.review.acting import case_seen, reason_of
from pipeline.review.standing import Standing
from pipeline.runtime import Runtime
from pipeline.store import audit, review
from pipeline.store.review import Act

REVEALED_SECONDS = 900
"""So long data stays revealed to one person in one case."""


def reveal(runtime: Runtime, who: str, id: str, reason: str) -> None:
    """Show somebody a case's data unmasked for a while; raises ReasonMissing."""
    case_seen(runtime, id)
    why = reason_of(reason, needed=True)
    with runtime.database.writing() as connection:
        review.add(connection, id, who, "reveal", {"reason": why}, {"reason": why})


def revealed(acts: Sequence[Act], who: str, moment: float) -> bool:
    """Whether somebody may see the data of a case unmasked at that moment (UTC seconds)."""
    return any(
        act.act == "reveal" and act.actor == who and moment - act.at < REVEALED_SECONDS for act in acts
    )


def may_look(seen: Standing, who: str, moment: float) -> bool:
    """Whether somebody may see a case's pages and the values that its findings are about."""
    held = seen.claim is not None and seen.claim.holder == who
    return held or revealed(seen.acts, who, moment)


def note_look(runtime: Runtime, who: str, id: str, document: str, moment: float) -> None:
    """Record that somebody looks at a document's picture: once for as long as a look may last."""
    with runtime.database.looking() as connection:
        looks = [one for one in audit.history(connection, id) if one.act == "view" and one.actor == who]
    since = moment - REVEALED_SECONDS
    if not any(one.at > since and one.detail.get("document") == document for one in looks):
        with runtime.database.writing() as connection:
            audit.record(connection, who, "view", id, document=document)
