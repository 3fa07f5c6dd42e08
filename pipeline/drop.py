"""The drop bucket: `<system>/<case_id>/case.json` with its files is taken, `result.json` is put beside it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from casefile.errors import BirthcaseError, StoreUnavailable
from casefile.lifecycle import SETTLED
from pipeline.intake import CaseConflict, check_files, file_names
from pipeline.objects import Found
from pipeline.resubmit import take_case
from pipeline.result import Object
from pipeline.runtime import Runtime
from pipeline.store import cases, drops
from pipeline.store.drops import Drop
from pipeline.submission import SubmissionUnusable, parse_submission

CASE, RESULT = "case.json", "result.json"
_FOLDER = re.compile(r"([A-Za-z0-9_-]{1,40})/([A-Za-z0-9][A-Za-z0-9_-]{0,63})/(.+)")


class DropBucket(Protocol):
    """Where systems put their cases."""

    def found(self) -> tuple[Found, ...]:
        """Everything in it."""

    def get(self, name: str) -> bytes:
        """One object."""

    def put(self, name: str, data: bytes) -> None:
        """Put one object there."""


def poll(runtime: Runtime, bucket: DropBucket) -> int:
    """Take what is complete and answer what is settled; returns how many cases were taken.

    A folder is complete once its case.json is there: put it last. Another case.json in its place is
    taken as a resubmission. Raises StoreUnavailable; then nothing is lost, and it goes on next time.
    """
    folders = _folders(bucket.found())
    with runtime.database.looking() as connection:
        known = drops.all_of(connection)
    fresh = [key for key, held in folders.items() if CASE in held and _is_new(known.get(key), held)]
    for system, case_id in fresh:
        drop = _take(runtime, bucket, system, case_id, folders[system, case_id])
        with runtime.database.writing() as connection:
            drops.taken(connection, drop)
        known[system, case_id] = drop
    for drop in known.values():
        if not drop.answered and drop.case is not None and (drop.system, drop.case_id) in folders:
            _answer(runtime, bucket, drop)
    return len(fresh)


def _folders(found: tuple[Found, ...]) -> dict[tuple[str, str], dict[str, Found]]:
    folders: dict[tuple[str, str], dict[str, Found]] = {}
    for one in found:
        if parts := _FOLDER.fullmatch(one.name):
            folders.setdefault((parts[1], parts[2]), {})[parts[3]] = one
    return folders


def _is_new(drop: Drop | None, held: Mapping[str, Found]) -> bool:
    """Another case.json is new; where the one before was refused, other files are as well."""
    if drop is None:
        return True
    form, whole = drop.tag.split(" ")
    now_form, now_whole = _tag(held).split(" ")
    return form != now_form or (drop.case is None and whole != now_whole)


def _tag(held: Mapping[str, Found]) -> str:
    """What tells one state of a folder from another: of its case.json, and of all but our answer."""
    whole = sorted(f"{name} {one.tag}" for name, one in held.items() if name != RESULT)
    return " ".join(
        hashlib.sha256(text.encode()).hexdigest()[:32] for text in (held[CASE].tag, "\n".join(whole))
    )


def _take(runtime: Runtime, bucket: DropBucket, system: str, case_id: str, held: Mapping[str, Found]) -> Drop:
    """The folder as taken; one that cannot be used is answered at once."""
    drop = Drop(system, case_id, _tag(held), None, False)
    form = bucket.get(held[CASE].name)
    try:
        files = dict(_files(bucket, form, case_id, held))
        return replace(drop, case=take_case(runtime, system, form, files).case.id)
    except StoreUnavailable:
        raise
    except (SubmissionUnusable, CaseConflict) as error:
        _put(bucket, drop, _refusal(case_id, form, error))
        return replace(drop, answered=True)


def _files(
    bucket: DropBucket, form: bytes, case_id: str, held: Mapping[str, Found]
) -> Iterator[tuple[str, bytes]]:
    """The files that the form names; raises SubmissionUnusable."""
    submission = parse_submission(form)
    if submission.case_id != case_id:
        raise SubmissionUnusable((f"case_id 应与文件夹名相同，为 {case_id}",))
    names = file_names(submission)
    check_files(names, {name: held[name].size for name in names if name in held})
    for name in names:
        yield name, bucket.get(held[name].name)


def _answer(runtime: Runtime, bucket: DropBucket, drop: Drop) -> None:
    assert drop.case is not None
    with runtime.database.looking() as connection:
        case = cases.stored(connection, drop.case)
        result = cases.latest_result(connection, drop.case)
    if case.state in SETTLED and result is not None:
        _put(bucket, drop, json.loads(result))
        with runtime.database.writing() as connection:
            drops.answered(connection, drop)


def _put(bucket: DropBucket, drop: Drop, result: Object) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=2)
    bucket.put(f"{drop.system}/{drop.case_id}/{RESULT}", text.encode())


def _refusal(case_id: str, form: bytes, error: BirthcaseError) -> Object:
    """A result that says why nothing was taken."""
    try:
        province = json.loads(form)["province"]
    except (ValueError, KeyError, TypeError):
        province = None
    return {
        "case_id": case_id,
        "province": province if province in {"guangxi", "hainan"} else None,
        "status": "failed",
        "proposal": None,
        "error": str(error),
        "findings": [],
        "documents": [],
        "versions": dict.fromkeys(("reader", "extractors", "rules"), "unknown"),
    }
