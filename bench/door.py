"""Measures the door: uploads at a steady rate through the API to durable storage; writes docs/door.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bench.tables import table, write_page
from casefile.errors import StoreUnavailable
from pipeline.children import free_ports
from pipeline.objects import ObjectAltered, Objects

_FILES = 30
_CHECKED = 100
_READY_SECONDS = 180
_CALM_SECONDS = 5.0
"""Once readers have loaded, the service idles so long before the measurement begins."""
_ABOUT = """The whole service with embedded stores on one machine. The load comes from another process at a
steady rate, whether or not earlier answers have come; each time is counted from when it was due. An answer
means that bytes and row were forced to the disk."""


@dataclass(slots=True)
class Service:
    """A running service, and the most memory that its web process took, in bytes."""

    url: str
    key: str
    data: Path
    process: psutil.Process
    most: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Tally:
    """What came of the uploads: seconds each from when it was due, and answers that were no success."""

    seconds: list[float] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


def run(asked: argparse.Namespace) -> int:
    """Measure against a service of its own, and write the table; 1 where an upload was lost."""
    count = int(asked.rate * asked.seconds)
    with tempfile.TemporaryDirectory(prefix="bench-door-") as place, _served(Path(place) / "data") as service:
        tally, wall = asyncio.run(_load(service, asked.rate, count, asked.size))
        lost = _lost(service, tally)
        memory, busy = service.most, service.seconds / wall
    cuts = statistics.quantiles(tally.seconds, n=100)
    rows = [
        ("uploads a second, asked", f"{asked.rate:g}"),
        ("uploads a second, durable", f"{len(tally.seconds) / wall:.1f}"),
        ("size of each", f"{asked.size / 1000:g} kB"),
        ("uploads", f"{count}"),
        ("p50", f"{cuts[49] * 1000:.0f} ms"),
        ("p95", f"{cuts[94] * 1000:.0f} ms"),
        ("p99", f"{cuts[98] * 1000:.0f} ms"),
        ("longest", f"{max(tally.seconds) * 1000:.0f} ms"),
        ("refused or failed", f"{len(tally.failed)}"),
        (f"lost or altered, of {min(_CHECKED, count)} read back", f"{lost}"),
        ("web process, most memory", f"{memory / 1e6:.0f} MB"),
        ("web process, cores busy", f"{busy:.2f}"),
    ]
    shown = table(("", ""), rows)
    print(shown)
    write_page(asked.docs / "door.md", "The door", asked.told, [_ABOUT, shown])
    return 1 if lost or tally.failed else 0


@contextmanager
def _served(data: Path) -> Iterator[Service]:
    port = free_ports(1)[0]
    command = [sys.executable, "-m", "birthcase", "serve", "--data-dir", str(data), "--port", str(port)]
    given = {"BIRTHCASE_REQUESTS_A_SECOND": "10000"}
    process = subprocess.Popen(command, env={**os.environ, **given}, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _until(lambda: httpx.get(f"{url}/ready").status_code == 200)
        me = psutil.Process(process.pid)
        service = Service(url, (data / "api-key").read_text().strip(), data, me)
        _until(lambda: _calm(me))
        ended = threading.Event()
        watching = threading.Thread(target=_watch, args=(service, ended))
        watching.start()
        yield service
        ended.set()
        watching.join()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except (httpx.TransportError, psutil.NoSuchProcess):
            pass
        time.sleep(0.5)
    raise TimeoutError("the service did not come up")


def _calm(me: psutil.Process) -> bool:
    """Whether readers have loaded: the whole tree of processes has been idle for a while."""
    before = _spent(me)
    time.sleep(_CALM_SECONDS)
    return _spent(me) - before < _CALM_SECONDS * 0.3


def _spent(me: psutil.Process) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in (me, *me.children(recursive=True)))


def _watch(service: Service, ended: threading.Event) -> None:
    begun = sum(service.process.cpu_times()[:2])
    while not ended.wait(0.1):
        service.most = max(service.most, service.process.memory_info().rss)
        service.seconds = sum(service.process.cpu_times()[:2]) - begun


async def _load(service: Service, rate: float, count: int, size: int) -> tuple[Tally, float]:
    """Send so many uploads at that rate; what came of them, and the seconds that all took."""
    tally, noise = Tally(), random.Random(7)
    headers = {"Authorization": f"Bearer {service.key}"}
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(base_url=service.url, headers=headers, timeout=60, limits=limits) as client:
        urls = await _drafts(client, count)
        picture = _picture(size, noise)
        begun = time.monotonic() + 0.5
        tasks = []
        for number, url in enumerate(urls):
            due = begun + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            tasks.append(
                asyncio.create_task(_send(client, url, number.to_bytes(8, "big"), picture, due, tally))
            )
        await asyncio.gather(*tasks)
        return tally, time.monotonic() - begun


async def _drafts(client: httpx.AsyncClient, count: int) -> list[str]:
    """The addresses of so many uploads, in cases of thirty files each."""
    urls: list[str] = []
    while len(urls) < count:
        answer = await client.post("/v1/cases", content=json.dumps(_form(len(urls))))
        answer.raise_for_status()
        urls += [one["url"] for one in answer.json()["uploads"]]
    return urls[:count]


async def _send(
    client: httpx.AsyncClient, url: str, mark: bytes, picture: bytes, due: float, tally: Tally
) -> None:
    """One upload, unlike all others; its time is counted from when it was due."""
    try:
        answer = await client.put(url, content=picture + mark)
    except httpx.TransportError:
        tally.failed.append(0)
        return
    if answer.status_code != 201:
        tally.failed.append(answer.status_code)
        return
    tally.seconds.append(time.monotonic() - due)
    tally.digests.append(answer.json()["sha256"])


def _picture(size: int, noise: random.Random) -> bytes:
    """Something with the header of a photo that packs no better than one."""
    header = b"\xff\xd8\xff\xc0\x00\x11\x08\x0b\xb8\x0f\xa0\x03" + b"\x01\x11\x00" * 3 + b"\xff\xda"
    return header + noise.randbytes(size - len(header) - 8)


def _form(number: int) -> dict[str, object]:
    parent = {"name": "黄梓萱", "id_number": "450303199203072467"}
    newborn = {"name": "韦一诺", "sex": "女", "birth_date": "2026-11-05", "institution": "桂林市妇幼保健院"}
    return {
        "case_id": f"bench-{number}",
        "province": "guangxi",
        "submitted_at": "2026-11-20T09:30:00+08:00",
        "applicant": "mother",
        "mother": parent,
        "father": {"name": "韦国强", "id_number": "450303199001011234"},
        "newborn": {**newborn, "settle_with": "mother"},
        "materials": [{"slot": "mother_id_card", "files": [f"{one}.jpg" for one in range(_FILES)]}],
    }


def _lost(service: Service, tally: Tally) -> int:
    """How many of some acknowledged uploads the store does not give back as they were."""
    kept = json.loads((service.data / "objects" / "keys.json").read_text())
    where = json.loads((service.data / "serve.json").read_text())["objects"]
    objects = Objects(where, kept["access"], kept["secret"], "birthcase", secure=False)
    chosen = random.Random(8).sample(tally.digests, min(_CHECKED, len(tally.digests)))
    lost = 0
    for content in chosen:
        try:
            objects.get(content)
        except (ObjectAltered, StoreUnavailable):
            lost += 1
    objects.close()
    return lost
