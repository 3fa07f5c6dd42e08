"""The inside of the sandbox: a process that never looks at a file forks one that does, for each file.

`python -m pipeline.sandbox.server DESCRIPTOR LIMITS` is started by `decoder.py` with a socket to it.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping

from PIL import Image

from casefile.errors import UploadRefused
from pipeline.formats.opening import pages
from pipeline.sandbox.limits import Limits
from pipeline.sandbox.network import forbid_network
from pipeline.sandbox.pixels import sealed


def main(descriptor: int, limits: Limits) -> None:
    """Fork for every file that comes, until the other side closes."""
    control = socket.socket(fileno=descriptor)
    signal.signal(signal.SIGCHLD, _bury)
    forbid_network()
    _warm_up()
    gc.freeze()
    control.send(b"ready")
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 16, 2)
        if len(descriptors) != 2:
            return
        if os.fork() == 0:
            control.close()
            _serve(descriptors[0], descriptors[1], limits)
        for one in descriptors:
            os.close(one)


def _bury(*_: object) -> None:
    """Whatever a child started (poppler, LibreOffice) ends with it."""
    with contextlib.suppress(ChildProcessError):
        while (pid := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)


def _warm_up() -> None:
    """Load what is loaded with the first picture, so that no child needs to."""
    Image.init()
    for kind in ("JPEG", "PNG", "BMP"):
        picture = io.BytesIO()
        Image.linear_gradient("L").save(picture, kind)
        list(pages(picture.getvalue()))


def _serve(reply: int, file: int, limits: Limits) -> None:
    """Decode one file under limits, then end this process whatever happened."""
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        limits.impose()
        with socket.socket(fileno=reply) as answers:
            _answer(answers, os.pread(file, os.fstat(file).st_size, 0), limits)
    finally:
        os._exit(0)


def _answer(answers: socket.socket, data: bytes, limits: Limits) -> None:
    """A page each time one is asked for, then the end or the reason why there is none."""
    answers.recv(16)
    limits.begin_page()
    try:
        for page in pages(data):
            with sealed(page) as pixels:
                _send(answers, {"page": [page.height, page.width]}, pixels)
            limits.end_page()
            if not answers.recv(16):
                return
            limits.begin_page()
    except UploadRefused as error:
        _send(answers, {"refused": error.refusal, "message": str(error)})
    except Exception as error:  # the child's edge: the parent hears the kind, nothing more
        _send(answers, {"failed": type(error).__name__})
    else:
        _send(answers, {"end": True})


def _send(answers: socket.socket, message: Mapping[str, object], *descriptors: int) -> None:
    socket.send_fds(answers, [json.dumps(message).encode()], descriptors)


if __name__ == "__main__":
    main(int(sys.argv[1]), Limits.from_json(sys.argv[2]))
