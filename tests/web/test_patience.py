"""Row S5: clients that send a letter at a time, or nothing at all."""

import socket
import threading
import time

import pytest
import uvicorn

from birthcase.serving import web_config
from tests.pipeline.cases import form
from tests.web.api import KEY, text
from web import guard, patience


@pytest.fixture
def port(app, runtime, monkeypatch):
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(guard, "BODY_SECONDS", 1.0)
    config = web_config(app, runtime.settings)
    config.port = 0
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def dripped(port, begun, drop=b"x", pause=0.1, seconds=8):
    """What came back while it was sent drop by drop, and whether the other side closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=pause) as client:
        client.sendall(begun)
        said, until = b"", time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                client.sendall(drop)
                if not (got := client.recv(65_536)):
                    return said, True
                said += got
            except TimeoutError:
                continue
            except OSError:
                return said, True
    return said, False


HEAD = f"POST /v1/cases HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY.value}\r\n".encode()


def test_s5_head_that_never_ends_is_given_up(port):
    said, closed = dripped(port, HEAD)
    assert (said, closed) == (b"", True)


def test_s5_second_request_on_a_connection_is_no_way_round(port):
    said, closed = dripped(port, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n", drop=b"G")
    assert closed and said.startswith(b"HTTP/1.1 200")


def test_s5_body_that_never_ends_is_refused(port):
    said, _ = dripped(port, HEAD + b"Content-Length: 10000\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 408") and b"TOO_SLOW" in said


def test_s5_slow_connections_leave_room_for_others(port):
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    body = text(form())
    request = HEAD + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(request)
        assert client.recv(65_536).startswith(b"HTTP/1.1 201")
    for one in idle:
        one.settimeout(5)
        assert one.recv(1) == b""
        one.close()
