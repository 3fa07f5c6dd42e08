"""A case or a resubmission step by step: its form first, then its files one by one, then it is handed in."""

from __future__ import annotations

import json

from casefile.case import Submission
from pipeline.folder import MOST_BYTES as MOST_FILE_BYTES
from pipeline.intake import CaseConflict, Received, case_or_error, check_files, conflict, file_names, new_case
from pipeline.resubmit import resubmit, returned_case, worked_in
from pipeline.runtime import Runtime
from pipeline.store import cases, comebacks, rounds
from pipeline.store.cases import NewCase, StoredCase, Upload
from pipeline.submission import SubmissionUnusable, parse_submission, submission_of


def begin_case(runtime: Runtime, intake: str, form: bytes) -> Received:
    """Keep a form as a draft whose files follow one by one; with `replaces`, of a case that was returned.

    Raises SubmissionUnusable with every problem, and CaseConflict where the case has arrived otherwise.
    """
    submission = parse_submission(form)
    check_files(file_names(submission), None)
    new = new_case(intake, submission, form, ())
    if submission.replaces:
        return _begin_again(runtime, submission, new)
    with runtime.database.writing() as connection:
        before = cases.by_reference(connection, intake, new.case_id)
        if before is None:
            return Received(cases.draft(connection, new, f"intake:{intake}"), True)
    if before.submission != new.submission:
        raise conflict(new)
    return Received(before, False)


def add_file(runtime: Runtime, id: str, name: str, data: bytes) -> None:
    """Keep one file of a draft; sent again, it takes the place of the one before."""
    case, form = _draft(runtime, id)
    if form is None:
        raise CaseConflict(f"个案 {case.case_id} 已提交，不能再加文件")
    if name not in file_names(submission_of(json.loads(form))):
        raise SubmissionUnusable((f"文件 {name[:80]} 不在 materials 中",))
    if not data or len(data) > MOST_FILE_BYTES:
        raise SubmissionUnusable((f"文件 {name} 是空的或超过 20 MB，请重新上传",))
    upload = Upload(name, runtime.objects.put(data), len(data))
    keep = cases.add_upload if case.state == "draft" else comebacks.add_upload
    with runtime.database.writing() as connection:
        keep(connection, id, upload)


def finish_case(runtime: Runtime, id: str) -> StoredCase:
    """Take a draft whose files are all there; one that was taken before is told as it is."""
    case, form = _draft(runtime, id)
    if form is None:
        return case
    submission = submission_of(json.loads(form))
    fresh = case.state == "draft"
    with runtime.database.writing() as connection:
        uploads = (cases if fresh else comebacks).uploads(connection, id)
        check_files(file_names(submission), {one.name: one.size for one in uploads})
        new = new_case(case.intake, submission, form.encode(), uploads)
        if fresh:
            return cases.complete(connection, id, new, f"intake:{case.intake}")
    return resubmit(runtime, case, submission, new).case


def _begin_again(runtime: Runtime, submission: Submission, new: NewCase) -> Received:
    """Keep the form of a resubmission beside its case."""
    before = returned_case(runtime, new.intake, new.case_id)
    with runtime.database.writing() as connection:
        taken = [one.submission for one in rounds.rounds(connection, before.id)[-1:]]
        if new.submission in (comebacks.find(connection, before.id), *taken):
            return Received(before, False)
        worked_in(connection, before, submission, new)
        comebacks.begin(connection, before.id, new.submission, f"intake:{new.intake}")
    return Received(before, True)


def _draft(runtime: Runtime, id: str) -> tuple[StoredCase, str | None]:
    """A case with the form whose files are still to come; None: it waits for none."""
    case = case_or_error(runtime, id)
    if case.state == "draft":
        return case, case.submission
    with runtime.database.looking() as connection:
        return case, comebacks.find(connection, id) if case.state == "returned" else None
