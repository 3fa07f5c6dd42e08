"""A quick look at one photo while the family still holds the phone: what it shows, and how to do better."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from casefile.case import Document, Kind
from pipeline.engine import Reading
from pipeline.workers import ReaderPool

_KEPT, _WAITING = 64, 4
_WORST = ("good", "poor", "bad")
_UNKNOWN = "没有认出这是哪种材料，请把证件放平、四边完整拍入画面，对准文字重新拍摄"


@dataclass(frozen=True, slots=True)
class Seen:
    """One document on the photo: its kind, the worst verdict on its picture, and what to do about it."""

    kind: str
    quality: str
    verdicts: Mapping[str, str]
    advice: tuple[str, ...]


class Previewer:
    """Asks the readers about photos; what they saw is remembered for a while, no field of it."""

    def __init__(self, pool: ReaderPool) -> None:
        """Share a pool of warm readers."""
        self._pool = pool
        self._seen: OrderedDict[str, Future[tuple[Seen, ...]]] = OrderedDict()
        self._door = threading.Lock()

    def look(self, data: bytes) -> Future[tuple[Seen, ...]] | None:
        """What is on the photo, soon; None where too many wait. The same photo is only read once."""
        content = hashlib.sha256(data).hexdigest()
        with self._door:
            if (known := self._seen.get(content)) is not None:
                return known
            if sum(not one.done() for one in self._seen.values()) >= _WAITING * self._pool.size:
                return None
            found: Future[tuple[Seen, ...]] = Future()
            self._seen[content] = found
            while len(self._seen) > _KEPT:
                self._seen.popitem(last=False)
        self._pool.read(data, "photo").add_done_callback(lambda reading: self._tell(content, reading, found))
        return found

    def _tell(self, content: str, reading: Future[Reading], found: Future[tuple[Seen, ...]]) -> None:
        error = None if reading.cancelled() else reading.exception()
        if error is None and not reading.cancelled():
            found.set_result(tuple(seen(one) for one in reading.result().documents))
            return
        with self._door:
            self._seen.pop(content, None)
        found.set_exception(error) if error else found.cancel()


def seen(document: Document) -> Seen:
    """One document as the app is told of it."""
    told: list[Mapping[str, Any]] = [one for one in document.quality.values() if "verdict" in one]
    verdicts = {name: one["verdict"] for name, one in document.quality.items() if "verdict" in one}
    advice = [one["advice"] for one in told if one.get("advice")]
    unknown = document.kind is Kind.UNKNOWN
    worst = max(verdicts.values(), key=_WORST.index, default="good")
    return Seen(
        kind=document.kind.value,
        quality=max(worst, "poor", key=_WORST.index) if unknown else worst,
        verdicts=verdicts,
        advice=tuple(dict.fromkeys([_UNKNOWN, *advice] if unknown else advice)),
    )
