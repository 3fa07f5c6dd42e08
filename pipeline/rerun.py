"""Stored cases decided again after rules, terms or models changed; only what changed is computed again.

From `judge` a case is judged by what was read of it before; from `read` its pages are read again where no
reading by the present reader is kept; from `normalise` every page is read from its bytes. The machine's own
verdicts follow; where a person has decided, what the machine would say now is kept beside.
"""

from __future__ import annotations

import functools
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from casefile.errors import BirthcaseError, ReaderFailed, StoreUnavailable, UsageError
from casefile.findings import Status
from pipeline import record as records
from pipeline.conclude import own_province
from pipeline.judge import judge
from pipeline.objects import ObjectAltered
from pipeline.record import Record
from pipeline.reread import Rereader
from pipeline.result import result_object
from pipeline.retry import Word, word_of
from pipeline.runtime import Runtime
from pipeline.store import Connection, Database, audit, cases, leases, outcomes, reruns
from pipeline.store.events import Refused
from pipeline.store.leases import Said
from pipeline.store.outcomes import Spoken
from pipeline.store.reruns import Asked, Batch, Outcome, StoredRun
from pipeline.versions import rules_version
from pipeline.where import parse
from validators.province import Province, provinces
from validators.province import parse as parse_terms

LOG = logging.getLogger(__name__)
STARTS = ("judge", "read", "normalise")
BATCH = {"judge": 250, "read": 1, "normalise": 1}
"""Cases a batch: judging is quick, reading is not."""
_OWN = ("flagged", "accepted")
_NO_RECORD = "NO_RECORD"
"""Nothing is kept by which the case could be judged: one that had failed is read from the start instead."""
_AT_ONCE = 8
"""Objects of a batch that are fetched or put at a time."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A case decided again; `result` and `record` only where something changed."""

    outcome: Outcome
    status: str = ""
    result: str | None = None
    record: bytes | None = None
    doubts: tuple[str, ...] = ()
    proposal: str | None = None
    refused: Refused = ()

    def said(self, record: str, state: str) -> Said:
        """Its word, for a case in this state."""
        about = (self.outcome.case, self.status, self.result or "", record, self.doubts)
        return Said(*about, self.proposal, self.refused, moved=state != self.status)


def begin(database: Database, asked: Asked, actor: str) -> StoredRun:
    """Note a run; raises UsageError for a filter, a stage or terms that cannot be used."""
    if asked.start not in STARTS:
        raise UsageError(f"没有阶段 {asked.start}，可用 {'、'.join(STARTS)}")
    if asked.models and asked.start == "judge":
        raise UsageError("换模型要从 read 或 normalise 开始")
    part = parse(asked.filter) if asked.filter.strip() else None
    _terms(asked.terms)
    with database.writing() as connection:
        return reruns.begin(connection, asked, part, BATCH[asked.start], actor)


def claim(database: Database, run: str, holder: str, seconds: float) -> Batch | None:
    """The next batch; the run is over once none is left and none is under way."""
    with database.writing() as connection:
        batch = reruns.claim(connection, run, holder, seconds)
        if batch is None:
            reruns.end_if_done(connection, run)
        return batch


def perform(runtime: Runtime, batch: Batch, rereader: Rereader | None = None) -> Mapping[str, int]:
    """Decide a batch again and keep what came of it; how many cases came out how.

    Raises LeaseLost where another worker has the batch by now: then nothing of this is kept.
    """
    with runtime.database.looking() as connection:
        run, ids = reruns.get(connection, batch.run), reruns.waiting(connection, batch)
        spoken = outcomes.spoken(connection, ids)
    case = _Again(runtime, run, _terms(run.terms), rereader)
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        data = threads.map(lambda id: _record(runtime, spoken.get(id)), ids)
        found = [case.decided(id, spoken.get(id), one) for id, one in zip(ids, data, strict=True)]
        own = _own(runtime, run, found)
        records = list(threads.map(lambda one: _put(runtime, one, own), found))
    with runtime.database.writing() as connection:
        reruns.hold(connection, batch)
        done = _kept(connection, run, found, records)
        reruns.finish(connection, batch, done)
    return Counter(outcome.state for outcome in done)


def _record(runtime: Runtime, spoken: Spoken | None) -> bytes | None:
    """What a case was judged by, or None where that is not kept, or the store has it no more."""
    if spoken is None or spoken.record is None or spoken.status == Status.FAILED:
        return None
    try:
        return runtime.objects.get(spoken.record)
    except ObjectAltered as error:
        LOG.error("%s", error)
        return None


def _own(runtime: Runtime, run: StoredRun, found: Iterable[Decided]) -> frozenset[str]:
    """The changed cases that are the machine's own as it looks now, whose records are worth keeping."""
    changed = [one.outcome.case for one in found if one.record is not None]
    if run.dry or not changed:
        return frozenset()
    with runtime.database.looking() as connection:
        return frozenset(changed) - outcomes.decided(connection, changed)


