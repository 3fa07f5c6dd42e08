"""Tidies up behind the door: drafts that nobody finishes, objects that no row names.

An object without a row is left where the line broke between the two, or where a file was replaced.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

from pipeline.runtime import Runtime
from pipeline.store import audit, contents, drafts
from pipeline.store.database import one_at_a_time

ORPHAN_SECONDS = 24 * 3600.0
"""Age that an object has before it is looked at: whoever put it has long noted it."""
_AT_ONCE = 500


def sweep(runtime: Runtime) -> tuple[int, int]:
    """How many drafts were given up and how many objects removed; raises StoreUnavailable."""
    return give_up_drafts(runtime), remove_orphans(runtime)


def give_up_drafts(runtime: Runtime) -> int:
    """Withdraw drafts to which nothing was added for long, and let begun resubmissions go."""
    seconds = runtime.settings.draft_days * 24 * 3600
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        for id in (found := drafts.left_alone(connection, seconds)):
            drafts.give_up(connection, id, "sweep")
        return len(found)


def remove_orphans(runtime: Runtime) -> int:
    """Remove old objects that no row names; an upload that arrives just then is put again by its door."""
    removed = 0
    for batch in _batches(runtime):
        with runtime.database.looking() as connection:
            unnamed = set(batch) - contents.needed(connection, batch)
        for content in unnamed:
            with runtime.database.writing() as connection:
                one_at_a_time(connection)
                if not contents.needed(connection, [content]):
                    removed += runtime.objects.remove(content, time.time() - ORPHAN_SECONDS)
    if removed:
        with runtime.database.writing() as connection:
            audit.record(connection, "sweep", "remove objects", count=removed)
    return removed


def _batches(runtime: Runtime) -> Iterator[list[str]]:
    old = runtime.objects.before(time.time() - ORPHAN_SECONDS)
    while batch := list(islice(old, _AT_ONCE)):
        yield batch
