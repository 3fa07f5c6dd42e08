"""docs/performance.md: the tables of `python -m bench speed`."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.contestants import OURS, Spent
from bench.tables import table, write_page
from pipeline.settings import Settings

CASE_PAGES = 13
MEGAPIXELS = (1, 3, 12, 24, 48)


@dataclass(frozen=True, slots=True)
class Page:
    """A file with one page; `size` in megapixels where it stands for its size rather than its kind."""

    name: str
    kind: str
    data: bytes
    size: int = 0


@dataclass(slots=True)
class Found:
    """All that was measured; `spent` by contestant and page, `stages` in CPU-seconds, memory in MiB."""

    long: bool
    jobs: int
    seed: int
    loads: dict[str, Spent] = field(default_factory=dict)
    spent: dict[tuple[str, str], list[Spent]] = field(default_factory=dict)
    peaks: dict[str, float] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    cases: list[Spent] = field(default_factory=list)
    pooled: list[float] = field(default_factory=list)
    stored: dict[int, dict[str, float]] = field(default_factory=dict)
    memory: list[tuple[int, float]] = field(default_factory=list)


def write(path: Path, how: str, found: Found) -> None:
    """Write the page."""
    write_page(path, "Performance", how, _parts(found))


def _parts(found: Found) -> Iterator[str]:
    yield (
        f"Pages and cases drawn with seeds from {found.seed}. Each contestant reads in a process of its own "
        "on one thread, in turn page by page, so that a busy machine troubles all alike. Decoding counts, "
        "drawing does not. The peers read text only; we also rectify, find fields, seals, faces and doubts."
    )
    yield "## A page, from bytes to fields"
    yield table(
        ("", "CPU-s, median", "least", "most", "wall, median", "pages an hour", "most memory", "loading"),
        [_contestant(found, name) for name in found.loads],
    )  # fmt: skip
    yield "## By kind, CPU-seconds (median)"
    kinds = dict.fromkeys(page.partition("/")[0] for _, page in found.spent if "/" in page)
    yield _by(found, [(f"`{kind}`", f"{kind}/") for kind in kinds], "kind")
    yield "## By size of the picture, CPU-seconds (median)"
    yield _by(found, [(f"{size} megapixels", f"{size}") for size in MEGAPIXELS], "one ID card")
    yield "## Where the time goes"
    every = sum(found.stages.values())
    yield table(
        ("stage", "share", "CPU-seconds of all pages"),
        [(stage, f"{100 * cpu / every:.1f} %", f"{cpu:.2f}") for stage, cpu in found.stages.items()],
    )
    yield f"## A case of {CASE_PAGES} pages, from bytes to decision"
    yield (
        f"Phone photos, {len(found.cases)} cases: {_range([s.cpu for s in found.cases])} CPU-seconds on one "
        f"thread ({_range([s.wall for s in found.cases])} s); {_range(found.pooled)} s of wall clock with "
        f"{found.jobs} readers."
    )
    yield "## While stored cases grow, milliseconds (median)"
    yield table(
        ("asked", *(f"{count:,}" for count in found.stored)),
        [
            (question, *(f"{1000 * one[question]:.2f}" for one in found.stored.values()))
            for question in next(iter(found.stored.values()))
        ],
    )
    yield "## Memory of one reader process"
    yield table(("pages", "resident MiB"), [(str(count), f"{mib:.0f}") for count, mib in found.memory])
    yield (
        f"From the middle to the end (medians of four) it changed by {_growth(found.memory):+.0f} MiB. "
        f"A process is replaced after {Settings().recycle_after} pages all the same "
        "(`BIRTHCASE_RECYCLE_AFTER`)."
    )


def _contestant(found: Found, name: str) -> list[str]:
    taken = [s for (who, page), some in found.spent.items() if who == name and "/" in page for s in some]
    cpu = [one.cpu for one in taken]
    middle = statistics.median(cpu)
    wall = statistics.median(one.wall for one in taken)
    return [
        f"**{name}**" if name == OURS else name,
        f"{middle:.2f}",
        f"{min(cpu):.2f}",
        f"{max(cpu):.2f}",
        f"{wall:.2f} s",
        f"{3600 / statistics.mean(cpu):,.0f}",
        f"{found.peaks[name]:.0f} MiB",
        f"{found.loads[name].cpu:.1f} CPU-s",
    ]


def _by(found: Found, rows: Sequence[tuple[str, str]], what: str) -> str:
    """A row for each beginning of a page's name, a column for each contestant."""

    def middle(name: str, start: str) -> str:
        taken = [
            one.cpu
            for (who, page), some in found.spent.items()
            if who == name and (page == start or (start.endswith("/") and page.startswith(start)))
            for one in some
        ]
        return f"{statistics.median(taken):.2f}" if taken else "–"

    names = list(found.loads)
    return table((what, *names), [(told, *(middle(name, start) for name in names)) for told, start in rows])


def _growth(memory: Sequence[tuple[int, float]]) -> float:
    half, end = (
        statistics.median(mib for _, mib in memory[max(0, at) : max(0, at) + 4])
        for at in (len(memory) // 2 - 2, len(memory) - 4)
    )
    return end - half


def _range(values: Sequence[float]) -> str:
    return f"{min(values):.1f}–{max(values):.1f}"
