"""A case is handed in step by step: its form, its files one by one, and the word that it is complete.

A resubmission of a returned case goes the same way; until it is complete the case stays returned.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from casefile.case import Submission
from casefile.errors import UsageError
from pipeline.intake import CaseConflict, Received, check_files, conflict, file_names, new_case
from pipeline.process import MOST_BYTES
from pipeline.resubmit import not_returned, work_in
from pipeline.rounds import merged
from pipeline.runtime import Runtime
from pipeline.store import Connection, cases, drafts, rounds
from pipeline.store.cases import NewCase, StoredCase, Upload
from pipeline.store.database import one_at_a_time
from pipeline.store.tables import RESENT, UPLOADS
from pipeline.submission import SubmissionUnusable, parse_submission, submission_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file of the form goes: its slot, its number there from 1, and what has arrived."""

    slot: str
    number: int
    name: str
    upload: Upload | None


def begin_case(runtime: Runtime, intake: str, form: bytes) -> Received:
    """Keep a new case as a draft; the same form again is the same case, another one a CaseConflict."""
    submission = parse_submission(form)
    if submission.replaces:
        raise SubmissionUnusable(("补正件（replaces）请提交到原个案的 resubmit 地址",))
    check_files(file_names(submission), None)
    new = new_case(intake, submission, form, ())
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        before = cases.by_reference(connection, intake, new.case_id)
        if before is None:
            return Received(drafts.draft(connection, new, f"intake:{intake}"), True)
        if new.submission not in {before.submission, *_forms(connection, before)}:
            raise conflict(new.case_id)
        return Received(before, False)


def change_form(runtime: Runtime, case: StoredCase, form: bytes) -> StoredCase:
    """Put another form in the place of a draft's; its reference stays."""
    submission = parse_submission(form)
    check_files(file_names(submission), None)
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        now = cases.stored(connection, case.id)
        if now.state != "draft":
            raise CaseConflict(f"个案 {now.case_id} 已提交，不能再改")
        if submission.case_id != now.case_id or submission.replaces:
            raise SubmissionUnusable(("case_id 不能改，也不能写 replaces",))
        kept = tuple(u for u in cases.uploads(connection, now.id) if u.name in file_names(submission))
        return drafts.change(connection, now.id, new_case(now.intake, submission, form, kept), _actor(now))


def begin_resubmission(runtime: Runtime, case: StoredCase, form: bytes) -> Received:
    """Note what is going to replace pages of a returned case; its files follow."""
    submission = parse_submission(form)
    if submission.case_id != case.case_id:
        raise SubmissionUnusable((f"case_id 应为 {case.case_id}",))
    if not submission.replaces:
        raise SubmissionUnusable(("补正件要写明 replaces，即要替换的材料位置",))
    check_files(file_names(submission), None)
    sent = new_case(case.intake, submission, form, ())
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        now = cases.stored(connection, case.id)
        if sent.submission in {drafts.begun(connection, case.id), *_forms(connection, case)[1:]}:
            return Received(now, False)
        if now.state != "returned":
            raise not_returned(now)
        merged(submission_of(json.loads(now.submission)), submission, 2)
        drafts.begin_again(connection, case.id, sent.submission, _actor(now))
        return Received(now, True)


def places(connection: Connection, case: StoredCase) -> tuple[Place, ...]:
    """Where each file goes of what is being handed in, or of the case as it was handed in."""
    again = drafts.begun(connection, case.id)
    submission = submission_of(json.loads(again or case.submission))
    kept = {one.name: one for one in cases.uploads(connection, case.id, RESENT if again else UPLOADS)}
    counts: dict[str, int] = {}
    found: list[Place] = []
    for material in submission.materials:
        slot = material.slot.value
        for name in material.files:
            counts[slot] = counts.get(slot, 0) + 1
            found.append(Place(slot, counts[slot], name, kept.get(name)))
    return tuple(found)


def place_of(runtime: Runtime, case: StoredCase, slot: str, number: int) -> Place:
    """One place that waits for its file; raises UsageError where the form names none there."""
    with runtime.database.looking() as connection:
        _check_open(connection, case)
        for place in places(connection, case):
            if (place.slot, place.number) == (slot, number):
                return place
    raise UsageError(f"materials 中没有 {slot[:40]} 的第 {number} 个文件")


def add_file(runtime: Runtime, case: StoredCase, place: Place, upload: Upload) -> bool:
    """Note the file that arrived for a place; False where the same one had arrived before."""
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        now = cases.stored(connection, case.id)
        _check_open(connection, now)
        held = {one.name: one for one in places(connection, now)}
        if place.name not in held:
            raise CaseConflict(f"个案 {now.case_id} 的表单已改，请重新取上传地址")
        before = held[place.name].upload
        if before is not None and before.content == upload.content:
            return False
        others = sum(one.upload.size for one in held.values() if one.upload and one.name != place.name)
        if others + upload.size > MOST_BYTES:
            raise SubmissionUnusable(("材料合计超过 100 MB，请压缩",))
        table = UPLOADS if now.state == "draft" else RESENT
        drafts.add_upload(connection, now.id, upload, table)
        return True


def finish_case(runtime: Runtime, case: StoredCase) -> StoredCase:
    """Take what is being handed in; what was taken before is told as it is."""
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        now = cases.stored(connection, case.id)
        again = drafts.begun(connection, now.id)
        if now.state != "draft" and again is None:
            return now
        sent, submission = _complete(connection, now, again or now.submission, again is not None)
        if again is None:
            return drafts.complete(connection, now.id, sent, _actor(now))
        taken = work_in(connection, now.id, submission, sent).case
        drafts.forget(connection, now.id)
        return taken


def withdraw_case(runtime: Runtime, case: StoredCase) -> StoredCase:
    """Take a draft or a returned case back for its applicant; again, it stays withdrawn."""
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        now = cases.stored(connection, case.id)
        if now.state == "withdrawn":
            return now
        if now.state not in {"draft", "returned"}:
            raise CaseConflict(f"个案 {now.case_id} 已提交，现在不能撤回")
        return drafts.withdraw(connection, now.id, _actor(now))


def _complete(connection: Connection, case: StoredCase, form: str, again: bool) -> tuple[NewCase, Submission]:
    submission = submission_of(json.loads(form))
    uploads = cases.uploads(connection, case.id, RESENT if again else UPLOADS)
    check_files(file_names(submission), {one.name: one.size for one in uploads})
    return new_case(case.intake, submission, form.encode(), uploads), submission


def _check_open(connection: Connection, case: StoredCase) -> None:
    if case.state != "draft" and (case.state != "returned" or drafts.begun(connection, case.id) is None):
        raise CaseConflict(f"个案 {case.case_id} 已提交，不能再加文件")


def _forms(connection: Connection, case: StoredCase) -> list[str]:
    """What was handed in, round by round."""
    return [one.submission for one in rounds.rounds(connection, case.id)]


def _actor(case: StoredCase) -> str:
    return f"intake:{case.intake}"
