"""docs/uploads.md: what is taken, every outcome, and what became of hostile files."""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from casefile.errors import ReaderFailed, UploadRefused
from pipeline.formats import archives, door, images, text
from pipeline.formats.outcomes import ACCEPTED, OUTCOMES, refused
from pipeline.formats.pdf import MOST_PAGES
from pipeline.process import MOST_BYTES, MOST_FILES
from pipeline.sandbox.decoder import Decoder
from pipeline.sandbox.limits import Limits
from samples.hostile.catalogue import catalogue
from samples.hostile.sample import PAGES

ORDINARY = Path("samples/documents")
TRIES = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of one file: a code or PAGES, the seconds, and the growth of this process in bytes."""

    outcome: str
    seconds: float
    growth: int


def run(asked: argparse.Namespace) -> int:
    """Measure and write the page."""
    decoder = Decoder()
    try:
        list(decoder.pages(next(_ordinary())))
        parts = [listing(), *_generated(decoder)]
        if asked.files:
            parts += _given(decoder, asked.files)
        parts += _cost(decoder)
    finally:
        decoder.close()
    (asked.docs / "uploads.md").write_text("\n".join(parts) + "\n", encoding="utf-8")
    return 0


def listing() -> str:
    """The formats, the limits and the outcomes, out of the code itself."""
    limits = Limits()
    rows = [f"| `{code}` | {one.when} | {refused(code, '…')} |" for code, one in OUTCOMES.items()]
    return "\n".join(
        (
            "# Uploads\n",
            "Written by `python -m bench uploads`; do not edit. Files are told by their content, never by",
            f"their name. Taken are {ACCEPTED}; the slots of ID cards take png, jpg, jpeg and pdf only.\n",
            "Photos inside Office and OFD files are read in the order of the document; where there are none,",
            "the text is drawn as pages; LibreOffice, where the machine has it, renders what has neither.",
            "Macros, formulas, links, scripts and attachments are never run, evaluated or followed; a",
            "signature in an OFD file is not verified, and nothing is believed because of it. What of these",
            "a file carries is counted in the audit.\n",
            "## Limits\n",
            "| what | most |",
            "|---|---|",
            f"| a file; a text file | {_mb(door.MOST_BYTES)}; {_mb(text.MOST_BYTES)} |",
            f"| a case | {MOST_FILES} files, {_mb(MOST_BYTES)} |",
            f"| a picture | {images.MOST_PIXELS // 10**6} million pixels, {images.LONGEST_SIDE} a side; "
            f"read at {images.MOST_KEPT // 10**6} million |",
            f"| a pdf, an ofd, the photos of an Office file | {MOST_PAGES} |",
            f"| an archive | {archives.MOST_ENTRIES} entries, {_mb(archives.MOST_BYTES)} unpacked |",
            f"| decoding | {_mb(limits.memory_bytes)} of memory; {limits.cpu_seconds} s of CPU a page, "
            f"{limits.wall_seconds} s of one that only waits; no network, no file of ours |\n",
            "## Outcomes\n",
            "The codes are stable. What the door cannot see (it decodes nothing) is told later as a status",
            "and an event with the same code.\n",
            "| code | when | what the applicant reads |",
            "|---|---|---|",
            *rows,
            "",
        )
    )


def _generated(decoder: Decoder) -> Iterator[str]:
    yield "## What became of hostile files\n"
    yield "The generator's (`samples/hostile`), by row of the catalogue; seconds with the limits above.\n"
    yield "| row | file | outcome | s |\n|---|---|---|---|"
    for sample in catalogue():
        seen = _seen(decoder, sample.make())
        right = "" if seen.outcome in sample.outcomes else " (wrong)"
        name = sample.name.replace("|", "/").replace("`", "'")
        yield f"| {sample.row} | `{name}` | {seen.outcome}{right} | {seen.seconds:.1f} |"
    yield ""


def _given(decoder: Decoder, folder: Path) -> Iterator[str]:
    """Files of public test collections, which are not part of this project."""
    here = psutil.Process()
    seen = [_seen(decoder, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
    yield f"{len(seen)} malformed, huge, encrypted and fuzzed files of public test collections (Pillow,"
    yield "pdf.js, OCRmyPDF, pikepdf, format-corpus and others):\n"
    yield "| outcome | files |\n|---|---|"
    yield from (f"| {code} | {count} |" for code, count in Counter(one.outcome for one in seen).most_common())
    yield ""
    grown, open_sockets = max(one.growth for one in seen), len(here.net_connections("inet"))
    yield f"The slowest took {max(one.seconds for one in seen):.0f} s. The asking process grew by at most"
    yield f"{_mb(grown)} while it held a page, and had {open_sockets} sockets to the network.\n"


def _seen(decoder: Decoder, data: bytes) -> Seen:
    here = psutil.Process()
    before, began, growth = here.memory_info().rss, time.perf_counter(), 0
    try:
        for _ in decoder.pages(data):
            growth = max(growth, here.memory_info().rss - before)
        outcome = PAGES
    except UploadRefused as error:
        outcome = error.refusal
    except ReaderFailed:
        outcome = ReaderFailed.code
    return Seen(outcome, time.perf_counter() - began, max(growth, here.memory_info().rss - before))


def _cost(decoder: Decoder) -> Iterator[str]:
    """Ordinary photos with and without the sandbox; the best of some tries, as the machine is shared."""
    from pipeline.formats.opening import pages

    data = list(_ordinary())
    inside = [_best(pages, one) for one in data]
    outside = [_best(decoder.pages, one) for one in data]
    plain, walled = (1000 * statistics.mean(found) for found in (inside, outside))
    yield "## What safety costs\n"
    yield f"{len(data)} ordinary photos ({ORDINARY}): {plain:.0f} ms each decoded in the reader itself,"
    yield f"{walled:.0f} ms in the sandbox ({decoder.wall or 'limits alone'})."


def _best(pages: Callable[[bytes], Iterator[object]], data: bytes) -> float:
    best = float("inf")
    for _ in range(TRIES):
        began = time.perf_counter()
        for _ in pages(data):
            pass
        best = min(best, time.perf_counter() - began)
    return best


def _ordinary() -> Iterator[bytes]:
    paths: Iterable[Path] = sorted(ORDINARY.glob("*/*/page.*"))
    return (path.read_bytes() for path in paths if path.suffix in {".jpg", ".jpeg", ".png"})


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"
