"""Received cases are taken under a lease, processed start to end, and their verdict appended."""

from __future__ import annotations

import contextlib
import datetime as dt
import json

from casefile.case import Submission
from casefile.errors import ReaderFailed, StoreUnavailable
from pipeline.conclude import (
    birth_of,
    conclude,
    failed_result,
    own_province,
    pictures,
    sightings,
    similar_sightings,
)
from pipeline.formats.outcomes import refused
from pipeline.judge import against
from pipeline.kept import KeptReadings
from pipeline.objects import ObjectAltered
from pipeline.process import Examined, Fetch, examine
from pipeline.record import Against, encoded, record_of
from pipeline.result import Object
from pipeline.runtime import Runtime
from pipeline.store import cases, leases, likenesses
from pipeline.store.cases import StoredCase, Upload
from pipeline.store.leases import FAR, MOST_ATTEMPTS, Lease, LeaseLost
from pipeline.submission import submission_of
from pipeline.workers import ReaderPool
from validators.facts import Facts


def claim(runtime: Runtime, holder: str, most: int) -> tuple[Lease, ...]:
    """Take waiting cases, after putting back those whose runner is gone."""
    with runtime.database.writing() as connection:
        leases.requeue_lapsed(connection, holder, FAR * runtime.settings.lease_seconds)
        return leases.claim(connection, holder, most, runtime.settings.lease_seconds)


def renew(runtime: Runtime, lease: Lease) -> None:
    """Hold a case longer; raises LeaseLost where another runner has it."""
    with runtime.database.writing() as connection:
        leases.renew(connection, lease, runtime.settings.lease_seconds)


def give_back(runtime: Runtime, lease: Lease, holder: str, reason: str, counted: bool) -> None:
    """Let a case wait for another attempt; one that is no longer ours is left alone."""
    try:
        with runtime.database.writing() as connection:
            leases.give_back(connection, lease, holder, reason, counted)
    except LeaseLost:
        return


def work(runtime: Runtime, pool: ReaderPool, lease: Lease, holder: str) -> str:
    """Process one leased case; returns its state, or why it waits for another attempt.

    Trouble with the stores costs no attempt; trouble with the reader does, and the third time the
    case is finished with what could be read, or failed where nothing could.
    """
    try:
        with runtime.database.writing() as connection:
            leases.begin(connection, lease)
        stored, submission, uploads = _load(runtime, lease)
        try:
            kept = KeptReadings(runtime, any_version=submission.replaces != ())
            examined = examine(submission, fetch_of(runtime, uploads), pool, kept)
        except ReaderFailed as error:
            return _broken(runtime, lease, holder, failed_result(submission, error))
        if examined.lost and lease.attempt < MOST_ATTEMPTS:
            give_back(runtime, lease, holder, ReaderFailed.code, counted=True)
            return ReaderFailed.code
        with runtime.database.writing() as connection:
            likenesses.keep(connection, stored.id, pictures(examined.case.documents))
        facts = facts_of(runtime, stored, examined)
        verdict, result = conclude(examined, facts)
        stood = against(verdict, own_province(submission.province))
        record = runtime.objects.put(encoded(record_of(examined, facts, result, stood)))
        _finish(runtime, lease, holder, verdict.status.value, result, record, stood)
    except StoreUnavailable:
        with contextlib.suppress(StoreUnavailable):
            give_back(runtime, lease, holder, StoreUnavailable.code, counted=False)
        return StoreUnavailable.code
    except LeaseLost:
        return LeaseLost.code
    return verdict.status.value


def _broken(runtime: Runtime, lease: Lease, holder: str, result: Object) -> str:
    if lease.attempt < MOST_ATTEMPTS:
        give_back(runtime, lease, holder, ReaderFailed.code, counted=True)
        return ReaderFailed.code
    _finish(runtime, lease, holder, "failed", result)
    return "failed"


def _finish(
    runtime: Runtime,
    lease: Lease,
    holder: str,
    status: str,
    result: Object,
    record: str | None = None,
    stood: Against = (),
) -> None:
    text = json.dumps(result, ensure_ascii=False)
    with runtime.database.writing() as connection:
        leases.finish(connection, lease, holder, status, text, record, {rule for rule, _ in stood})


def _load(runtime: Runtime, lease: Lease) -> tuple[StoredCase, Submission, tuple[Upload, ...]]:
    with runtime.database.looking() as connection:
        stored = cases.get(connection, lease.case)
        if stored is None:
            raise LeaseLost(f"没有个案 {lease.case}")
        return stored, submission_of(json.loads(stored.submission)), cases.uploads(connection, lease.case)


def fetch_of(runtime: Runtime, uploads: tuple[Upload, ...]) -> Fetch:
    """A function from a file's name to its bytes in the store; it raises UploadRefused."""
    contents = {upload.name: upload.content for upload in uploads}

    def fetch(name: str) -> bytes:
        if name not in contents:
            raise refused("MISSING_FILE", name)
        try:
            return runtime.objects.get(contents[name])
        except ObjectAltered:
            raise refused(ObjectAltered.code, name) from None

    return fetch


def facts_of(runtime: Runtime, stored: StoredCase, examined: Examined) -> Facts:
    """What other cases say about this one; records outside are asked by connectors, where configured."""
    contents = sorted(set(examined.contents.values()))
    with runtime.database.looking() as connection:
        births = cases.of_same_birth(connection, stored)
        holders = cases.with_contents(connection, stored, contents)
        alike = {
            picture: tuple(map(_submission, likenesses.holders(connection, stored, picture)))
            for picture in pictures(examined.case.documents)
        }
    facts = Facts(
        births=tuple(birth_of(_submission(case)) for case in births),
        sightings=(
            *sightings(examined.contents, ((content, _submission(case)) for content, case in holders)),
            *similar_sightings(examined.case.documents, alike.__getitem__),
        ),
        digests=examined.contents,
        first_submitted_at=dt.datetime.fromisoformat(stored.first_submitted_at),
    )
    return runtime.outside.facts(examined.case.submission, facts)


def _submission(case: StoredCase) -> Submission:
    return submission_of(json.loads(case.submission))
