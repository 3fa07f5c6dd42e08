"""A whole service as child processes that may be killed one by one, and are started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import httpx
import psutil

from pipeline.children import free_ports

_WORDS = {
    "runner": ("-m", "flows"),
    "Prefect": ("server", "start"),
    "object store": ("weed", "mini"),
    "reader": ("spawn_main",),
}
_READY_SECONDS = 240
_DISK = "1g"
LEASE_SECONDS = 4.0


class Mortal:
    """`birthcase serve` with everything embedded, its data in a folder of ours."""

    def __init__(self, folder: Path, **more: str) -> None:
        """Nothing runs before the block is entered; `more` are settings, by their names in capitals."""
        self.data, self.marks = folder / "data", folder / "marks"
        self.data.mkdir(0o700)
        self.marks.mkdir()
        self.disk = False
        """Whether the data lies on a file system of its own, which may be filled."""
        self.port = free_ports(1)[0]
        self._log = folder / "serve.log"
        here = Path(__file__).parent
        path = [str(here / "boundaries"), str(here.parent), os.environ.get("PYTHONPATH", "")]
        self._given = {
            "PYTHONPATH": os.pathsep.join(filter(None, path)),
            "BENCH_BOUNDARIES": str(self.marks),
            "BIRTHCASE_ENGINE": "bench.scripted:load",
            "BIRTHCASE_READERS": "2",
            "BIRTHCASE_PREVIEW_READERS": "0",
            "BIRTHCASE_RERUN_WORKERS": "0",
            "BIRTHCASE_LEASE_SECONDS": str(LEASE_SECONDS),
            "BIRTHCASE_FREE_BYTES": "0",
            "BIRTHCASE_POLL_SECONDS": "0.2",
            "BIRTHCASE_BATCH": "4",
            "BIRTHCASE_PREFECT_SECONDS": "0",
            **{f"BIRTHCASE_{name}": value for name, value in more.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def key(self) -> str:
        """The installation's own key."""
        return (self.data / "api-key").read_text().strip()

    def up(self) -> None:
        """Start it where it is down, and wait until it can take cases."""
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                self._start()
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/ready", timeout=5).status_code == 200:
                    return
            time.sleep(0.3)
        raise SystemExit(f"the service did not come back, see {self._log}")

    def calm(self) -> None:
        """No more boundaries kill."""
        for mark in self.marks.iterdir():
            mark.unlink()

    def kill(self, name: str) -> None:
        """Kill a part with `kill -9`, where it is there."""
        with suppress(psutil.NoSuchProcess):
            if (found := self.part(name)) is not None:
                found.kill()

    def part(self, name: str) -> psutil.Process | None:
        """The process of one part, or None where it is not there now."""
        if self._process is None:
            return None
        with suppress(psutil.NoSuchProcess):
            web = psutil.Process(self._process.pid)
            if name == "web":
                return web
            for one in web.children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    line = one.cmdline()
                    if all(any(word in part for part in line) for word in _WORDS[name]):
                        return one
        return None

    def _start(self) -> None:
        command = [sys.executable, "-m", "birthcase", "serve", "--data-dir", str(self.data)]
        command += ["--port", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env={**os.environ, **self._given}, stdout=log, stderr=log
            )

    def __enter__(self) -> Self:
        """Once it can take cases."""
        mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK},mode=700", "birthcase", str(self.data)]
        self.disk = os.getuid() == 0 and subprocess.run(mount, check=False).returncode == 0
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(60)
            self._process.kill()
        if self.disk:
            subprocess.run(["umount", "--lazy", str(self.data)], check=False)
