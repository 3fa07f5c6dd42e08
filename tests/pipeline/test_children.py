"""A child that lives and does no work is started anew; one that cannot be started is tried again."""

import sys
import time

import pytest

from pipeline.children import Child, ChildPlan
from pipeline.seaweed import Complaints


@pytest.fixture
def started(tmp_path):
    children = []

    def start(**more):
        plan = {"name": "one", "command": [sys.executable, "-c", "import time; time.sleep(60)"]}
        child = Child(ChildPlan(**{**plan, **more}, log=tmp_path / "log", ready=lambda: True))
        children.append(child)
        child.begin()
        return child

    yield start
    for child in children:
        child.stop()


def until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_child_that_does_no_work_is_started_anew(started):
    answers, seen = [True, False, False, True, False, False, False], []

    def well():
        seen.append(child.pid)
        return answers.pop(0) if answers else True

    child = started(well=well, look_seconds=0.05)
    until(lambda: len(seen) > 8)
    assert len(set(seen[:7])) == 1 and len(set(seen[7:])) == 1 and seen[0] != seen[8]


def test_child_that_cannot_be_started_is_tried_again(started, monkeypatch):
    spawn, tries = Child._spawn, []

    def scarce(self):
        tries.append(1)
        if len(tries) < 3:
            raise BlockingIOError
        return spawn(self)

    monkeypatch.setattr(Child, "_spawn", scarce)
    child = started()
    until(lambda: child.pid is not None)
    assert len(tries) == 3


def test_store_that_goes_on_complaining_of_a_full_disk_with_room_does_no_work(tmp_path, monkeypatch):
    log = tmp_path / "weed.log"
    log.write_bytes(b"write x: no space left on device\n")
    complaints = Complaints(log)
    assert complaints.none()
    with log.open("ab") as file:
        file.write(b"started\nwrite x: no space left on device\n")
    assert not complaints.none() and complaints.none()
    monkeypatch.setattr("pipeline.seaweed._ROOM", 1 << 62)
    with log.open("ab") as file:
        file.write(b"write x: no space left on device\n")
    assert complaints.none()
