"""Rows D1–D5 of the catalogue: the same file, the same case, and a case that changes under way."""

import json
import threading

import pytest
from PIL import Image

from pipeline import queue
from pipeline.intake import CaseConflict, receive_case
from pipeline.likeness import likeness
from pipeline.sandbox import page_images
from pipeline.store import cases, leases
from samples.hostile.pictures import saved
from tests.birthcase.test_check import judged
from tests.pipeline.cases import FORM, PAGES, form, page
from tests.pipeline.test_intake import receive, runtime, work  # noqa: F401
from tests.pipeline.test_process import run
from validators.likeness import alike


def test_d1_same_bytes_twice_in_a_case_are_read_once(readers, monkeypatch):
    asked, read = [], readers.read
    monkeypatch.setattr(readers, "read", lambda data, name: asked.append(name) or read(data, name))
    both = page(("id_card_front", {"name": "黄梓萱"}))
    found = run(readers, {"m.jpg": both, "f.jpg": both})
    assert asked == ["m.jpg"]
    assert found.contents["m.jpg"] == found.contents["f.jpg"] and len(found.case.documents) == 2


def test_d2_same_bytes_in_another_case_are_taken_and_told(runtime, readers, monkeypatch):  # noqa: F811
    facts = []
    monkeypatch.setattr(
        "pipeline.conclude._judged", lambda case, known: facts.append(known) or judged(case, known)
    )
    receive(runtime)
    assert receive(runtime, form(case_id="GX-0002")).created
    work(runtime, readers)
    assert {one.case_id for one in facts[1].sightings} == {"GX-0001"}


@pytest.mark.parametrize("again", [{"quality": 40}, {"scale": 0.5}, {"crop": 6}])
def test_d3_a_photo_saved_again_is_alike(again):
    first = Image.open("samples/documents/id_card_front/photo/page.jpg").convert("RGB")
    width, height = first.size
    other = first.crop((again.get("crop", 0), 0, width, height))
    other = other.resize([int(side * again.get("scale", 1)) for side in other.size])
    pages = [saved(first, "PNG"), saved(other, "JPEG", quality=again.get("quality", 90))]
    one, two = (likeness(next(page_images(data))) for data in pages)
    assert alike(one, two)


def test_d4_twenty_at_once_are_one_case(runtime):  # noqa: F811
    told, threads = [], []
    for _ in range(20):
        threads.append(threading.Thread(target=lambda: told.append(receive(runtime))))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.case.id for one in told}) == 1
    assert [one.created for one in told].count(True) == 1 and len(told) == 20


def test_d4_the_same_reference_with_another_body_is_a_conflict(runtime):  # noqa: F811
    receive(runtime)
    data = json.dumps({**FORM, "applicant": "father"}).encode()
    with pytest.raises(CaseConflict):
        receive_case(runtime, "local", data, PAGES)


def test_d5_a_result_of_before_the_change_is_rejected(runtime, readers, monkeypatch):  # noqa: F811
    """The lease lapses while the case is read; who took it since has the word."""
    id = receive(runtime).case.id
    (old,) = queue.claim(runtime, "slow", 1)
    with runtime.database.writing() as connection:
        leases.give_back(connection, old, "slow", "CHANGED", False)
    (new,) = queue.claim(runtime, "quick", 1)
    assert new.token > old.token
    assert queue.work(runtime, readers, old, "slow") == "LEASE_LOST"
    with runtime.database.looking() as connection:
        assert cases.get(connection, id).state == "processing"
    assert queue.work(runtime, readers, new, "quick") == "accepted"
