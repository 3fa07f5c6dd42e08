import json
import os
import signal
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from casefile.errors import StoreUnavailable
from pipeline.drop import poll
from pipeline.objects import ObjectAltered, Objects
from pipeline.seaweed import start_embedded
from tests.pipeline.cases import PAGES, form
from tests.pipeline.test_intake import runtime, work  # noqa: F401

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    running = start_embedded(tmp_path_factory.mktemp("data") / "objects")
    yield running
    running.child.stop()


@pytest.fixture
def objects(embedded):
    opened = Objects(embedded.endpoint, embedded.keys.access, embedded.keys.secret, "birthcase", secure=False)
    opened.prepare()
    yield opened
    opened.close()


def folder_of(embedded):
    command = embedded.child.plan.command
    return Path(next(part.partition("=")[2] for part in command if part.startswith("-dir="))).parent


def test_puts_and_gets_by_content(objects):
    content = objects.put("样本".encode() * 1000)
    assert objects.put("样本".encode() * 1000) == content
    assert objects.get(content) == "样本".encode() * 1000
    assert objects.get(objects.put(b"")) == b""
    assert objects.ready()


def test_only_what_is_older_is_removed(objects):
    content = objects.put(b"orphan")
    now = time.time()
    assert objects.has(content) and not objects.has("2" * 64)
    assert content in set(objects.before(now + 60)) and content not in set(objects.before(now - 60))
    assert not objects.remove(content, now - 60) and objects.has(content)
    assert objects.remove(content, now + 60) and not objects.has(content)
    assert not objects.remove(content, now + 60)


def test_missing_and_altered_objects_are_never_given(objects):
    with pytest.raises(ObjectAltered, match="缺少"):
        objects.get("0" * 64)
    objects._client.put_object("birthcase", f"sha256/11/{'1' * 64}", __import__("io").BytesIO(b"x"), 1)
    with pytest.raises(ObjectAltered, match="改动"):
        objects.get("1" * 64)


def test_wrong_secret_and_no_credentials_are_refused(embedded, objects):
    content = objects.put(b"kept")
    stranger = Objects(embedded.endpoint, embedded.keys.access, "wrong", "birthcase", secure=False)
    with pytest.raises(StoreUnavailable):
        stranger.get(content)
    assert (
        httpx.get(f"http://{embedded.endpoint}/birthcase/sha256/{content[:2]}/{content}").status_code == 403
    )


def test_filer_needs_a_token_too(embedded, objects):
    objects.put(b"kept")
    command = embedded.child.plan.command
    port = next(part.partition("=")[2] for part in command if part.startswith("-filer.port="))
    url = f"http://127.0.0.1:{port}/buckets/birthcase/"
    assert httpx.get(url).status_code == 401 and httpx.delete(url).status_code == 401


def test_volumes_hold_no_plain_bytes(embedded, objects, tmp_path_factory):
    objects.put("黄梓萱的身份证".encode() * 50)
    kept = [path for path in folder_of(embedded).rglob("*") if path.is_file()]
    assert any(path.suffix == ".dat" for path in kept)
    assert not any("黄梓萱".encode() in path.read_bytes() for path in kept)


def test_killed_store_comes_back_with_everything(embedded, objects):
    content = objects.put(b"acknowledged")
    before = embedded.child.pid
    os.kill(before, signal.SIGKILL)
    assert patiently(objects, content) == b"acknowledged"
    assert embedded.child.pid not in (None, before)


def patiently(objects, content):
    """The object, as soon as the store gives it; until then it is unavailable, never missing or altered."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return objects.get(content)
        except StoreUnavailable:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_keys_and_data_are_the_owners_only(embedded):
    folder = folder_of(embedded)
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "keys.json").stat().st_mode & 0o077 == 0
    assert embedded.keys.secret not in " ".join(embedded.child.plan.command) + repr(embedded.keys)


def test_store_that_refuses_or_hangs_is_unavailable_within_seconds(monkeypatch):
    with pytest.raises(StoreUnavailable):
        Objects("127.0.0.1:9", "a", "b", "birthcase", secure=False).prepare()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        hung = Objects(f"127.0.0.1:{silent.getsockname()[1]}", "a", "b", "birthcase", secure=False)
        hung._http.connection_pool_kw["timeout"] = 0.2
        started = time.monotonic()
        assert not hung.ready()
        assert time.monotonic() - started < 5
    assert threading.active_count() < 50


@pytest.fixture
def bucket(objects):
    opened = objects.bucket("drop")
    opened.prepare()
    opened.prepare()
    yield opened
    for found in opened.found():
        opened._client.remove_object("drop", found.name)


def test_bucket_tells_what_is_in_it(bucket):
    bucket.put("gx/A/父亲 身份证.jpg", b"x")
    bucket.put("gx/A/case.json", b"{}")
    found = {one.name: one for one in bucket.found()}
    assert {name: one.size for name, one in found.items()} == {"gx/A/父亲 身份证.jpg": 1, "gx/A/case.json": 2}
    assert bucket.get("gx/A/父亲 身份证.jpg") == b"x"
    bucket.put("gx/A/case.json", b"[]")
    again = {one.name: one for one in bucket.found()}
    assert again["gx/A/case.json"].tag != found["gx/A/case.json"].tag
    assert again["gx/A/父亲 身份证.jpg"] == found["gx/A/父亲 身份证.jpg"]
    with pytest.raises(StoreUnavailable):
        bucket.get("gx/A/gone.jpg")


def test_drop_bucket_of_a_real_store_is_taken_and_answered(runtime, readers, bucket):  # noqa: F811
    for name, data in PAGES.items():
        bucket.put(f"gx-one/GX-0001/{name}", data)
    assert poll(runtime, bucket) == 0
    bucket.put("gx-one/GX-0001/case.json", json.dumps(form()).encode())
    assert [poll(runtime, bucket), poll(runtime, bucket)] == [1, 0]
    assert work(runtime, readers) == ["accepted"]
    poll(runtime, bucket)
    assert json.loads(bucket.get("gx-one/GX-0001/result.json"))["status"] == "accepted"
    assert poll(runtime, bucket) == 0
