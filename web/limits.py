"""How much one caller may ask: a bucket of tokens each, filled at a steady rate."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

DAY_SECONDS = 24 * 3600.0
_MOST_CALLERS = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Limit:
    """So many requests a second for each caller, and `burst` at once."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Every caller begins with a full bucket."""
        self.rate, self.burst, self._clock = rate, burst, clock
        self._buckets: dict[str, _Bucket] = {}
        self._door = threading.Lock()

    def take(self, caller: str, tokens: float = 1) -> float:
        """Take tokens; returns 0, or the seconds to wait where there are not enough."""
        with self._door:
            bucket = self._filled(caller)
            if bucket.left < max(tokens, 1):
                return (max(tokens, 1) - bucket.left) / self.rate
            bucket.left -= tokens
            return 0.0

    def left(self, caller: str) -> int:
        """Whole tokens that are left."""
        with self._door:
            return int(self._filled(caller).left)

    def _filled(self, caller: str) -> _Bucket:
        now = self._clock()
        if caller not in self._buckets and len(self._buckets) >= _MOST_CALLERS:
            self._buckets.pop(next(iter(self._buckets)))
        bucket = self._buckets.setdefault(caller, _Bucket(self.burst, now))
        bucket.left = min(self.burst, bucket.left + (now - bucket.at) * self.rate)
        bucket.at = now
        return bucket