def _put(runtime: Runtime, one: Decided, own: frozenset[str]) -> str | None:
    return runtime.objects.put(one.record) if one.record is not None and one.outcome.case in own else None


@dataclass(frozen=True, slots=True)
class _Again:
    """How the cases of one run are decided again."""

    runtime: Runtime
    run: StoredRun
    terms: Province | None
    rereader: Rereader | None

    def decided(self, id: str, spoken: Spoken | None, data: bytes | None) -> Decided:
        """One case; whatever goes wrong with it stays with it, but for stores that do not answer."""
        before = spoken.word if spoken else None
        try:
            if self.run.start == "judge" and data is None:
                return Decided(Outcome(id, "failed", before, error=_NO_RECORD))
            old = records.decoded(data, id, boxes=False) if data is not None else None
            new = self._read(id, old)
            if self.terms is not None and new.submission.province != self.terms.id in provinces():
                return Decided(Outcome(id, "passed", before, error="OTHER_PROVINCE"))
            return self._judged(id, before, old, new, data)
        except StoreUnavailable:
            raise
        except BirthcaseError as error:
            return Decided(Outcome(id, "failed", before, error=error.code))
        except Exception as error:  # the worker's edge: one case's failure must not end the batch
            LOG.error("case %s: %s", id, type(error).__name__, extra={"case": id})
            return Decided(Outcome(id, "failed", before, error=type(error).__name__[:40]))

    def _read(self, id: str, old: Record | None) -> Record:
        if self.run.start == "judge" and old is not None:
            return old
        if self.rereader is None:
            raise ReaderFailed("no readers")
        return self.rereader.again(id, old, anew=self.run.start == "normalise")

    def _judged(
        self, id: str, before: str | None, old: Record | None, new: Record, data: bytes | None
    ) -> Decided:
        province = self.terms or own_province(new.submission.province)
        verdict = judge(new.case, province, new.facts)
        after = word_of(verdict, province)
        word = outcomes.word(after.status, after.proposal)
        rules = sorted({rule for rule, _ in frozenset(old.against if old else ()) ^ after.against})
        if word == before and not rules:
            return Decided(Outcome(id, "same", before, word))
        whole = records.decoded(data, id) if new is old and data is not None else new
        versions = {**whole.versions, "rules": _rules(self.run.terms)}
        result = result_object(whole.case, verdict, versions, whole.seconds)
        state = "changed" if word != before else "reasons"
        return Decided(
            Outcome(id, state, before, word, ",".join(rules)),
            verdict.status.value,
            json.dumps(result, ensure_ascii=False),
            records.encoded(_renewed(whole, versions, after)),
            tuple(sorted({rule for rule, _ in after.against})),
            result["proposal"],
            result["refused"],
        )


def _renewed(record: Record, versions: Mapping[str, str], word: Word) -> Record:
    last = replace(record.rounds[-1], status=word.status, proposal=word.proposal)
    rounds = (*record.rounds[:-1], last)
    return replace(record, versions=versions, rounds=rounds, against=tuple(sorted(word.against)))


def _kept(
    connection: Connection, run: StoredRun, found: list[Decided], records: list[str | None]
) -> Sequence[Outcome]:
    """Each outcome with where its word went: a verdict of the machine's own, or beside a person's."""
    changed = [one.outcome.case for one in found if one.result is not None or one.outcome.error == _NO_RECORD]
    states = cases.states(connection, changed)
    by_people = outcomes.decided(connection, changed)
    done: list[Outcome] = []
    own: list[tuple[Decided, str]] = []
    for one, record in zip(found, records, strict=True):
        id = one.outcome.case
        if not run.dry and one.result is None and states.get(id) == "failed":
            leases.again(connection, id, run.actor)
            done.append(replace(one.outcome, state="passed", kept="queue", error=None))
        elif one.result is None or run.dry:
            done.append(one.outcome)
        elif states.get(id) not in reruns.JUDGED:
            done.append(replace(one.outcome, state="passed", error="UNDER_WAY"))
        elif states[id] == "failed":
            leases.again(connection, id, run.actor)
            done.append(replace(one.outcome, kept="queue"))
        elif record is None or id in by_people or states[id] not in _OWN:
            done.append(replace(one.outcome, kept="beside", result=one.result))
        else:
            own.append((one, record))
            done.append(replace(one.outcome, kept="verdict"))
    leases.conclude_all(connection, [one.said(record, states[one.outcome.case]) for one, record in own])
    told = [(o.case, {"before": o.before, "after": o.after}) for o in (one.outcome for one, _ in own)]
    audit.record_all(connection, run.actor, "rejudge", told)
    return done


@functools.lru_cache(maxsize=4)
def _terms(text: str | None) -> Province | None:
    if text is None:
        return None
    found, faults = parse_terms(text, "--province")
    if found is None:
        raise UsageError(faults[0])
    return found


def _rules(terms: str | None) -> str:
    own = rules_version()
    return f"{own}+{hashlib.sha256(terms.encode()).hexdigest()[:12]}" if terms else own
