"""The outside of the sandbox: hands files in, takes pages out, and starts it again when it is gone."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

from casefile.errors import ReaderFailed, UploadRefused
from pipeline.formats.outcomes import OUTCOMES, refused
from pipeline.formats.page import PageImage
from pipeline.sandbox.limits import Limits
from pipeline.sandbox.pixels import mapped
from pipeline.sandbox.walls import environment, walls

_START_SECONDS = 30
_GRACE = 5
_LONGEST_MESSAGE = 300


class Decoder:
    """One sandbox for the files of a process, safe from any thread; what kills its child costs itself."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Nothing runs before the first file."""
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self.wall = ""

    @property
    def pid(self) -> int | None:
        """The sandbox's process, while it runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def pages(self, data: bytes) -> Iterator[PageImage]:
        """The pages of an upload, read-only, one at a time; raises UploadRefused or ReaderFailed."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            with theirs, _in_memory(data) as file:
                self._hand_in(theirs.fileno(), file)
            ours.settimeout(self._limits.wall_seconds + _GRACE)
            while (page := self._next(ours)) is not None:
                yield page

    def close(self) -> None:
        """End the sandbox and everything in it."""
        with self._lock:
            self._end()

    def _next(self, ours: socket.socket) -> PageImage | None:
        try:
            ours.send(b"next")
            message, descriptors, _, _ = socket.recv_fds(ours, 4096, 1)
        except TimeoutError:
            self.close()
            raise refused("TOO_COMPLEX") from None
        except OSError:
            message, descriptors = b"", []
        try:
            return self._understood(message, descriptors)
        finally:
            for one in descriptors:
                os.close(one)

    def _understood(self, message: bytes, descriptors: list[int]) -> PageImage | None:
        """What the child says; as it may no longer be ours, nothing that it says is taken on trust."""
        if not message:
            if self.pid is None:
                raise ReaderFailed("decoder")
            raise refused("TOO_COMPLEX")
        try:
            match json.loads(message):
                case {"end": True}:
                    return None
                case {"page": [int(height), int(width)]} if descriptors:
                    return mapped(descriptors[0], height, width)
                case {"refused": str(code), "message": str(text)} if code in OUTCOMES:
                    raise UploadRefused(code, text[:_LONGEST_MESSAGE])
                case {"failed": str(name)} if name.isidentifier():
                    raise ReaderFailed(name)
        except (ValueError, OSError, RecursionError) as error:
            raise ReaderFailed("decoder") from error
        raise ReaderFailed("decoder")

    def _hand_in(self, reply: int, file: int) -> None:
        with self._lock:
            for attempt in (1, 2):
                try:
                    socket.send_fds(self._ready(), [b"file"], [reply, file])
                    return
                except OSError:
                    self._end()
                    if attempt == 2:
                        raise ReaderFailed("decoder") from None

    def _ready(self) -> socket.socket:
        """The socket to a running sandbox, a fresh one where there is none."""
        if self._control is not None and self.pid is not None:
            return self._control
        self._end()
        for wall in walls():
            if self._start(wall):
                break
        if self._control is None:
            raise ReaderFailed("decoder")
        return self._control

    def _start(self, wall: tuple[str, ...]) -> bool:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        number = theirs.fileno()
        command = [
            *wall,
            sys.executable,
            "-m",
            "pipeline.sandbox.server",
            str(number),
            self._limits.to_json(),
        ]
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(),
                pass_fds=(number,),
                start_new_session=True,
            )
        self._control, self.wall = ours, wall[0].rpartition("/")[2] if wall else ""
        if select.select([ours], [], [], _START_SECONDS)[0] and ours.recv(16) == b"ready":
            return True
        self._end()
        return False

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = self._control = None


@contextlib.contextmanager
def _in_memory(data: bytes) -> Iterator[int]:
    """A file descriptor of memory that holds the bytes."""
    descriptor = os.memfd_create("upload", os.MFD_CLOEXEC)
    try:
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(data)
        yield descriptor
    finally:
        os.close(descriptor)
