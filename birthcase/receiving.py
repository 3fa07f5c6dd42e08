"""For intake systems that are told by webhook: whether a delivery is genuine, fresh and new."""

from __future__ import annotations

import hmac
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from casefile.errors import UsageError
from pipeline.webhooks import signature

TOLERANCE = 300
"""Seconds that a delivery's clock may be off."""
_REMEMBERED = 100_000


class Receiver:
    """Checks deliveries to one webhook; a receiver of several processes keeps the ids in its database."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        """Know the webhook's secret, `whsec_…`."""
        self._secret, self._clock = secret, clock
        self._seen: OrderedDict[str, None] = OrderedDict()

    def event(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        """The event, or None where it was seen before; raises UsageError where it is not to be believed."""
        given = {name.lower(): value for name, value in headers.items()}
        id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
        if not timestamp.isascii() or not timestamp.isdigit():
            raise UsageError("webhook 缺少时间")
        if abs(self._clock() - int(timestamp)) > TOLERANCE:
            raise UsageError("webhook 的时间相差超过五分钟，可能是重放")
        genuine = signature(self._secret, id, int(timestamp), body)
        if not any(_same(genuine, one) for one in given.get("webhook-signature", "").split()):
            raise UsageError("webhook 签名不对")
        if id in self._seen:
            return None
        self._seen[id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        event: dict[str, Any] = json.loads(body)
        return event


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))
