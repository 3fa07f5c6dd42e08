"""Cases from the door to their verdict, with the real database and objects in memory."""

import hashlib
import json
import time
from dataclasses import replace

import pytest

from casefile.errors import StoreUnavailable
from pipeline import queue
from pipeline.intake import CaseConflict, receive_case
from pipeline.kept import decoded, encoded
from pipeline.objects import opened
from pipeline.runtime import Runtime
from pipeline.settings import Settings
from pipeline.store import Database, cases
from pipeline.submission import SubmissionUnusable
from tests.birthcase.test_check import judged
from tests.pipeline.cases import PAGES, form, page


class MemoryObjects:
    """Objects without a server; may be told to be down."""

    def __init__(self, keys=None):
        self.keys = keys
        self.kept, self.put_at, self.down = {}, {}, False

    def put(self, data):
        if self.down:
            raise StoreUnavailable("存储没有应答")
        content = hashlib.sha256(data).hexdigest()
        self.put_sealed(content, self.keys.seal(data, content) if self.keys else data)
        return content

    def put_sealed(self, content, kept):
        self.kept[content], self.put_at[content] = kept, time.time()

    def ready(self):
        return not self.down

    def has(self, content):
        return content in self.kept

    def before(self, moment):
        return iter([content for content, at in self.put_at.items() if at < moment])

    def remove(self, content, before):
        if self.put_at.get(content, before) >= before:
            return False
        del self.kept[content], self.put_at[content]
        return True

    def get(self, content):
        if self.down:
            raise StoreUnavailable("存储没有应答")
        return opened(self.get_sealed(content), content, self.keys)

    def get_sealed(self, content):
        return self.kept.get(content, b"?")


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.conclude._judged", judged)
    monkeypatch.setattr("pipeline.store.leases._BACK_OFF_SECONDS", 0)
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    yield Runtime(Settings(data_dir=tmp_path), database, MemoryObjects())
    database.close()


def receive(runtime, given=None, pages=None):
    data = json.dumps(given or form(), ensure_ascii=False).encode()
    return receive_case(runtime, "local", data, PAGES if pages is None else pages)


def work(runtime, readers):
    return [queue.work(runtime, readers, lease, "r") for lease in queue.claim(runtime, "r", 9)]


def seen(runtime, id):
    with runtime.database.looking() as connection:
        result = cases.latest_result(connection, id)
        return cases.get(connection, id), json.loads(result) if result else None


def test_from_the_door_to_the_verdict(runtime, readers):
    received = receive(runtime)
    assert received.created and received.case.state == "received"
    assert work(runtime, readers) == ["accepted"]
    case, result = seen(runtime, received.case.id)
    assert case.state == result["status"] == "accepted"
    assert result["documents"][0]["fields"]["name"]["value"] == "黄梓萱"


def test_same_case_again_is_the_same_case(runtime):
    first, again = receive(runtime), receive(runtime)
    assert again.case.id == first.case.id and not again.created


@pytest.mark.parametrize(
    "change", [{"given": form(applicant="father")}, {"pages": {**PAGES, "m.jpg": page(x=1)}}]
)
def test_same_reference_with_other_content_is_a_conflict(runtime, change):
    receive(runtime)
    with pytest.raises(CaseConflict):
        receive(runtime, **change)


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ({}, "缺少文件 m.jpg"),
        ({**PAGES, "x.jpg": b"x"}, "x.jpg"),
        ({**PAGES, "m.jpg": b""}, "空"),
        ({**PAGES, "m.jpg": b"x" * 20_000_001}, "20 MB"),
    ],
)
def test_files_that_do_not_fit_the_form(runtime, pages, told):
    with pytest.raises(SubmissionUnusable, match=told):
        receive(runtime, pages=pages)
    assert work(runtime, None) == []


def test_store_down_at_the_door_records_nothing(runtime):
    runtime.objects.down = True
    with pytest.raises(StoreUnavailable):
        receive(runtime)
    runtime.objects.down = False
    assert receive(runtime).created


