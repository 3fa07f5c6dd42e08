"""What decodes a citizen's bytes may die, and sees nothing: no network, no key, no second file."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import psutil
import pytest

from casefile.errors import ReaderFailed, UploadRefused
from pipeline.sandbox import decoder as module
from pipeline.sandbox.decoder import Decoder
from pipeline.sandbox.limits import Limits
from pipeline.sandbox.pixels import mapped, sealed
from samples.hostile.pdfs import nested_forms
from samples.hostile.pictures import photo, saved

PAGE = saved(photo(), "PNG")
SHORT = Limits(cpu_seconds=1)
NETWORK = """
import socket, sys
from pipeline.sandbox.network import forbid_network
if not forbid_network(): sys.exit(9)
socket.socketpair()
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):
    try: socket.socket(family)
    except PermissionError: continue
    sys.exit(1)
"""


@pytest.fixture(scope="module")
def decoder():
    """One for all tests that do not kill it."""
    opened = Decoder(SHORT)
    yield opened
    opened.close()


def test_pixels_cross_unchanged_and_read_only(decoder):
    (page,) = decoder.pages(PAGE)
    assert np.array_equal(page[:, :, ::-1], np.asarray(photo()))
    assert not page.flags.writeable


def test_pages_come_one_at_a_time_and_the_rest_need_not_be_taken(decoder):
    many = saved(photo(), "PDF", save_all=True, append_images=[photo()] * 4)
    first = decoder.pages(many)
    next(first)
    first.close()
    assert len(list(decoder.pages(PAGE))) == 1


def test_a_file_that_kills_its_child_costs_itself(decoder):
    sandbox = decoder.pid
    neighbour = []
    other = threading.Thread(target=lambda: neighbour.extend(decoder.pages(PAGE) for _ in range(1)))
    other.start()
    with pytest.raises(UploadRefused) as error:
        list(decoder.pages(nested_forms()))
    other.join()
    assert error.value.refusal == "TOO_COMPLEX"
    assert len(list(decoder.pages(PAGE))) == 1 and decoder.pid == sandbox
    assert len(list(neighbour[0])) == 1


def test_what_a_child_started_ends_with_it():
    """The page's clock runs out while poppler works, which has CPU time left for a minute."""
    opened = Decoder(Limits(cpu_seconds=60, wall_seconds=2))
    try:
        list(opened.pages(PAGE))
        with pytest.raises(UploadRefused, match="复杂"):
            list(opened.pages(nested_forms()))
        deadline = time.monotonic() + 10
        while "pdftoppm" in (names := [one.name() for one in descendants(opened)]):
            assert time.monotonic() < deadline, names
            time.sleep(0.05)
    finally:
        opened.close()


def descendants(opened):
    return psutil.Process(opened.pid).children(recursive=True)


def test_a_killed_sandbox_is_started_again():
    opened = Decoder(SHORT)
    try:
        list(opened.pages(PAGE))
        before = opened.pid
        os.killpg(before, signal.SIGKILL)
        opened._process.wait()
        assert len(list(opened.pages(PAGE))) == 1
        assert opened.pid != before
    finally:
        opened.close()
    assert opened.pid is None


@pytest.mark.parametrize("number", [0, 1, 2])
def test_each_wall_holds_or_gives_way_to_the_next(number, monkeypatch):
    known = list(module.walls())
    monkeypatch.setattr(module, "walls", lambda: [("false",), *known[min(number, len(known) - 1) :]])
    opened = Decoder(SHORT)
    try:
        assert len(list(opened.pages(PAGE))) == 1
    finally:
        opened.close()


def test_without_any_sandbox_nothing_is_decoded(monkeypatch):
    monkeypatch.setattr(module, "walls", lambda: [("false",)])
    with pytest.raises(ReaderFailed):
        list(Decoder(SHORT).pages(PAGE))


def test_no_network_for_whoever_runs_it():
    assert subprocess.run([sys.executable, "-c", NETWORK], check=False, timeout=60).returncode == 0


def test_settings_and_keys_stay_outside(monkeypatch):
    monkeypatch.setenv("BIRTHCASE_S3_SECRET_KEY", "secret")
    opened = Decoder(SHORT)
    try:
        list(opened.pages(PAGE))
        time.sleep(0.2)
        inside = [psutil.Process(opened.pid), *psutil.Process(opened.pid).children(recursive=True)]
        assert not any("BIRTHCASE_S3_SECRET_KEY" in process.environ() for process in inside)
    finally:
        opened.close()


def test_the_sandbox_ends_with_whoever_started_it():
    code = (
        "import time\nfrom pipeline.sandbox import shared\nfrom samples.hostile.pictures import photo, saved\n"
        "list(shared().pages(saved(photo(), 'PNG')))\nprint(shared().pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        sandbox = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    for _ in range(100):
        if not sandbox.is_running() or sandbox.status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.1)
    else:
        raise AssertionError("still there")


@pytest.mark.parametrize(
    "message",
    [
        b"x",
        b"{}",
        b'{"page": [2, 2]}',
        b'{"page": ["a", 2]}',
        b'{"refused": "OTHER", "message": "x"}',
        b"[" * 3000,
    ],
)
def test_what_a_child_says_is_not_taken_on_trust(decoder, message):
    list(decoder.pages(PAGE))
    with pytest.raises(ReaderFailed):
        decoder._understood(message, [])


def test_only_sealed_memory_of_the_right_size_is_mapped():
    with sealed(photo(20, 10)) as memory:
        assert mapped(memory, 10, 20).shape == (10, 20, 3)
        for height, width in ((10, 21), (0, 0), (-10, -20), (100_000, 100_000)):
            with pytest.raises(ValueError):
                mapped(memory, height, width)
        with pytest.raises(PermissionError):
            os.pwrite(memory, b"x", 0)
    open_to_change = os.memfd_create("x", os.MFD_ALLOW_SEALING)
    os.ftruncate(open_to_change, 600)
    with pytest.raises(ValueError):
        mapped(open_to_change, 10, 20)
    os.close(open_to_change)


def test_many_files_leave_nothing_behind(decoder):
    list(decoder.pages(PAGE))
    here = psutil.Process()
    before, files = here.memory_info().rss, here.num_fds()
    for _ in range(60):
        list(decoder.pages(PAGE))
    assert here.num_fds() == files and here.memory_info().rss - before < 10_000_000


def test_limits_are_for_good():
    limits = Limits(memory_bytes=1, cpu_seconds=2, wall_seconds=3, file_bytes=4, open_files=5)
    assert Limits.from_json(limits.to_json()) == limits


def test_a_child_cannot_reach_a_listener(decoder):
    """The same as a file would do it: poppler and Python in the sandbox have no network to ask."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        from samples.hostile.pdfs import page_file

        port = listener.getsockname()[1]
        list(
            decoder.pages(page_file(catalog=b"/OpenAction << /S /URI /URI (http://127.0.0.1:%d/) >>" % port))
        )
        with pytest.raises(TimeoutError):
            listener.accept()
