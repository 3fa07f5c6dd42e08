import json
import struct
import zlib

import pytest

from pipeline import queue
from pipeline.judge import judge
from pipeline.previews import Previewer
from pipeline.submission import parse_submission
from tests.pipeline.cases import MOTHER, PAGES, form, page
from tests.web.api import Caller, add_key, sign_in, text
from validators.province import load
from web.app import create_app
from web.keys import open_key


def png(width, height):
    """The beginning of a PNG picture, with a header that tells this size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + header + struct.pack(">I", zlib.crc32(header)) + b"\0\0\0\0IDAT"


def work(runtime, readers):
    return [queue.work(runtime, readers, lease, "r") for lease in queue.claim(runtime, "r", 9)]


def test_case_goes_from_its_form_to_its_result(local, runtime, readers):
    begun = local.create()
    assert (begun.status_code, begun.json()["state"]) == (201, "draft")
    assert begun.json()["progress"].startswith("申请已建立")
    place = begun.headers["location"]
    early = local.post(f"{place}/finish")
    assert early.status_code == 422
    assert early.json()["error"]["problems"] == ["缺少文件 m.jpg", "缺少文件 f.jpg"]
    assert [one.status_code for one in local.upload(begun.json())] == [201, 201]
    assert queue.claim(runtime, "r", 1) == ()
    finished = local.post(f"{place}/finish")
    assert (finished.status_code, finished.json()["state"]) == (202, "received")
    assert local.get(f"{place}/result").status_code == 404
    assert work(runtime, readers) == ["accepted"]
    assert local.get(place).json()["state"] == "accepted"
    result = local.get(f"{place}/result").json()
    assert result["documents"][0]["fields"]["id_number"]["value"] == MOTHER
    assert local.post(f"{place}/finish").json()["state"] == "accepted"


def test_address_of_a_file_holds_no_name(local):
    shown = local.create(form(materials=[{"slot": "mother_id_card", "files": ["黄梓萱.jpg"]}])).json()
    assert shown["uploads"][0]["url"] == f"/v1/cases/{shown['id']}/materials/mother_id_card/1"
    assert local.put(shown["uploads"][0]["url"], PAGES["m.jpg"]).json()["name"] == "黄梓萱.jpg"


def test_same_bytes_again_are_the_same_upload_and_others_take_their_place(local, runtime):
    case = local.create().json()
    first = case["uploads"][0]["url"]
    answers = [local.put(first, data) for data in (b"old", b"old", PAGES["m.jpg"])]
    assert [one.status_code for one in answers] == [201, 200, 201]
    assert answers[0].json() == answers[1].json()
    local.put(case["uploads"][1]["url"], PAGES["f.jpg"])
    local.post(f"/v1/cases/{case['id']}/finish")
    assert local.put(first, PAGES["m.jpg"]).status_code == 409
    assert local.get(f"/v1/cases/{case['id']}").json()["uploads"][0]["sha256"] == answers[2].json()["sha256"]


def test_digest_of_a_broken_transfer_is_noticed(local):
    import base64
    import hashlib

    url = local.create().json()["uploads"][0]["url"]
    told = base64.b64encode(hashlib.sha256(b"whole").digest()).decode()
    wrong = local.put(url, b"half", Content_Digest=f"sha-256=:{told}:")
    assert wrong.json()["error"]["code"] == "DIGEST_MISMATCH"
    assert local.put(url, b"whole", Content_Digest=f"sha-256=:{told}:").status_code == 201


def test_deadlines_are_told_and_what_they_lack(client, local):
    sign_in(client)
    known = local.hand_in(form(case_id="B")).json()
    assert (known["deadline"], known["deadline_note"]) == ("2026-11-23T23:59:59+08:00", None)
    late = local.hand_in(form(case_id="C", submitted_at="2098-12-31T09:00:00+08:00")).json()
    assert late["deadline"].startswith("2099-01-01") and "周一至周五" in late["deadline_note"]
    listed = client.get("/?view=machine").text
    assert listed.index("2026-11-23") < listed.index("2099-01-01") < listed.index("周一至周五")
    assert "周一至周五" in client.get(f"/cases/{late['id']}").text


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "EMPTY_FILE"),
        (b" \r\n", 422, "EMPTY_FILE"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, 415, "TYPE_MISMATCH"),
        (b"GIF89a" + b"\0" * 50, 415, "TYPE_MISMATCH"),
        (b"MZ" + b"\0" * 50, 415, "TYPE_MISMATCH"),
        (png(60_000, 60_000), 422, "TOO_MANY_PIXELS"),
        (b"\xff\xd8\xff\xd9", 422, "CORRUPT_IMAGE"),
        (b"x" * 20_000_001, 413, "TOO_LARGE"),
    ],
)
def test_file_that_is_not_taken_is_told_at_once(local, runtime, data, status, code):
    case = local.create().json()
    answer = local.put(case["uploads"][0]["url"], data)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert runtime.objects.kept == {}
    assert not local.get(f"/v1/cases/{case['id']}").json()["uploads"][0]["received"]


def test_heic_is_refused_with_advice(local):
    url = local.create().json()["uploads"][0]["url"]
    told = local.put(url, b"\0\0\0\x18ftypheic" + b"\0" * 50).json()["error"]["message"]
    assert "HEIC" in told and "兼容性最佳" in told


def test_form_of_a_draft_is_changed_only_by_who_has_seen_it(local):
    begun = local.create()
    place, seen = begun.headers["location"], begun.headers["etag"]
    local.put(begun.json()["uploads"][0]["url"], PAGES["m.jpg"])
    changed = form(applicant="father")
    assert local.put(place, text(changed), If_Match=seen).status_code == 412
    now = local.get(place).headers["etag"]
    answer = local.put(place, text(changed), If_Match=now)
    assert answer.status_code == 200 and answer.json()["uploads"][0]["received"]
    assert local.put(place, text(form(case_id="other"))).status_code == 422
    assert local.create().status_code == 409


def test_state_is_asked_again_for_nothing(local, runtime, readers):
    place = local.create().headers["location"]
    seen = local.get(place)
    assert local.get(place, If_None_Match=seen.headers["etag"]).status_code == 304
    local.hand_in()
    assert local.get(place, If_None_Match=seen.headers["etag"]).status_code == 200
    work(runtime, readers)
    result = local.get(f"{place}/result")
    assert local.get(f"{place}/result", If_None_Match=result.headers["etag"]).status_code == 304


def test_cases_are_listed_a_page_at_a_time(local, client, runtime):
    ids = [local.create(form(case_id=f"A{number}")).json()["id"] for number in range(5)]
    Caller(client, add_key(runtime)).create()
    found, after = [], ""
    while after is not None:
        shown = (
            local.get(
                "/v1/cases",
            ).json()
            if not after
            else local.get(f"/v1/cases?limit=2&after={after}").json()
        )
        shown = local.get(f"/v1/cases?limit=2{'&after=' + after if after else ''}").json()
        found += [one["id"] for one in shown["items"]]
        after = shown["next"]
    assert found == ids
    assert [one["id"] for one in local.get("/v1/cases?case_id=A3").json()["items"]] == [ids[3]]
    assert local.get("/v1/cases?state=accepted").json() == {"items": [], "next": None}


@pytest.mark.parametrize("query", ["after=x", "after=" + "a" * 200, "limit=0", "limit=1000", "state=new"])
def test_nonsense_in_a_list_is_told(local, query):
    assert local.get(f"/v1/cases?{query}").status_code == 422


def test_draft_is_withdrawn(local):
    place = local.create().headers["location"]
    assert local.post(f"{place}/withdraw").json()["state"] == "withdrawn"
    assert local.post(f"{place}/withdraw").json()["state"] == "withdrawn"
    assert local.post(f"{place}/finish").json()["state"] == "withdrawn"
    local.hand_in(form(case_id="B"))
    assert local.post(local.create(form(case_id="B")).headers["location"] + "/withdraw").status_code == 409


def test_errors_have_one_shape(local, client, runtime):
    local.hand_in()
    url = local.create(form(case_id="D")).json()["uploads"][0]["url"]
    answers = [
        (409, local.create(form(applicant="father"))),
        (422, local.create(form(case_id="B", province="x"))),
        (422, local.post("/v1/cases", b"{")),
        (404, local.get("/v1/cases/" + "0" * 32)),
        (404, local.get("/v1/nothing")),
        (405, local("DELETE", "/v1/cases")),
        (401, client.get("/v1/cases")),
        (413, local.post("/v1/cases", b"x" * 2_000_000)),
    ]
    runtime.objects.down = True
    answers.append((503, local.put(url, b"x")))
    for status, answer in answers:
        assert answer.status_code == status
        assert set(answer.json()["error"]) == {"code", "message", "problems"}
        assert answer.json()["error"]["message"].isascii() is False
        assert answer.headers["x-request-id"] and answer.headers["x-content-type-options"] == "nosniff"
    assert answers[-1][1].headers["retry-after"]
    assert answers[1][1].json()["error"]["problems"] == ["province 应为 guangxi / hainan 之一"]
    assert client.get("/ready").status_code == 503
    assert client.get("/health").status_code == 200


def test_body_without_end_is_cut(local):
    url = local.create().json()["uploads"][0]["url"]
    assert local.put(url, iter([b"x" * 1_000_000] * 25)).status_code == 413
    assert local.post("/v1/cases", iter([b"x" * 500_000] * 3)).status_code == 413
    assert local.put(url, iter([PAGES["m.jpg"]])).status_code == 201


def test_console_shows_findings_masked(client, local, runtime, readers):
    assert client.get("/").headers["location"] == "/login"
    sign_in(client, "reviewer")
    local.hand_in()
    second = local.hand_in(form(case_id="GX-0002")).json()["id"]
    work(runtime, readers)
    listed = client.get("/")
    assert "GX-0002" in listed.text and "待审核" in listed.text
    shown = client.get(f"/cases/{second}")
    assert "case.duplicate" in shown.text and "黄*萱" in shown.text
    assert "黄梓萱" not in shown.text and MOTHER not in shown.text
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    assert client.get("/static/style.css").status_code == 200


def test_broken_code_tells_nothing(local, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError(MOTHER)

    monkeypatch.setattr("web.access.cases.get", broken)
    answer = local.get("/v1/cases/" + "0" * 32)
    assert answer.status_code == 500 and answer.json()["error"]["code"] == "INTERNAL"
    assert MOTHER not in answer.text and MOTHER not in caplog.text


def test_key_is_made_once_for_its_owner_only(tmp_path):
    first = open_key(tmp_path / "data")
    assert open_key(tmp_path / "data") == first and len(first.value) > 40
    assert (tmp_path / "data" / "api-key").stat().st_mode & 0o077 == 0
    assert first.value not in repr(first)


def test_a_returned_case_comes_back_and_its_papers_are_at_hand(client, local, runtime, readers, monkeypatch):
    monkeypatch.setattr(
        "pipeline.conclude._judged", lambda case, facts: judge(case, load(case.submission.province), facts)
    )
    place = "/v1/cases/" + local.hand_in().json()["id"]
    assert local.get(f"{place}/notice.pdf").status_code == 404
    work(runtime, readers)
    shown = local.get(f"{place}/notice.html")
    assert shown.status_code == 200 and "一次性告知书" in shown.text
    assert "img-src data:" in shown.headers["content-security-policy"]
    printed = local.get(f"{place}/notice.pdf")
    assert printed.content.startswith(b"%PDF-") and printed.headers["content-type"] == "application/pdf"
    assert local.get(f"{place}/notice").json()["items"]
    assert local.get(f"{place}/slip.pdf").status_code == 404
    assert local.get(f"{place}/notice.docx").status_code == 404
    again = form(replaces=["mother_id_card"], materials=[{"slot": "mother_id_card", "files": ["m.jpg"]}])
    assert local.create(again).status_code == 422
    assert local.post(f"{place}/resubmit", again).status_code == 409
    assert local.post(f"{place}/return").json()["state"] == "returned"
    begun = local.post(f"{place}/resubmit", again)
    assert (begun.status_code, begun.json()["state"]) == (201, "returned")
    assert local.post(f"{place}/resubmit", again).status_code == 200
    assert local.post(f"{place}/finish").json()["error"]["problems"] == ["缺少文件 m.jpg"]
    local.upload(begun.json())
    assert local.post(f"{place}/finish").json()["state"] == "received"
    assert local.post(f"{place}/finish").json()["state"] == "received"
    assert local.post(f"{place}/resubmit", again).status_code == 200
    assert local.create().status_code == 200
    work(runtime, readers)
    rounds = local.get(f"{place}/rounds").json()
    assert [one["number"] for one in rounds] == [1, 2]
    assert {point["state"] for point in rounds[1]["points"]} == {"open"}
    sign_in(client)
    shown = client.get(place.removeprefix("/v1"))
    assert "第 2 次" in shown.text and "仍需补正" in shown.text


def test_refused_files_are_told_with_state_and_event(local, runtime, readers):
    pages = {**PAGES, "m.jpg": b"nonsense"}
    id = local.hand_in(pages=pages).json()["id"]
    assert work(runtime, readers) == ["flagged"]
    told = local.get(f"/v1/cases/{id}").json()["refused"]
    assert [(one["file"], one["code"]) for one in told] == [("m.jpg", "TYPE_MISMATCH")]
    events = local.get("/v1/events").json()["items"]
    assert next(one for one in events if one["event"] == "case.flagged")["refused"] == told


@pytest.fixture
def previews(runtime, readers):
    return Previewer(readers)


def test_photo_is_looked_at_before_it_is_handed_in(runtime, previews, local, app):
    app.state.previewer = previews
    header_only = b"BM" + b"\0" * 60
    assert local.post("/v1/preview", header_only).json()["error"]["code"] == "CORRUPT_IMAGE"
    photo = png(40, 40) + page(("id_card_front", {"name": "黄梓萱"}))
    app.state.previewer = Previewer(_Photos(previews._pool))
    shown = local.post("/v1/preview", photo).json()
    assert (shown["kind"], shown["advice"]) == ("id_card_front", []) and "黄梓萱" not in json.dumps(shown)
    assert local.post("/v1/preview", b"%PDF-1.4").status_code == 415
    assert local.post("/v1/preview", b"\0\0\0\x18ftypheic").status_code == 415
    assert runtime.objects.kept == {}
    app.state.previewer = None
    assert local.post("/v1/preview", photo).json()["error"]["code"] == "BUSY"


class _Photos:
    """Readers for which a photo is a header and then what it shows."""

    def __init__(self, pool):
        self.pool, self.size = pool, pool.size

    def read(self, data, name):
        return self.pool.read(data[data.index(b"{") :], name)


def test_preview_without_time_is_told(runtime, readers, local, app):
    app.state.previewer = Previewer(_Photos(readers))
    app.state.runtime = runtime.__class__(
        runtime.settings.model_copy(update={"preview_seconds": 0.05}), runtime.database, runtime.objects
    )
    photo = png(40, 40) + page(("id_card_front", {}), do="slow", seconds=1)
    answer = local.post("/v1/preview", photo)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "BUSY")
    app.state.runtime = runtime
    assert local.post("/v1/preview", photo).json()["kind"] == "id_card_front"


def test_openapi_and_its_page(client):
    schema = client.get("/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    body = schema["paths"]["/v1/cases"]["post"]["requestBody"]["content"]["application/json"]
    assert parse_submission(json.dumps(body["example"]).encode()).case_id == "GX-2026-000123"
    shown = client.get("/docs")
    assert shown.status_code == 200 and "/v1/cases/{id}/finish" in shown.text
    assert "<script" not in shown.text and "://" not in shown.text.replace(
        "https://www.standardwebhooks.com", ""
    ).replace("https://intake.example.gov.cn", "")


def test_application_is_made_without_previewer(runtime):
    assert create_app(runtime).state.previewer is None
