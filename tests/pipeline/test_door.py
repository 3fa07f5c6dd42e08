"""The first look at an upload, and the antivirus."""

import json
import socket
import struct
import threading

import pytest

from casefile.errors import StoreUnavailable, UploadRefused
from pipeline.antivirus import scan
from pipeline.door import keep_file
from pipeline.drop import poll
from pipeline.intake import receive_case
from pipeline.resubmit import take_case
from pipeline.runtime import Runtime
from pipeline.store import audit
from pipeline.store.tables import AUDIT, CASES
from pipeline.submission import SubmissionUnusable
from tests.pipeline.cases import PAGES, form
from tests.pipeline.test_drop import Bucket
from tests.pipeline.test_intake import runtime  # noqa: F401


class Clamd:
    """Answers one INSTREAM after the other as clamd does."""

    def __init__(self, answer):
        self.server, self.answer, self.got = socket.create_server(("127.0.0.1", 0)), answer, []
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                door, _ = self.server.accept()
            except OSError:
                return
            with door, door.makefile("rb") as given:
                assert given.read(10) == b"zINSTREAM\0"
                data = b""
                while length := struct.unpack(">I", given.read(4))[0]:
                    data += given.read(length)
                self.got.append(data)
                door.sendall(self.answer)


@pytest.fixture
def clamd():
    opened = []

    def start(answer):
        opened.append(Clamd(answer))
        return opened[-1]

    yield start
    for one in opened:
        one.server.close()


def test_clean_file_passes_whole(clamd):
    found = clamd(b"stream: OK\0")
    data = bytes(range(256)) * 1000
    scan(data, found.address)
    assert found.got == [data]


def test_virus_is_refused(clamd):
    with pytest.raises(UploadRefused, match="病毒") as told:
        scan(b"x", clamd(b"stream: Eicar-Signature FOUND\0").address)
    assert told.value.refusal == "INFECTED"


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_without_its_word_nothing_passes(clamd, answer):
    with pytest.raises(StoreUnavailable):
        scan(b"x", clamd(answer).address)


def test_antivirus_that_is_away(tmp_path):
    with pytest.raises(StoreUnavailable):
        scan(b"x", "127.0.0.1:1")
    with pytest.raises(StoreUnavailable):
        scan(b"x", str(tmp_path / "clamd.sock"))


def kept(runtime, data, **settings):  # noqa: F811
    changed = Runtime(runtime.settings.model_copy(update=settings), runtime.database, runtime.objects)
    return keep_file(changed, data, "a.jpg", "intake:x")


def test_refused_file_leaves_a_line_in_the_audit_and_nothing_else(runtime, clamd):  # noqa: F811
    with pytest.raises(UploadRefused):
        kept(runtime, b"%PDF-1.4", clamd=clamd(b"stream: X FOUND\0").address)
    assert runtime.objects.kept == {}
    with runtime.database.looking() as connection:
        row = connection.execute(AUDIT.select()).one()
        assert (row.act, row.detail) == ("refuse", '{"code": "INFECTED", "size": 8}')
        assert audit.first_broken(connection) is None


def test_nothing_is_taken_onto_a_full_disk(runtime):  # noqa: F811
    with pytest.raises(StoreUnavailable, match="存储空间"):
        kept(runtime, b"%PDF-1.4", free_bytes=10**18)


def guarded(runtime, clamd, answer=b"stream: X FOUND\0"):  # noqa: F811
    settings = runtime.settings.model_copy(update={"clamd": clamd(answer).address})
    return Runtime(settings, runtime.database, runtime.objects)


def left(runtime):  # noqa: F811
    """What is left: acts in the audit, cases, objects."""
    with runtime.database.looking() as connection:
        acts = [row.act for row in connection.execute(AUDIT.select())]
        return acts, len(connection.execute(CASES.select()).all()), len(runtime.objects.kept)


@pytest.mark.parametrize("take", [receive_case, take_case])
def test_case_handed_in_whole_passes_the_door(runtime, clamd, take):  # noqa: F811
    with pytest.raises(SubmissionUnusable) as told:
        take(guarded(runtime, clamd), "local", json.dumps(form()).encode(), PAGES)
    assert [problem.partition("：")[0] for problem in told.value.problems] == ["m.jpg", "f.jpg"]
    assert left(runtime) == (["refuse", "refuse"], 0, 0)


def test_drop_bucket_passes_the_door(runtime, clamd):  # noqa: F811
    bucket = Bucket()
    bucket.drop()
    poll(guarded(runtime, clamd), bucket)
    assert "病毒" in bucket.result()["error"]
    assert left(runtime) == (["refuse", "refuse"], 0, 0)
    bucket.drop(form(applicant="father"))
    assert poll(guarded(runtime, clamd, b"stream: OK\0"), bucket) == 1
    assert left(runtime)[1:] == (1, 2)


def test_drop_bucket_takes_nothing_onto_a_full_disk(runtime):  # noqa: F811
    bucket = Bucket()
    bucket.drop()
    settings = runtime.settings.model_copy(update={"free_bytes": 10**18})
    with pytest.raises(StoreUnavailable):
        poll(Runtime(settings, runtime.database, runtime.objects), bucket)
    assert poll(runtime, bucket) == 1
