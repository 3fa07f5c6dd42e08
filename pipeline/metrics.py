"""What an installation is watched by, for Prometheus: counts from the database, none about anybody."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, Histogram, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from casefile.errors import StoreUnavailable
from pipeline.runtime import Runtime
from pipeline.store import watch

FRESH_SECONDS = 15.0
"""How long counts are told again before the database is asked anew."""
REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "birthcase_http_seconds",
    "Seconds from a request to the end of its answer",
    ("method", "route", "status"),
    registry=REGISTRY,
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)


class Counts(Collector):
    """Asks the stores when it is asked; a store that is away is told as down, and the rest left out."""

    def __init__(self, runtime: Runtime) -> None:
        """Over an opened runtime."""
        self._runtime = runtime
        self._lock = threading.Lock()
        self._until, self._kept = 0.0, ()  # type: tuple[float, tuple[Metric, ...]]

    def collect(self) -> Iterator[Metric]:
        """The metrics, not older than some seconds."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._kept = tuple(self._found())
                self._until = time.monotonic() + FRESH_SECONDS
            yield from self._kept

    def _found(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("birthcase_up", "Whether a store answers", labels=["store"])
        up.add_metric(["objects"], float(self._runtime.objects.ready()))
        try:
            with self._runtime.database.looking() as connection:
                seen = watch.look(connection)
        except StoreUnavailable:
            seen = None
        up.add_metric(["database"], float(seen is not None))
        yield up
        free = shutil.disk_usage(_existing(self._runtime.settings.data_dir)).free
        yield _gauge("birthcase_disk_free_bytes", "Free space where the data folder lies", free)
        if seen is not None:
            yield from _told(seen)


def _told(seen: watch.Seen) -> Iterator[Metric]:
    for name, what, label, counts in (
        ("birthcase_cases", "Cases in each state", "state", seen.states),
        ("birthcase_deliveries", "Webhook deliveries in each state", "state", seen.deliveries),
        ("birthcase_rerun_cases", "Cases of runs that are not over", "state", seen.reruns),
    ):
        family = GaugeMetricFamily(name, what, labels=[label])
        for key, count in counts.items():
            family.add_metric([key], count)
        yield family
    yield _gauge("birthcase_oldest_waiting_seconds", "Since when the oldest received case waits", seen.oldest)
    yield _gauge("birthcase_overdue_cases", "Cases not taken up by their deadline", seen.overdue)
    yield _gauge("birthcase_lapsed_leases", "Cases whose runner is gone", seen.lapsed)
    yield _gauge("birthcase_retried_cases", "Waiting cases with an attempt behind them", seen.retried)
    yield CounterMetricFamily("birthcase_verdicts", "Verdicts given so far", seen.verdicts)
    yield CounterMetricFamily("birthcase_audit_entries", "Entries of the audit", seen.audit)


@contextmanager
def told(runtime: Runtime) -> Iterator[int | None]:
    """Answer Prometheus on a port of its own while this block runs, where the settings name one."""
    if runtime.settings.metrics_port is None:
        yield None
        return
    counts = Counts(runtime)
    REGISTRY.register(counts)
    where = runtime.settings.metrics_port, runtime.settings.metrics_host
    server, thread = start_http_server(*where, registry=REGISTRY)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        REGISTRY.unregister(counts)


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value)


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)
