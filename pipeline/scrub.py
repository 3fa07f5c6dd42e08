"""Every object that a row names is fetched and its SHA-256 compared: what is gone or altered is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.objects import ObjectAltered
from pipeline.runtime import Runtime
from pipeline.store import audit, contents
from pipeline.store.database import one_at_a_time


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """How many objects were looked at, those not as they were put, and where the audit's chain breaks."""

    objects: int
    damaged: tuple[str, ...]
    first_broken: int | None

    @property
    def well(self) -> bool:
        """Whether all is as it was."""
        return not self.damaged and self.first_broken is None


def scrub(runtime: Runtime) -> Scrubbed:
    """Look at everything, and note in the audit what was found; raises StoreUnavailable."""
    count, damaged = 0, []
    for content in named(runtime):
        count += 1
        try:
            runtime.objects.get(content)
        except ObjectAltered:
            damaged.append(content)
    with runtime.database.looking() as connection:
        broken = audit.first_broken(connection)
    with runtime.database.writing() as connection:
        one_at_a_time(connection)
        audit.record(connection, "scrub", "scrub", objects=count, damaged=len(damaged))
    return Scrubbed(count, tuple(damaged), broken)


def named(runtime: Runtime) -> Iterator[str]:
    """Every object that a row names, each once, in order; some thousands at a time."""
    last = ""
    while True:
        with runtime.database.looking() as connection:
            some = contents.after(connection, last, 2000)
        yield from some
        if not some:
            return
        last = some[-1]
