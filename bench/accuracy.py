"""Reads pages that nothing was tuned on, and writes how many fields came out right: docs/accuracy.md."""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.accuracy_page import write
from bench.drawing import drawn
from bench.fields import Seen, compared
from bench.inside import inside, processes
from casefile.case import Document
from casefile.errors import ReaderFailed, UploadRefused
from samples.singles import KINDS

Task = tuple[str, int, str, bool]
READ = tuple(kind for kind in KINDS if kind not in {"register_change", "divorce_certificate", "unknown"})
"""Kinds whose fields are read; of the others only the kind is told."""


def run(asked: argparse.Namespace) -> int:
    """Draw and read every page, and write the tables."""
    kinds = asked.kinds or READ
    tasks = [
        (kind, seed, profile, asked.peers)
        for seed, profile, kind in itertools.product(asked.seeds, asked.profiles, kinds)
    ]
    readings: dict[str, list[Seen]] = {}
    with processes(asked.jobs) as pool:
        for count, by_reader in enumerate(pool.map(read_page, tasks, chunksize=4), 1):
            for reader, seen in by_reader.items():
                readings.setdefault(reader, []).extend(seen)
            if count % 50 == 0:
                print(f"{count} of {len(tasks)} pages", flush=True)
    own = readings.pop("birthcase")
    if asked.wrong:
        _write_wrong(asked.wrong, own)
    write(asked.docs / "accuracy.md", asked.told, asked.seeds, own, readings)
    print(f"wrote {asked.docs / 'accuracy.md'}")
    return 0


def read_page(task: Task) -> dict[str, list[Seen]]:
    """What each reader makes of one page."""
    kind, seed, profile, peers = task
    page = drawn(kind, seed, profile)
    found = {"birthcase": _documents(page.data)}
    if peers:
        from bench.peers import PEERS

        found |= {name: peer(page.data) for name, peer in PEERS.items()}
    return {
        name: list(compared(page.truth, _match(kind, documents), page.profile, seed, page.hand))
        for name, documents in found.items()
    }


def _documents(data: bytes) -> Sequence[Document]:
    try:
        return inside().read(data, "page").result().documents
    except (UploadRefused, ReaderFailed) as error:
        print(f"a page was not read: {type(error).__name__} {error}", flush=True)
        return ()


def _match(kind: str, documents: Sequence[Document]) -> Document | None:
    """The document of the wanted kind with the most values, as one page may be taken for two."""
    same = [one for one in documents if one.kind == kind]
    return max(same, key=lambda one: sum(f.value is not None for f in one.fields.values()), default=None)


def _write_wrong(path: Path, seen: Sequence[Seen]) -> None:
    lines = (json.dumps(one, ensure_ascii=False) for one in _wrong(seen))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _wrong(seen: Sequence[Seen]) -> Iterator[dict[str, object]]:
    return (asdict(one) for one in seen if not one.right)
