import json

import pytest
from fastapi.testclient import TestClient

from pipeline import queue
from pipeline.judge import judge
from tests.pipeline.cases import MOTHER, PAGES, form
from tests.pipeline.test_intake import runtime  # noqa: F401
from validators.province import load
from web.app import create_app
from web.keys import Key, open_key

KEY = Key("k" * 40)


@pytest.fixture
def app(runtime):  # noqa: F811
    runtime.objects.ready = lambda: not runtime.objects.down
    return create_app(runtime, KEY)


@pytest.fixture
def client(app):
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as opened:
        yield opened


def post(client, given=None, pages=None, key=KEY.value):
    files = [("files", (name, data)) for name, data in (PAGES if pages is None else pages).items()]
    data = {"case": given if isinstance(given, str) else json.dumps(given or form(), ensure_ascii=False)}
    return client.post("/v1/cases", data=data, files=files, headers={"Authorization": f"Bearer {key}"})


def get(client, path):
    return client.get(path, headers={"X-API-Key": KEY.value})


def test_case_is_taken_and_judged(client, runtime, readers):  # noqa: F811
    answer = post(client)
    assert answer.status_code == 202
    place = answer.headers["location"]
    assert get(client, place).json()["state"] == "received"
    assert get(client, f"{place}/result").status_code == 404
    queue.work(runtime, readers, queue.claim(runtime, "r", 1)[0], "r")
    assert get(client, place).json()["state"] == "accepted"
    assert get(client, f"{place}/result").json()["documents"][0]["fields"]["id_number"]["value"] == MOTHER
    again = post(client)
    assert (again.status_code, again.json()["id"]) == (200, answer.json()["id"])


def test_deadlines_are_told_and_what_they_lack(client):
    client.post("/login", data={"key": KEY.value})
    known = post(client, form(case_id="B")).json()
    assert (known["deadline"], known["deadline_note"]) == ("2026-11-23T23:59:59+08:00", None)
    late = post(client, form(case_id="C", submitted_at="2098-12-31T09:00:00+08:00")).json()
    assert late["deadline"].startswith("2099-01-01") and "周一至周五" in late["deadline_note"]
    listed = client.get("/").text
    assert listed.index("2026-11-23") < listed.index("2099-01-01") < listed.index("周一至周五")
    assert "周一至周五" in client.get(f"/cases/{late['id']}").text


def test_every_route_but_the_open_ones_wants_the_key(app, client):
    for route in app.routes:
        path = getattr(route, "path", "")
        for method in getattr(route, "methods", None) or ():
            answer = client.request(method, path.replace("{id}", "0" * 32))
            open_to_all = path in {"/health", "/ready", "/login", "/openapi.json"}
            assert open_to_all or answer.status_code in {401, 303}, (method, path)


