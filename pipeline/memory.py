"""What is kept of a reading, so that the same page is not read twice by the same reader."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import Protocol

from pipeline.engine import Reading


def digest(data: bytes) -> str:
    """The content's name: its SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Memory(Protocol):
    """Readings by content digest and reader version."""

    def find(self, content: str, version: str) -> Reading | None:
        """The kept reading, or None."""

    def keep(self, content: str, version: str, reading: Reading) -> None:
        """Keep a reading; keeping it twice is harmless."""


class RunMemory:
    """Keeps the last readings of one run in this process and nothing anywhere else."""

    def __init__(self, most: int = 64) -> None:
        """Keep at most that many readings (about 300 kB each)."""
        self._most = most
        self._kept: OrderedDict[tuple[str, str], Reading] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, content: str, version: str) -> Reading | None:
        """The kept reading, or None."""
        with self._lock:
            return self._kept.get((content, version))

    def keep(self, content: str, version: str, reading: Reading) -> None:
        """Keep a reading and let go of the oldest."""
        with self._lock:
            self._kept[content, version] = reading
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
