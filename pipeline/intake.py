"""A case arrives: its form and files are checked, stored by content, and recorded in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from casefile.case import Submission
from casefile.errors import BirthcaseError, UsageError
from pipeline.deadline import deadline
from pipeline.door import keep_files, keep_on
from pipeline.formats.door import MOST_BYTES as MOST_FILE_BYTES
from pipeline.process import MOST_BYTES, MOST_FILES
from pipeline.runtime import Runtime
from pipeline.store import cases
from pipeline.store.cases import NewCase, StoredCase, Upload, birth_key
from pipeline.store.database import one_at_a_time
from pipeline.submission import SubmissionUnusable, parse_submission


class CaseConflict(BirthcaseError):
    """A case with the same reference but other content has arrived before."""

    code: ClassVar[str] = "CONFLICT"


@dataclass(frozen=True, slots=True)
class Received:
    """The case as kept, and whether this call brought it."""

    case: StoredCase
    created: bool


def receive_case(runtime: Runtime, intake: str, form: bytes, files: Mapping[str, bytes]) -> Received:
    """Keep a complete case; the same case again is the same case, other content is a CaseConflict.

    Raises SubmissionUnusable with every problem, and StoreUnavailable where nothing was recorded:
    objects put before a failure are without a case, and harmless.
    """
    submission = parse_submission(form)
    named = file_names(submission)
    check_files(named, {name: len(data) for name, data in files.items()})
    uploads = keep_files(runtime, {name: files[name] for name in named}, f"intake:{intake}")
    new = new_case(intake, submission, form, uploads)
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        before = cases.by_reference(connection, intake, new.case_id)
        if before is None:
            taken = Received(cases.receive(connection, new, f"intake:{intake}"), True)
        else:
            taken = _same(before, new)
    keep_on(runtime, (files[name] for name in named))
    return taken


def _same(before: StoredCase, new: NewCase) -> Received:
    if before.fingerprint != new.fingerprint:
        raise conflict(new.case_id)
    return Received(before, False)


def conflict(case_id: str) -> CaseConflict:
    """The answer to another case with a reference that is taken."""
    return CaseConflict(f"个案 {case_id} 已收到，内容不同；如要更正，请用新的 case_id 提交")


def file_names(submission: Submission) -> tuple[str, ...]:
    """The files that a form names, each once."""
    return tuple(dict.fromkeys(file for material in submission.materials for file in material.files))


def new_case(intake: str, submission: Submission, form: bytes, uploads: tuple[Upload, ...]) -> NewCase:
    """A case as the store takes it."""
    given = json.loads(form.decode("utf-8-sig"))
    return NewCase(
        intake=intake,
        case_id=submission.case_id,
        province=submission.province,
        submission=json.dumps(given, ensure_ascii=False, sort_keys=True),
        submitted_at=given["submitted_at"],
        birth=birth_key(submission.mother.id_number, submission.newborn.birth_date.isoformat()),
        due_at=deadline(submission.submitted_at).timestamp(),
        uploads=uploads,
    )


def check_files(named: tuple[str, ...], sizes: Mapping[str, int] | None) -> None:
    """Every named file is there, none is unnamed, and none is too large; None: they are still to come."""
    problems = [f"文件超过 {MOST_FILES} 个，请合并"] if len(named) > MOST_FILES else []
    if sizes is not None:
        problems += [
            *(f"缺少文件 {name}" for name in named if name not in sizes),
            *(f"文件 {name[:80]} 不在 materials 中" for name in sizes if name not in named),
            *(f"文件 {name} 超过 20 MB，请压缩" for name in named if sizes.get(name, 0) > MOST_FILE_BYTES),
            *(f"文件 {name} 是空的，请重新上传" for name in named if sizes.get(name) == 0),
        ]
    if sizes is not None and sum(sizes.values()) > MOST_BYTES:
        problems.append("材料合计超过 100 MB，请压缩")
    if problems:
        raise SubmissionUnusable(tuple(problems))


def case_or_error(runtime: Runtime, id: str) -> StoredCase:
    """A case by its id; raises UsageError where there is none."""
    with runtime.database.looking() as connection:
        found = cases.get(connection, id)
    if found is None:
        raise UsageError(f"没有个案 {id[:64]}")
    return found
