"""The drop bucket: taken once case.json is there, answered beside it."""

import hashlib
import json

import jsonschema
import pytest

from casefile.errors import StoreUnavailable
from pipeline.drop import poll
from pipeline.objects import Found
from tests.pipeline.cases import PAGES, form
from tests.pipeline.test_intake import runtime, work  # noqa: F401


class Bucket:
    def __init__(self):
        self.kept, self.down = {}, False

    def found(self):
        if self.down:
            raise StoreUnavailable("down")
        return tuple(
            Found(name, len(data), hashlib.md5(data).hexdigest()) for name, data in self.kept.items()
        )

    def get(self, name):
        return self.kept[name]

    def put(self, name, data):
        self.kept[name] = data

    def drop(self, given=None, folder="gx-one/GX-0001", pages=None):
        for name, data in (PAGES if pages is None else pages).items():
            self.kept[f"{folder}/{name}"] = data
        self.kept[f"{folder}/case.json"] = json.dumps(given or form(), ensure_ascii=False).encode()

    def result(self, folder="gx-one/GX-0001"):
        return json.loads(self.kept[f"{folder}/result.json"])


@pytest.fixture
def bucket():
    return Bucket()


def test_case_is_taken_once_it_is_complete_and_answered(runtime, readers, bucket):  # noqa: F811
    bucket.kept["gx-one/GX-0001/m.jpg"] = PAGES["m.jpg"]
    assert poll(runtime, bucket) == 0
    bucket.drop()
    assert [poll(runtime, bucket), poll(runtime, bucket)] == [1, 0]
    assert "gx-one/GX-0001/result.json" not in bucket.kept
    assert work(runtime, readers) == ["accepted"]
    poll(runtime, bucket)
    assert (bucket.result()["status"], bucket.result()["case_id"]) == ("accepted", "GX-0001")
    bucket.kept.pop("gx-one/GX-0001/result.json")
    poll(runtime, bucket)
    assert "gx-one/GX-0001/result.json" not in bucket.kept


@pytest.mark.parametrize(
    ("change", "pages", "told"),
    [
        ({"case_id": "other"}, PAGES, "文件夹名"),
        ({}, {"m.jpg": PAGES["m.jpg"]}, "缺少文件 f.jpg"),
        ({}, {**PAGES, "m.jpg": b"GIF89a"}, "GIF"),
        ({"applicant": "nobody"}, PAGES, "applicant"),
    ],
)
def test_what_cannot_be_used_is_told_beside_it(runtime, bucket, request, change, pages, told):  # noqa: F811
    bucket.drop(form(**change), pages=pages)
    poll(runtime, bucket)
    assert bucket.result()["status"] == "failed" and told in bucket.result()["error"]
    schema = json.loads((request.config.rootpath / "pipeline" / "result.schema.json").read_text())
    jsonschema.validate(bucket.result(), schema)
    bucket.drop()
    assert poll(runtime, bucket) == 1


def test_what_is_no_folder_of_a_case_is_left_alone(runtime, bucket):  # noqa: F811
    for name in ("case.json", "a/case.json", "../a/b/case.json", "a b/c/case.json", "gx/A/sub/case.json"):
        bucket.kept[name] = b"{}"
    assert poll(runtime, bucket) == 0


def test_store_that_is_away_loses_nothing(runtime, readers, bucket):  # noqa: F811
    bucket.drop()
    bucket.down = True
    with pytest.raises(StoreUnavailable):
        poll(runtime, bucket)
    bucket.down, runtime.objects.down = False, True
    with pytest.raises(StoreUnavailable):
        poll(runtime, bucket)
    runtime.objects.down = False
    assert poll(runtime, bucket) == 1
    assert work(runtime, readers) == ["accepted"]