@pytest.mark.parametrize("key", ["", "wrong", "k" * 39, "密钥"])
def test_wrong_key(client, key):
    headers = {"Authorization": f"Bearer {key}".encode()}
    answer = client.get("/v1/cases/x", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "HTTP_401"


def test_errors_have_one_shape(client, runtime):  # noqa: F811
    post(client)
    conflict = post(client, form(applicant="father"))
    unusable = post(client, form(case_id="B", province="x"))
    missing = post(client, form(case_id="B"), {"m.jpg": b"x"})
    nothing = client.post("/v1/cases", headers={"X-API-Key": KEY.value})
    unknown = get(client, "/v1/cases/" + "0" * 32)
    runtime.objects.down = True
    down = post(client, form(case_id="C"))
    answers = [conflict, unusable, missing, nothing, unknown, down]
    assert [answer.status_code for answer in answers] == [409, 422, 422, 422, 404, 503]
    assert all(set(answer.json()["error"]) == {"code", "message", "problems"} for answer in answers)
    assert unusable.json()["error"]["problems"] == ["province 应为 guangxi / hainan 之一"]
    assert missing.json()["error"]["problems"] == ["缺少文件 f.jpg"]
    assert down.headers["retry-after"]
    assert client.get("/ready").status_code == 503
    assert client.get("/health").status_code == 200


def test_two_files_of_one_name(client):
    files = [("files", ("m.jpg", b"1")), ("files", ("m.jpg", b"2"))]
    data = {"case": json.dumps(form())}
    assert (
        client.post("/v1/cases", data=data, files=files, headers={"X-API-Key": KEY.value}).status_code == 422
    )


def test_body_without_end_or_too_large_is_refused(client):
    headers = {"X-API-Key": KEY.value, "Content-Length": str(10**9)}
    assert client.post("/v1/cases", headers=headers, content=b"x").status_code == 413
    assert client.post("/v1/cases", headers={"X-API-Key": KEY.value}, content=iter([b"x"])).status_code == 411


def test_console_shows_findings_masked(client, runtime, readers):  # noqa: F811
    assert client.get("/").headers["location"] == "/login"
    assert client.post("/login", data={"key": "wrong"}).status_code == 403
    signed = client.post("/login", data={"key": KEY.value})
    assert signed.status_code == 303 and "httponly" in signed.headers["set-cookie"].lower()
    post(client)
    second = post(client, form(case_id="GX-0002")).json()["id"]
    for lease in queue.claim(runtime, "r", 9):
        queue.work(runtime, readers, lease, "r")
    listed = client.get("/")
    assert "GX-0002" in listed.text and "待审核" in listed.text
    shown = client.get(f"/cases/{second}")
    assert "case.duplicate" in shown.text and "黄**" in shown.text
    assert "黄梓萱" not in shown.text and MOTHER not in shown.text
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    assert client.get("/static/style.css").status_code == 200


def test_markup_in_a_case_stays_text(client, runtime, readers):  # noqa: F811
    client.post("/login", data={"key": KEY.value})
    given = form()
    given["materials"] = [{"slot": "mother_id_card", "files": ["<img src=x>.jpg"]}]
    id = post(client, given, {"<img src=x>.jpg": PAGES["m.jpg"]}).json()["id"]
    queue.work(runtime, readers, queue.claim(runtime, "r", 1)[0], "r")
    shown = client.get(f"/cases/{id}").text
    assert "<img" not in shown and "&lt;img src=x&gt;" in shown


@pytest.mark.parametrize(
    "session", ["", "x", "9999999999.0", "9999999999.", "٣.x", "1." + KEY._signature("1")]
)
def test_forged_or_lapsed_session(client, session):
    cookie = f"birthcase={session}".encode()
    assert client.get("/", headers={"Cookie": cookie}).headers["location"] == "/login"


def test_broken_code_tells_nothing(app, client, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError(MOTHER)

    monkeypatch.setattr("web.api.case_or_error", broken)
    answer = get(client, "/v1/cases/x")
    assert answer.status_code == 500 and answer.json()["error"]["code"] == "INTERNAL"
    assert MOTHER not in answer.text


def test_key_is_made_once_for_its_owner_only(tmp_path):
    first = open_key(tmp_path / "data")
    assert open_key(tmp_path / "data") == first and len(first.value) > 40
    assert (tmp_path / "data" / "api-key").stat().st_mode & 0o077 == 0
    assert first.value not in repr(first)


def test_case_arrives_step_by_step(client, runtime, readers):  # noqa: F811
    headers = {"X-API-Key": KEY.value}
    form_text = json.dumps(form(), ensure_ascii=False).encode()
    begun = client.post("/v1/drafts", content=form_text, headers=headers)
    assert (begun.status_code, begun.json()["state"]) == (201, "draft")
    assert client.post("/v1/drafts", content=form_text, headers=headers).json()["id"] == begun.json()["id"]
    place = begun.headers["location"]
    client.post("/login", data={"key": KEY.value})
    assert client.get(f"/cases/{begun.json()['id']}").status_code == 200
    assert get(client, f"/v1/cases/{begun.json()['id']}/rounds").json() == []
    early = client.post(f"{place}/finish", headers=headers)
    assert early.json()["error"]["problems"] == ["缺少文件 m.jpg", "缺少文件 f.jpg"]
    assert client.put(f"{place}/files/x.jpg", content=b"x", headers=headers).status_code == 422
    assert client.put(f"{place}/files/m.jpg", content=b"", headers=headers).status_code == 422
    for name, data in [("m.jpg", b"old"), *PAGES.items()]:
        assert client.put(f"{place}/files/{name}", content=data, headers=headers).status_code == 204
    assert queue.claim(runtime, "r", 1) == ()
    assert client.post(f"{place}/finish", headers=headers).json()["state"] == "received"
    assert client.put(f"{place}/files/m.jpg", content=b"x", headers=headers).status_code == 409
    assert post(client).status_code == 200
    queue.work(runtime, readers, queue.claim(runtime, "r", 1)[0], "r")
    assert client.post(f"{place}/finish", headers=headers).json()["state"] == "accepted"


def test_a_returned_case_comes_back_and_its_papers_are_at_hand(client, runtime, readers, monkeypatch):  # noqa: F811
    monkeypatch.setattr(
        "pipeline.conclude._judged", lambda case, facts: judge(case, load(case.submission.province), facts)
    )
    headers = {"X-API-Key": KEY.value}
    place = post(client).headers["location"]
    assert get(client, f"{place}/notice.pdf").status_code == 404
    queue.work(runtime, readers, queue.claim(runtime, "r", 1)[0], "r")
    shown = get(client, f"{place}/notice.html")
    assert shown.status_code == 200 and "一次性告知书" in shown.text
    assert "img-src data:" in shown.headers["content-security-policy"]
    printed = get(client, f"{place}/notice.pdf")
    assert printed.content.startswith(b"%PDF-") and printed.headers["content-type"] == "application/pdf"
    assert get(client, f"{place}/slip.pdf").status_code == 404
    assert get(client, f"{place}/notice.docx").status_code == 404
    again = form(replaces=["mother_id_card"], materials=[{"slot": "mother_id_card", "files": ["m.jpg"]}])
    assert post(client, again, {"m.jpg": PAGES["m.jpg"]}).status_code == 409
    assert client.post(f"{place}/return", headers=headers).json()["state"] == "returned"
    assert post(client, again, {"m.jpg": PAGES["m.jpg"]}).status_code == 202
    assert post(client, again, {"m.jpg": PAGES["m.jpg"]}).status_code == 200
    queue.work(runtime, readers, queue.claim(runtime, "r", 1)[0], "r")
    rounds = get(client, f"{place}/rounds").json()
    assert [one["number"] for one in rounds] == [1, 2]
    assert {point["state"] for point in rounds[1]["points"]} == {"open"}
    client.post("/login", data={"key": KEY.value})
    page = client.get(place.removeprefix("/v1"))
    assert "第 2 次" in page.text and "仍需补正" in page.text
    assert "第 2 次" in client.get(f"{place.removeprefix('/v1')}/notice.html").text