def test_store_down_at_work_costs_no_attempt(runtime, readers):
    id = receive(runtime).case.id
    runtime.objects.down = True
    for _ in range(4):
        assert work(runtime, readers) == ["STORE_UNAVAILABLE"]
    runtime.objects.down = False
    assert work(runtime, readers) == ["accepted"]
    assert seen(runtime, id)[0].state == "accepted"


def test_page_that_breaks_the_reader_is_flagged_at_the_third_attempt(runtime, readers):
    id = receive(runtime, pages={**PAGES, "m.jpg": page(do="raise")}).case.id
    assert [work(runtime, readers) for _ in range(4)] == [["READER_FAILED"]] * 2 + [["flagged"], []]
    case, result = seen(runtime, id)
    assert case.state == "flagged"
    assert [one["code"] for one in result["refused"]] == ["READER_FAILED"]


def test_case_that_breaks_the_reader_altogether_fails_at_the_third_attempt(runtime, readers):
    id = receive(runtime, pages={"m.jpg": page(do="raise"), "f.jpg": page(do="raise", x=1)}).case.id
    assert [work(runtime, readers) for _ in range(4)] == [["READER_FAILED"]] * 2 + [["failed"], []]
    assert seen(runtime, id)[1]["status"] == "failed"


def test_altered_upload_is_never_read(runtime, readers):
    id = receive(runtime).case.id
    content = hashlib.sha256(PAGES["m.jpg"]).hexdigest()
    runtime.objects.kept[content] = page(("id_card_front", {"name": "另一人"}))
    assert work(runtime, readers) == ["flagged"]
    _, result = seen(runtime, id)
    assert [one["code"] for one in result["refused"]] == ["INTEGRITY"]


def test_other_cases_are_known_to_the_judge(runtime, readers, monkeypatch):
    facts = []
    monkeypatch.setattr(
        "pipeline.conclude._judged", lambda case, known: facts.append(known) or judged(case, known)
    )
    receive(runtime), receive(runtime, form(case_id="GX-0002"))
    work(runtime, readers)
    assert [birth.case_id for birth in facts[0].births] == ["GX-0002"]
    assert {(one.file, one.case_id) for one in facts[1].sightings} == {
        ("m.jpg", "GX-0001"),
        ("f.jpg", "GX-0001"),
    }


def test_same_pages_in_a_second_case_are_not_read_again(runtime, readers, monkeypatch):
    receive(runtime)
    work(runtime, readers)
    receive(runtime, form(case_id="GX-0002"))
    monkeypatch.setattr(readers, "read", None)
    assert work(runtime, readers) == ["flagged"]


def test_kept_reading_comes_back_equal(readers):
    reading = readers.read(PAGES["m.jpg"], "m.jpg").result()
    assert decoded(encoded(reading)) == reading


def test_a_picture_saved_again_is_found_in_another_case(runtime, readers, monkeypatch):
    from pipeline.engine import Reading
    from pipeline.store import likenesses

    facts, shown = [], {"m.jpg": "ab" * 32, "f.jpg": "cd" * 32}
    monkeypatch.setattr(
        "pipeline.conclude._judged", lambda case, known: facts.append(known) or judged(case, known)
    )

    def with_picture(reading, name):
        documents = tuple(
            replace(one, quality={"likeness": {"value": shown[name]}}) for one in reading.documents
        )
        return Reading(documents, reading.crops, reading.pages, reading.seconds)

    read = readers.read

    class Done:
        def __init__(self, value):
            self.result = lambda: value

    monkeypatch.setattr(
        readers, "read", lambda data, name: Done(with_picture(read(data, name).result(), name))
    )
    first = receive(runtime).case.id
    work(runtime, readers)
    shown["m.jpg"], shown["f.jpg"] = "ab" * 31 + "aa", "54" * 32
    pages = {name: data[:-1] + b', "again": 1}' for name, data in PAGES.items()}
    receive(runtime, form(case_id="GX-0002"), pages)
    work(runtime, readers)
    assert [(one.file, one.case_id, one.page) for one in facts[1].sightings] == [("m.jpg", "GX-0001", 0)]
    with runtime.database.looking() as connection:
        assert [
            one.case_id for one in likenesses.holders(connection, cases.stored(connection, first), "ab" * 32)
        ] == ["GX-0002"]
