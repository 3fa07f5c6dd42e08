"""Pages of stored cases read again for a rerun: what is kept by content and version is not."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from casefile.errors import ReaderFailed, UsageError
from pipeline.engine import Reading
from pipeline.kept import KeptReadings
from pipeline.process import examine
from pipeline.queue import facts_of, fetch_of
from pipeline.record import Record
from pipeline.rounds import Round
from pipeline.runtime import Runtime
from pipeline.store import cases
from pipeline.submission import submission_of
from pipeline.workers import ReaderPool


class _Anew(KeptReadings):
    """Finds nothing, so that every page is read; keeps what is read."""

    def find(self, content: str, version: str) -> Reading | None:
        return None


@dataclass(frozen=True, slots=True)
class Rereader:
    """Readers and objects for reruns that begin before judging."""

    runtime: Runtime
    pool: ReaderPool

    def again(self, id: str, before: Record | None, anew: bool) -> Record:
        """What is read of a case now, with the facts that it was judged by; raises ReaderFailed."""
        with self.runtime.database.looking() as connection:
            stored = cases.get(connection, id)
            uploads = cases.uploads(connection, id)
        if stored is None:
            raise UsageError(f"没有个案 {id}")
        submission = submission_of(json.loads(stored.submission))
        memory = _Anew(self.runtime) if anew else KeptReadings(self.runtime)
        examined = examine(submission, fetch_of(self.runtime, uploads), self.pool, memory)
        if examined.lost:
            raise ReaderFailed(f"{examined.lost} 个文件未能读完")
        facts = before.facts if before else facts_of(self.runtime, stored, examined)
        return Record(
            submission=submission,
            documents=examined.case.documents,
            refused=examined.case.refused,
            contents=examined.contents,
            versions=examined.versions,
            facts=replace(facts, digests=examined.contents),
            rounds=before.rounds if before else (Round(1, submission.submitted_at.isoformat()),),
            seconds=examined.seconds,
        )
