"""Who reads the drawn pages for time: our whole pipeline, and the peers that are installed."""

from __future__ import annotations

import importlib.util
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.inside import inside
from bench.peers import stock_text
from pipeline.formats.opening import pages
from pipeline.sandbox.pixels import sealed

Read = Callable[[bytes], Any]
OURS = "birthcase"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor and of wall clock."""

    cpu: float
    wall: float


def ours() -> Read:
    """Bytes to fields with their evidence, everything included."""
    reader = inside()
    return lambda data: reader.read(data, "page").result()


def faster_paddle() -> Read:
    """PP-OCRv6 small in Rust; it reads text only."""
    import faster_paddle as rust

    read: Read = rust.OcrEngine(model_size="small", threads=1).ocr
    return read


CONTESTANTS: dict[str, tuple[str, Callable[[], Read]]] = {
    OURS: ("pipeline", ours),
    "PaddleOCR.predict": ("paddleocr", lambda: stock_text("PaddleOCR.predict")),
    "RapidOCR": ("rapidocr", lambda: stock_text("RapidOCR")),
    "faster-paddle": ("faster_paddle", faster_paddle),
}
"""The module that each needs, and what makes it ready."""

_ready: dict[str, Read] = {}


def installed() -> list[str]:
    """The contestants that this machine has, ours first."""
    return [name for name, (module, _) in CONTESTANTS.items() if importlib.util.find_spec(module)]


def timed(work: Callable[[], Any]) -> Spent:
    """What some work costs this process."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Spent(time.process_time() - cpu, time.perf_counter() - wall)


def load(name: str) -> Spent:
    """Make a contestant ready in this process."""

    def made() -> None:
        _ready[name] = CONTESTANTS[name][1]()

    return timed(made)


def spent(name: str, data: bytes) -> Spent:
    """What one page costs a contestant that is ready.

    We decode in a child process whose time the system does not tell: its work is done once more, and added.
    """
    taken = timed(lambda: _ready[name](data))
    # PaddleOCR and RapidOCR are handed our decoder's pages, faster-paddle decodes by itself.
    return taken if name == "faster-paddle" else Spent(taken.cpu + decoding(data), taken.wall)


def decoding(data: bytes) -> float:
    """CPU-seconds of what the decoder's child does with a file."""

    def decoded() -> None:
        for page in pages(data):
            with sealed(page):
                pass

    return timed(decoded).cpu


def peak() -> float:
    """The most memory (resident MiB) that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
