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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from casefile.errors import BirthcaseError, ReaderFailed, StoreUnavailable, UsageError
from pipeline import record as records
from pipeline.conclude import own_province
from pipeline.judge import judge
from pipeline.record import Record
from pipeline.reread import Rereader
from pipeline.result import result_object
from pipeline.retry import Word, word_of
from pipeline.store import Connection, Database, audit, cases, leases, outcomes, reruns, words
from pipeline.store.reruns import Asked, Batch, Outcome, StoredRun
from pipeline.versions import rules_version
from pipeline.where import parse
from validators.province import Province, provinces
from validators.province import parse as parse_terms

LOG = logging.getLogger(__name__)
STARTS = ("judge", "read", "normalise")
BATCH = {"judge": 250, "read": 1, "normalise": 1}
"""Cases a batch: judging is quick, reading is not."""
OWN = ("flagged", "accepted")


@dataclass(frozen=True, slots=True)
class Decided:
    """A case decided again; `result` and `record` only where something changed."""

    outcome: Outcome
    status: str = ""
    result: str | None = None
    record: bytes | None = None


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


def perform(database: Database, batch: Batch, rereader: Rereader | None = None) -> Mapping[str, int]:
    """Decide a batch again and keep what came of it; how many cases came out how.

    Raises LeaseLost where another worker has the batch by now: then nothing of this is kept.
    """
    with database.looking() as connection:
        run, ids = reruns.get(connection, batch.run), reruns.waiting(connection, batch)
        before, kept = words.words(connection, ids), words.records(connection, ids)
    terms = _terms(run.terms)
    found = [_decided(id, run, before.get(id), kept.get(id), terms, rereader) for id in ids]
    with database.writing() as connection:
        reruns.hold(connection, batch)
        done = tuple(_kept(connection, run, found))
        reruns.finish(connection, batch, done)
    return Counter(outcome.state for outcome in done)


def _decided(
    id: str,
    run: StoredRun,
    before: str | None,
    data: bytes | None,
    terms: Province | None,
    rereader: Rereader | None,
) -> Decided:
    try:
        if run.start == "judge" and data is None:
            return Decided(Outcome(id, "failed", before, error="NO_RECORD"))
        old = records.decoded(data, id, boxes=False) if data is not None else None
        new = old
        if run.start != "judge":
            if rereader is None:
                raise ReaderFailed("no readers")
            new = rereader.again(id, old, anew=run.start == "normalise")
        assert new is not None
        if terms is not None and new.submission.province != terms.id in provinces():
            return Decided(Outcome(id, "passed", before, error="OTHER_PROVINCE"))
        return _judged(id, run, before, old, new, data, terms)
    except StoreUnavailable:
        raise
    except BirthcaseError as error:
        return Decided(Outcome(id, "failed", before, error=error.code))
    except Exception as error:  # the worker's edge: one case's failure must not end the batch
        LOG.error("case %s: %s", id, type(error).__name__)
        return Decided(Outcome(id, "failed", before, error=type(error).__name__[:40]))


def _judged(
    id: str,
    run: StoredRun,
    before: str | None,
    old: Record | None,
    new: Record,
    data: bytes | None,
    terms: Province | None,
) -> Decided:
    province = terms or own_province(new.submission.province)
    verdict = judge(new.case, province, new.facts)
    after = word_of(verdict, province)
    word = words.word(after.status, after.proposal)
    stood = frozenset(old.against) if old else frozenset()
    rules = sorted({rule for rule, _ in stood ^ after.against})
    if word == before and not rules:
        return Decided(Outcome(id, "same", before, word))
    whole = records.decoded(data, id) if run.start == "judge" and data is not None else new
    versions = {**whole.versions, "rules": _rules(run.terms)}
    result = result_object(whole.case, verdict, versions, whole.seconds)
    state = "changed" if word != before else "reasons"
    return Decided(
        Outcome(id, state, before, word, ",".join(rules)),
        verdict.status.value,
        json.dumps(result, ensure_ascii=False),
        records.encoded(_renewed(whole, versions, after)),
    )


def _renewed(record: Record, versions: Mapping[str, str], word: Word) -> Record:
    last = replace(record.rounds[-1], status=word.status, proposal=word.proposal)
    rounds = (*record.rounds[:-1], last)
    return replace(record, versions=versions, rounds=rounds, against=tuple(sorted(word.against)))


def _kept(connection: Connection, run: StoredRun, found: Iterable[Decided]) -> Iterable[Outcome]:
    """Each outcome with where its word went: a verdict of the machine's own, or beside a person's."""
    changed = [one.outcome.case for one in found if one.result is not None]
    states = cases.states(connection, changed)
    by_people = outcomes.decided(connection, changed)
    for one in found:
        id = one.outcome.case
        if one.result is None or run.dry:
            yield one.outcome
        elif states.get(id) not in reruns.JUDGED:
            yield replace(one.outcome, state="passed", error="UNDER_WAY")
        elif states[id] == "failed":
            leases.again(connection, id, run.actor)
            yield replace(one.outcome, kept="queue")
        elif id in by_people or states[id] not in OWN:
            yield replace(one.outcome, kept="beside", result=one.result)
        else:
            leases.conclude(connection, id, one.status, one.result, moved=states[id] != one.status)
            words.keep(connection, id, one.record or b"")
            detail = {"before": one.outcome.before, "after": one.outcome.after}
            audit.record(connection, run.actor, "rejudge", id, **detail)
            yield replace(one.outcome, kept="verdict")


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
