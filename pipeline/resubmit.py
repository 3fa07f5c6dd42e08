"""A returned case comes back: its new pages are stored, the rest is kept, and it waits to be judged again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from casefile.case import Submission
from casefile.errors import UsageError
from pipeline.door import keep_files, keep_on
from pipeline.intake import (
    CaseConflict,
    Received,
    case_or_error,
    check_files,
    file_names,
    new_case,
    receive_case,
)
from pipeline.rounds import Item, Point, asked_now, merged, points
from pipeline.runtime import Runtime
from pipeline.store import Connection, cases, review, rounds
from pipeline.store.cases import NewCase, StoredCase, Upload
from pipeline.store.database import one_at_a_time
from pipeline.store.rounds import StoredRound
from pipeline.submission import SubmissionUnusable, parse_submission, submission_of


@dataclass(frozen=True, slots=True)
class Told:
    """One round as it is told: when and what was handed in, what came of it, and the points ticked off."""

    number: int
    submitted_at: str
    received_at: float
    replaces: tuple[str, ...]
    status: str | None
    proposal: str | None
    asked: tuple[Item, ...]
    points: tuple[Point, ...]

    @property
    def object(self) -> dict[str, Any]:
        """The round as the API tells it."""
        return {**asdict(self), "points": [asdict(point) | {"label": point.label} for point in self.points]}


def take_case(runtime: Runtime, intake: str, form: bytes, files: Mapping[str, bytes]) -> Received:
    """Keep a new case, or, where the form has `replaces`, work its pages into the case that was returned.

    The same resubmission again changes nothing. Raises SubmissionUnusable with every problem and
    CaseConflict where the case was not returned.
    """
    submission = parse_submission(form)
    if not submission.replaces:
        return receive_case(runtime, intake, form, files)
    with runtime.database.looking() as connection:
        before = cases.by_reference(connection, intake, submission.case_id)
    if before is None:
        raise SubmissionUnusable((f"没有个案 {submission.case_id}，不能补交材料（replaces）",))
    check_files(file_names(submission), {name: len(data) for name, data in files.items()})
    given = {name: files[name] for name in file_names(submission)}
    uploads = keep_files(runtime, given, f"intake:{intake}", before.id)
    sent = new_case(intake, submission, form, uploads)
    with runtime.database.writing() as connection:
        taken = work_in(connection, before.id, submission, sent)
    keep_on(runtime, given.values())
    return taken


def work_in(connection: Connection, id: str, submission: Submission, sent: NewCase) -> Received:
    """Work a complete resubmission into its case; raises CaseConflict where it was not returned."""
    one_at_a_time(connection)
    now = cases.stored(connection, id)
    known = rounds.rounds(connection, id)
    if known and known[-1].fingerprint == sent.fingerprint:
        return Received(now, False)
    if now.state != "returned":
        raise not_returned(now)
    whole, new = _whole(now, submission, sent, len(known) + 1, cases.uploads(connection, id))
    taken = rounds.again(connection, id, whole, sent, new, f"intake:{now.intake}")
    return Received(taken, True)


def not_returned(case: StoredCase) -> CaseConflict:
    """The answer to new pages for a case that waits for none."""
    return CaseConflict(f"个案 {case.case_id} 没有退回补正，不能补交材料")


def send_back(runtime: Runtime, id: str, actor: str) -> StoredCase:
    """Return a flagged case to its applicant; the notice of its newest result says what for."""
    with runtime.database.writing() as connection:
        case = cases.get(connection, id)
        if case is None:
            raise UsageError(f"没有个案 {id[:64]}")
        if case.state == "returned":
            return case
        if case.state != "flagged":
            raise CaseConflict(f"个案 {case.case_id} 不在待审核状态，不能退回")
        if not asked_now((), json.loads(cases.latest_result(connection, id) or "null")):
            raise CaseConflict(f"个案 {case.case_id} 没有需要补正的材料，不能退回")
        return rounds.send_back(connection, id, actor)


def history(runtime: Runtime, id: str) -> tuple[Told, ...]:
    """The rounds of a case, each with the points of the notice before it ticked off."""
    case_or_error(runtime, id)
    with runtime.database.looking() as connection:
        found, given = rounds.rounds(connection, id), review.notices(connection, id)
    told: list[Told] = []
    for one, after in zip(found, (*found[1:], None), strict=False):
        end = after.received_at if after else float("inf")
        sent = [act.detail["notice"]["items"] for act in given if one.received_at <= act.at < end]
        told.append(_told(one, told[-1].asked if told else (), sent[-1] if sent else None))
    return tuple(told)


def _told(one: StoredRound, asked: tuple[Item, ...], sent: Sequence[Item] | None) -> Told:
    """A round; `sent` are the points that a reviewer told, where one returned the case."""
    given, result = json.loads(one.submission), json.loads(one.result) if one.result else None
    return Told(
        number=one.number,
        submitted_at=given["submitted_at"],
        received_at=one.received_at,
        replaces=tuple(given.get("replaces", ())),
        status=result["status"] if result else None,
        proposal=result["proposal"] if result else None,
        asked=asked_now(asked, result) if sent is None else tuple(sent),
        points=points(asked, result) if one.number > 1 else (),
    )


def _whole(
    before: StoredCase, submission: Submission, sent: NewCase, number: int, held: tuple[Upload, ...]
) -> tuple[NewCase, tuple[Upload, ...]]:
    """The whole case as text, and the new files under the names that they are kept by."""
    old = submission_of(json.loads(before.submission))
    whole = merged(old, submission, number, {upload.name for upload in held})
    form = json.loads(sent.submission) | {
        "materials": [{"slot": m.slot.value, "files": list(m.files)} for m in whole.submission.materials]
    }
    by_name = {upload.name: upload for upload in sent.uploads}
    new = tuple(
        Upload(now, by_name[name].content, by_name[name].size) for now, name in whole.originals.items()
    )
    check_files(file_names(whole.submission), None)
    text = json.dumps(form, ensure_ascii=False)
    return new_case(before.intake, whole.submission, text.encode(), new), new
