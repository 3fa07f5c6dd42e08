"""Every upload is shown to an antivirus (clamd) where one is configured; without its word nothing is kept."""

from __future__ import annotations

import socket
import struct

from casefile.errors import StoreUnavailable
from pipeline.formats.outcomes import refused

_CHUNK = 65_536


def scan(data: bytes, address: str, seconds: float = 20) -> None:
    """Pass a file that clamd finds clean; `address` is `host:port` or the path of its socket.

    Raises UploadRefused INFECTED, and StoreUnavailable where clamd does not answer as it should.
    """
    try:
        with _connected(address, seconds) as door:
            door.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _CHUNK):
                chunk = data[start : start + _CHUNK]
                door.sendall(struct.pack(">I", len(chunk)) + chunk)
            door.sendall(struct.pack(">I", 0))
            said = door.makefile("rb").read(500).rstrip(b"\0\n")
    except (OSError, ValueError) as error:
        raise StoreUnavailable("病毒检查没有应答，请稍后重试") from error
    if said.endswith(b" FOUND"):
        raise refused("INFECTED")
    if not said.endswith(b" OK"):
        raise StoreUnavailable("病毒检查没有完成，请稍后重试")


def _connected(address: str, seconds: float) -> socket.socket:
    host, _, port = address.rpartition(":")
    if host and port.isdigit():
        return socket.create_connection((host, int(port)), seconds)
    door = socket.socket(socket.AF_UNIX)
    door.settimeout(seconds)
    try:
        door.connect(address)
    except OSError:
        door.close()
        raise
    return door
