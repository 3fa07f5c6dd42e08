"""Sends what the outbox holds, signed as Standard Webhooks has it: HMAC over id, time and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpcore

from pipeline.addresses import AddressForbidden, CheckedBackend, networks_of
from pipeline.runtime import Runtime
from pipeline.secret import derived
from pipeline.settings import Settings
from pipeline.store import deliveries
from pipeline.store.deliveries import Delivery, Hook

_LOG = logging.getLogger(__name__)
_AT_ONCE = 8
_SECONDS = 10.0


def secret_of(settings: Settings, hook: Hook) -> str:
    """The hook's secret, `whsec_…`; it is derived and lies in no table."""
    key = derived(settings, f"webhook {hook.id} {hook.generation}")
    return "whsec_" + base64.b64encode(key).decode()


def signature(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """The signature that goes with a delivery.

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
    ...           b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


class Sender:
    """Sends what is due; use it as a context manager, or call `close`."""

    def __init__(self, runtime: Runtime, clock: Callable[[], float] = time.time) -> None:
        """Open no connection yet; redirects are never followed."""
        self._runtime, self._clock = runtime, clock
        backend = CheckedBackend(networks_of(runtime.settings.webhook_networks))
        self._http = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=backend, max_keepalive_connections=0
        )
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhook")

    def send_due(self) -> int:
        """Send the oldest event of every hook that has one due; returns how many were sent."""
        with self._runtime.database.writing() as connection:
            due = deliveries.due(connection, _AT_ONCE)
        for delivery, answer in zip(due, self._threads.map(self._send, due), strict=True):
            self._note(delivery, answer)
        return len(due)

    def close(self) -> None:
        """Let go of threads and connections."""
        self._threads.shutdown()
        self._http.close()

    def _send(self, delivery: Delivery) -> str:
        """What the receiver answered: a status, or the kind of trouble; never what it wrote."""
        body, timestamp = delivery.body.encode(), int(self._clock())
        secret = secret_of(self._runtime.settings, delivery.hook)
        headers: dict[bytes | str, bytes | str] = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "birthcase",
            "webhook-id": delivery.event,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(secret, delivery.event, timestamp, body),
        }
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
        try:
            with self._http.stream(
                "POST", delivery.hook.url, headers=headers, content=body, extensions={"timeout": timeout}
            ) as answer:
                return str(answer.status)
        except AddressForbidden:
            return "ADDRESS_FORBIDDEN"
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            return type(error).__name__

    def _note(self, delivery: Delivery, answer: str) -> None:
        with self._runtime.database.writing() as connection:
            if answer.startswith("2"):
                deliveries.done(connection, delivery, answer)
                return
            deliveries.failed(connection, delivery, answer)
            if answer == "410":
                deliveries.end_hook(connection, delivery.hook, "webhooks")
        _LOG.warning("webhook %s: %s, attempt %d", delivery.hook.id, answer, delivery.attempt)
