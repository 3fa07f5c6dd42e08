"""What one file may cost: memory, CPU, time and output; nothing that it starts may have more."""

from __future__ import annotations

import json
import resource
import signal
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Limits:
    """The most for one file; CPU and wall seconds count for each page anew.

    CPU seconds decide, of each process apart, so that a busy machine refuses nothing that an idle one takes;
    wall seconds only end what waits for ever.
    """

    memory_bytes: int = 2_000_000_000
    cpu_seconds: int = 20
    wall_seconds: int = 90
    file_bytes: int = 300_000_000
    open_files: int = 128

    def to_json(self) -> str:
        """For the command line of the child."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote."""
        return cls(**json.loads(text))

    def impose(self) -> None:
        """Limit this process for good."""
        _limit(resource.RLIMIT_AS, self.memory_bytes)
        _limit(resource.RLIMIT_FSIZE, self.file_bytes)
        _limit(resource.RLIMIT_NOFILE, self.open_files)
        _limit(resource.RLIMIT_CORE, 0)

    def begin_page(self) -> None:
        """Start both clocks; the system ends this process when one of them runs out."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + self.cpu_seconds, most))
        signal.setitimer(signal.ITIMER_REAL, self.wall_seconds)

    def end_page(self) -> None:
        """Stop the wall clock while nobody asks for a page."""
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (value, value))
