import json
import os
import signal
import time

import pytest

from casefile.errors import ReaderFailed, UploadRefused
from pipeline.line_crop import Crop
from pipeline.reader_process import PoolPlan
from pipeline.workers import ReaderPool


def page(**said):
    return json.dumps(said).encode()


def pool(**plan):
    return ReaderPool(PoolPlan(**{"engine": "tests.engines:load", "job_seconds": 20, **plan}))


def gone(pid):
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_reads_and_weighs(readers):
    found = readers.read(
        page(documents=[{"kind": "id_card_front", "fields": {"name": "张三"}}]), "a.jpg"
    ).result()
    assert found.documents[0].value("name") == "张三"
    assert readers.weigh(Crop("张三".encode()), ["张三", "李四"]).result()["李四"].nats == -30
    assert readers.version() == "scripted-1"


def test_refusal_keeps_code_and_message(readers):
    with pytest.raises(UploadRefused, match="重新上传") as refused:
        readers.read(b"", "a.jpg").result()
    assert refused.value.refusal == "EMPTY_FILE"


@pytest.mark.parametrize("what", ["crash", "raise", "nonsense", "nan"])
def test_bad_reader_costs_only_its_own_job(readers, what):
    bad = readers.read(page(do=what), "bad.jpg")
    good = [readers.read(page(), "good.jpg") for _ in range(4)]
    with pytest.raises(ReaderFailed):
        bad.result()
    assert all(one.result().pages == 1 for one in good)


def test_error_of_the_reader_tells_no_personal_data(readers):
    with pytest.raises(ReaderFailed) as failed:
        readers.read(page(do="raise", name="张三"), "bad.jpg").result()
    assert str(failed.value) == "MemoryError"


def test_hung_reader_is_killed_at_its_limit_and_replaced():
    with pool(job_seconds=0.5) as readers:
        before = readers.read(page(do="pid"), "a").result().documents[0].value("pid")
        started = time.monotonic()
        with pytest.raises(ReaderFailed, match="hung"):
            readers.read(page(do="hang"), "a").result()
        assert time.monotonic() - started < 3
        assert gone(before)
        assert readers.read(page(do="pid"), "a").result().documents[0].value("pid") != before


def test_killed_reader_costs_its_job_and_is_replaced():
    with pool() as readers:
        pid = readers.read(page(do="pid"), "a").result().documents[0].value("pid")
        slow = readers.read(page(do="slow", seconds=10), "slow")
        time.sleep(0.2)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(ReaderFailed, match="died"):
            slow.result(timeout=5)
        assert readers.read(page(), "next").result().pages == 1


def test_recycles_after_so_many_pages():
    with pool(recycle_after=2) as readers:
        pids = [readers.read(page(do="pid"), "a").result().documents[0].value("pid") for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


@pytest.mark.parametrize(
    ("loader", "seconds"), [("load_broken", 20), ("load_dying", 20), ("load_hanging", 0.5)]
)
def test_reader_that_cannot_load_fails_every_job_and_never_hangs(loader, seconds):
    with pool(engine=f"tests.engines:{loader}", load_seconds=seconds) as readers:
        with pytest.raises(ReaderFailed):
            readers.version()
        with pytest.raises(ReaderFailed):
            readers.read(page(), "a").result()


def test_close_ends_processes_and_cancels_the_rest():
    readers = pool()
    readers.version()
    pids = readers.pids()
    running = readers.read(page(do="hang"), "a")
    waiting = readers.read(page(), "b")
    time.sleep(0.2)
    readers.close()
    assert pids and all(gone(pid) for pid in pids)
    assert waiting.cancelled()
    assert isinstance(running.exception(), ReaderFailed)
    assert isinstance(readers.read(page(), "too late").exception(timeout=1), ReaderFailed)


def test_weighing_goes_before_waiting_reads():
    with pool() as readers:
        readers.version()
        order = []
        first = readers.read(page(do="slow", seconds=0.3), "slow")
        later = readers.read(page(), "later")
        weighed = readers.weigh(Crop(b"x"), ["x"])
        later.add_done_callback(lambda _: order.append("read"))
        weighed.add_done_callback(lambda _: order.append("weigh"))
        first.result(), later.result(), weighed.result()
    assert order == ["weigh", "read"]
