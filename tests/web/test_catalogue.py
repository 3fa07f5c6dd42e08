"""Rows D and S of the catalogue of bad input, as far as the API and the console are concerned."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text as sql

from pipeline import queue
from pipeline.accounts import hashed
from pipeline.store import audit, keys, users
from tests.pipeline.cases import FATHER, MOTHER, PAGES, form, page
from tests.web.api import KEY, Caller, add_key, sign_in, text
from web.limits import Limit


def work(runtime, readers):
    return [queue.work(runtime, readers, lease, "r") for lease in queue.claim(runtime, "r", 9)]


def test_d1_same_bytes_twice_in_a_case(local, runtime, readers, monkeypatch):
    case = local.create().json()
    first = [local.put(one["url"], PAGES["m.jpg"]) for one in case["uploads"]]
    again = local.put(case["uploads"][0]["url"], PAGES["m.jpg"])
    assert [one.status_code for one in first] == [201, 201] and again.status_code == 200
    assert again.json() == first[0].json()
    local.post(f"/v1/cases/{case['id']}/finish")
    read, asked = readers.read, []
    monkeypatch.setattr(readers, "read", lambda data, name: asked.append(name) or read(data, name))
    work(runtime, readers)
    assert len(asked) == 1


def test_d2_same_bytes_in_another_case(local, runtime, readers):
    local.hand_in()
    work(runtime, readers)
    other = local.hand_in(form(case_id="B")).json()["id"]
    assert work(runtime, readers) == ["flagged"]
    found = local.get(f"/v1/cases/{other}/result").json()["findings"]
    assert any(one["rule"] == "case.duplicate" and one["outcome"] == "mismatch" for one in found)


def test_d4_one_case_handed_in_by_twenty_at_once(local, runtime):
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _: local.hand_in(), range(20)))
    assert {one.status_code for one in answers} == {202}
    assert len({one.json()["id"] for one in answers}) == 1
    assert len(local.get("/v1/cases").json()["items"]) == 1


def test_d4_idempotency_key_with_another_body(local):
    first = local.post("/v1/cases", form(), Idempotency_Key="k1")
    again = local.post("/v1/cases", form(), Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json() and again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    other = local.post("/v1/cases", form(case_id="B"), Idempotency_Key="k1")
    assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert len(local.get("/v1/cases").json()["items"]) == 1
    assert local.post("/v1/cases", form(), Idempotency_Key="键".encode()).status_code == 422


def test_d4_idempotency_keys_are_each_systems_own(local, client, runtime):
    other = Caller(client, add_key(runtime))
    local.post("/v1/cases", form(), Idempotency_Key="k1")
    assert other.post("/v1/cases", form(case_id="B"), Idempotency_Key="k1").status_code == 201


def test_d4_ten_at_once_with_one_key_and_two_bodies(local):
    def create(number):
        return local.post("/v1/cases", form(case_id=f"X{number % 2}"), Idempotency_Key="k").status_code

    with ThreadPoolExecutor(10) as threads:
        assert set(threads.map(create, range(10))) in ({201, 409}, {200, 201, 409})
    assert len(local.get("/v1/cases").json()["items"]) == 1


def test_s2_markup_in_a_name_stays_text(client, local, runtime, readers):
    sign_in(client)
    name = '<img src=x onerror=1>"><svg>{{7*7}}.jpg'
    given = form(materials=[{"slot": "mother_id_card", "files": [name]}])
    id = local.hand_in(given, {name: PAGES["m.jpg"]}).json()["id"]
    work(runtime, readers)
    shown = client.get(f"/cases/{id}")
    assert "<img" not in shown.text and "<svg" not in shown.text and "49.jpg" not in shown.text
    assert "&lt;img src=x" in shown.text
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy and "script-src 'self';" in policy


def test_s3_another_systems_case_is_as_if_it_were_not_there(local, client, runtime, readers):
    case = local.hand_in().json()
    work(runtime, readers)
    other = Caller(client, add_key(runtime))
    hook = local.post("/v1/webhooks", {"url": "https://93.184.215.14/", "events": []}).json()["id"]
    asked = [
        ("GET", ""), ("GET", "/result"), ("GET", "/notice"), ("GET", "/rounds"), ("GET", "/notice.pdf"),
        ("PUT", ""), ("PUT", "/materials/mother_id_card/1"), ("POST", "/finish"), ("POST", "/withdraw"),
        ("POST", "/resubmit"), ("POST", "/return"),
    ]  # fmt: skip
    for method, path in asked:
        mine = other(method, f"/v1/cases/{case['id']}{path}", text(form()))
        nobodys = other(method, f"/v1/cases/{'0' * 32}{path}", text(form()))
        assert mine.status_code == nobodys.status_code == 404, path
        assert mine.json() == nobodys.json()
    assert other("DELETE", f"/v1/webhooks/{hook}").status_code == 404
    assert other.get("/v1/cases").json()["items"] == other.get("/v1/events").json()["items"] == []
    assert local.get(f"/v1/cases/{case['id']}").json()["state"] == "accepted"


def test_s3_signed_address_opens_one_object_for_a_minute(local, client, runtime, readers, monkeypatch):
    id = local.hand_in().json()["id"]
    work(runtime, readers)
    page_ = local.get(f"/v1/handover/{id}").json()["pages"][0]
    opened = client.get(page_["url"])
    assert opened.content == PAGES[page_["file"]]
    assert opened.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in opened.headers["content-security-policy"]
    assert opened.headers["x-content-type-options"] == "nosniff"
    _, _, _, content, until, signed = page_["url"].split("/")
    other = page(x=1)
    for forged in (
        f"/v1/objects/{runtime.objects.put(other)}/{until}/{signed}",
        f"/v1/objects/{content}/{int(until) + 1}/{signed}",
        f"/v1/objects/{content}/{until}/x",
        f"/v1/objects/{content}/-1/{signed}",
    ):
        assert client.get(forged).status_code == 404
    monkeypatch.setattr("pipeline.handover.time.time", lambda: int(until) + 1.0)
    assert client.get(page_["url"]).status_code == 404


def every_route(app):
    for path, methods in app.openapi()["paths"].items():
        for method in methods:
            yield method.upper(), re.sub(r"\{(number|until)\}", "1", re.sub(r"\{id\}", "0" * 32, path))
    yield from [("GET", "/"), ("GET", f"/cases/{'0' * 32}"), ("GET", f"/cases/{'0' * 32}/notice.pdf")]


OPEN = {"/health", "/ready"}


@pytest.mark.parametrize(
    "key",
    ["", "wrong", "bc_000000000000_" + "x" * 40, "密钥", "bc_", KEY.value[:-1], KEY.value + "x",
     "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."],
)  # fmt: skip
def test_s4_every_route_wants_a_key(app, client, key):
    app.state.wrong_keys = Limit(1000, 1000)
    for method, path in every_route(app):
        answer = client.request(method, path, headers={"Authorization": f"Bearer {key}".encode()})
        open_to_all = path in OPEN or (path.startswith("/v1/objects/") and answer.status_code == 404)
        assert open_to_all or answer.status_code in {401, 303}, (method, path)


def test_s4_every_route_wants_its_scope(app, client, runtime):
    nothing = Caller(client, add_key(runtime, scopes=["none"]))
    for method, path in every_route(app):
        if path.startswith("/v1/") and not path.startswith("/v1/objects/"):
            assert nothing(method, path).status_code == 403, (method, path)


def test_s4_no_header_and_no_body_gives_more(client, runtime):
    reader = Caller(client, add_key(runtime, scopes=["read"]))
    given = form()
    for headers in (
        {"X_HTTP_Method_Override": "GET"},
        {"X_Scopes": "submit"},
        {"X_Original_URL": "/v1/cases"},
    ):
        assert reader.post("/v1/cases", given, **headers).status_code == 403
    assert reader.post("/v1/cases", {**given, "scopes": ["submit"]}).status_code == 403


def test_s4_key_that_was_revoked_or_rotated_out(client, runtime):
    first, second = add_key(runtime, "a"), keys.fresh()
    with runtime.database.writing() as connection:
        keys.rotate(connection, first.split("_")[1], second, 3600, "test")
    assert [Caller(client, key).get("/v1/cases").status_code for key in (first, second)] == [200, 200]
    with runtime.database.writing() as connection:
        keys.end(connection, first.split("_")[1], 0, "test")
    assert [Caller(client, key).get("/v1/cases").status_code for key in (first, second)] == [401, 200]


def test_s5_wrong_keys_are_turned_away_after_some(client, local):
    answers = [Caller(client, keys.fresh()).get("/v1/cases") for _ in range(30)]
    codes = [one.status_code for one in answers]
    assert codes[:20] == [401] * 20 and set(codes[20:]) == {429}
    assert int(answers[-1].headers["retry-after"]) > 0
    assert local.get("/v1/cases").status_code == 429


def test_s5_too_many_requests(app, local, client, runtime):
    app.state.requests = Limit(0.01, 3)
    codes = [local.get("/v1/cases").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    assert Caller(client, add_key(runtime)).get("/v1/cases").status_code == 200


def test_s5_no_more_than_a_days_share(app, local, client, runtime):
    app.state.quota = Limit(1, 1.5 * len(PAGES["m.jpg"]))
    case = local.create().json()
    answers = local.upload(case)
    assert [one.status_code for one in answers] == [201, 429]
    assert answers[1].json()["error"]["code"] == "QUOTA" and int(answers[1].headers["retry-after"]) > 0
    other = Caller(client, add_key(runtime))
    assert other.upload(other.create().json())[0].status_code == 201


def test_s5_large_forms_cost_nothing(client, local):
    parts = [("a", ("a.jpg", b"x"))] * 10_000
    assert client.post("/login", files=parts).status_code in {400, 413, 422}
    assert client.post("/login", data={"name": "x" * 30_000_000}).status_code == 413
    assert local.post("/v1/cases", b"[" * 900_000).status_code == 422


RIGHT = {"name": "reviewer", "password": "ein langes Wort 4711"}


def known(client):
    with client.app.state.runtime.database.writing() as connection:
        users.add(connection, RIGHT["name"], ["reviewer"], "test", hashed(RIGHT["password"]))
        connection.execute(sql("UPDATE users SET to_change = false"))


def test_s6_console_cannot_be_driven_from_elsewhere(client):
    known(client)
    signed = client.post("/login", data=RIGHT)
    cookie = signed.headers["set-cookie"].lower()
    assert "samesite=strict" in cookie and "httponly" in cookie
    assert signed.headers["location"] == "/"
    client.cookies.clear()
    fixed = client.post("/login", data=RIGHT, headers={"Cookie": "birthcase=chosen"})
    assert "chosen" not in fixed.headers["set-cookie"]
    away = client.post("/login?next=https://example.com/", data=RIGHT)
    assert away.headers["location"] == "/"
    assert "frame-ancestors 'none'" in client.get("/login").headers["content-security-policy"]


@pytest.mark.parametrize("session", ["", "x", "9999999999.0", "٣.x", "a" * 43, "a" * 5000])
def test_s6_forged_or_lapsed_session(client, session):
    cookie = f"birthcase={session}".encode()
    assert client.get("/", headers={"Cookie": cookie}).headers["location"] == "/login"


def test_s8_webhook_to_an_inner_address_is_refused(local):
    for url in (
        "https://127.0.0.1/",
        "https://169.254.169.254/",
        "http://example.com/",
        "file:///etc/passwd",
    ):
        answer = local.post("/v1/webhooks", {"url": url, "events": []})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "INVALID")
    assert local.post("/v1/webhooks", {"url": "https://example.com/", "events": ["x"]}).status_code == 422
    made = local.post("/v1/webhooks", {"url": "https://example.com/", "events": ["case.accepted"]}).json()
    assert made["secret"].startswith("whsec_")
    assert local.get("/v1/webhooks").json()["items"] == [{**made, "secret": None}]
    renewed = local.post(f"/v1/webhooks/{made['id']}/secret").json()
    assert renewed["secret"] != made["secret"]
    assert local("DELETE", f"/v1/webhooks/{made['id']}").status_code == 204
    assert local.get("/v1/webhooks").json()["items"] == []


def test_s9_no_personal_data_in_logs_and_addresses(app, client, local, runtime, readers, caplog):
    caplog.set_level(logging.DEBUG)
    addresses = []
    app.router.on_startup = []
    given = form(materials=[{"slot": "mother_id_card", "files": ["黄梓萱.jpg"]}])
    case = local.create(given).json()
    addresses += [one["url"] for one in case["uploads"]]
    local.put(addresses[0], b"GIF89a")
    local.upload(case, {"黄梓萱.jpg": page(("id_card_front", {"name": "黄梓萱", "id_number": MOTHER}))})
    local.post(f"/v1/cases/{case['id']}/finish")
    local.create({**given, "mother": {"name": "黄梓萱", "id_number": MOTHER, "phone": 1}})
    work(runtime, readers)
    with runtime.database.looking() as connection:
        told = str([tuple(one.detail.items()) for one in audit.history(connection, case["id"])])
    seen = "".join(record.getMessage() for record in caplog.records if record.name != "httpx") + told
    for secret in ("黄梓萱", "韦国强", MOTHER, FATHER):
        assert secret not in seen + str(addresses)


@pytest.mark.parametrize(
    "query",
    ["case_id=' OR 1=1 --", "case_id=%25", "case_id=GX-000_", 'case_id={"$gt":""}', "case_id=" + "x" * 10_000,
     "after=" + "A" * 10_000, "limit=-1", "limit=1e9", "state=' OR '1'='1"],
)  # fmt: skip
def test_s10_search_is_no_door_to_the_database(local, query):
    local.create()
    answer = local.get(f"/v1/cases?{query}")
    assert answer.status_code == 422 or answer.json()["items"] == []


def test_s11_changed_or_cut_audit_is_found(local, runtime):
    local.hand_in()
    with runtime.database.writing() as connection:
        whole = audit.head(connection)
        assert audit.first_broken(connection, dict([whole])) is None
        connection.execute(sql("DROP TRIGGER audit_no_update"))
        connection.execute(sql("DROP TRIGGER audit_no_delete"))
        connection.execute(sql("UPDATE audit SET actor = 'nobody' WHERE number = 2"))
        assert audit.first_broken(connection) == 2
        connection.execute(sql("DELETE FROM audit WHERE number > 1"))
        assert audit.first_broken(connection) is None
        assert audit.first_broken(connection, dict([whole])) == 2


def test_sandbox_rehearses_apart(local, client, runtime, readers):
    rehearsing = Caller(client, add_key(runtime, "local" + keys.SANDBOX))
    local.hand_in()
    case = rehearsing.hand_in().json()
    assert (case["system"], case["sandbox"]) == ("local", True)
    assert work(runtime, readers) == ["accepted", "accepted"]
    assert [one["id"] for one in rehearsing.get("/v1/handover").json()["items"]] == [case["id"]]
    assert case["id"] not in str(local.get("/v1/handover").json()) + str(local.get("/v1/cases").json())
    assert local.get(f"/v1/handover/{case['id']}").status_code == 404
    sign_in(client)
    assert case["id"] not in client.get("/").text
    assert client.get(f"/cases/{case['id']}").status_code == 404
    assert rehearsing.post(f"/v1/handover/{case['id']}/acknowledge").json()["state"] == "handed_over"


def test_accepted_case_is_handed_over_once(local, client, runtime, readers):
    approver = Caller(client, add_key(runtime, "approver", ["handover", "read"]))
    id = local.hand_in().json()["id"]
    assert approver.get(f"/v1/handover/{id}").status_code == 404
    assert approver.post(f"/v1/handover/{id}/acknowledge").status_code == 409
    work(runtime, readers)
    assert [one["id"] for one in approver.get("/v1/handover").json()["items"]] == [id]
    offer = approver.get(f"/v1/handover/{id}").json()
    assert offer["result"]["status"] == "accepted" and offer["submission"]["mother"]["id_number"] == MOTHER
    assert [one["file"] for one in offer["pages"]] == ["m.jpg", "f.jpg"]
    codes = [approver.post(f"/v1/handover/{id}/acknowledge").status_code for _ in range(2)]
    assert codes == [200, 200]
    assert local.get(f"/v1/cases/{id}").json()["state"] == "handed_over"
    assert approver.get("/v1/handover").json()["items"] == []
    told = [
        one["event"] for one in local.get("/v1/events").json()["items"] if one["event"] != "case.progress"
    ]
    assert told == ["case.draft", "case.received", "case.processing", "case.accepted", "case.handed_over"]


@pytest.mark.parametrize(
    ("cases", "sent"),
    [(25, 400), pytest.param(500, 10_000, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])],
)
def test_many_send_the_same_cases_at_once(app, local, runtime, cases, sent):
    """Every case is sent many times, mixed: each is there once, with its own files, received once."""
    app.state.requests = Limit(1e6, 1e6)

    def hand_in(number):
        given = form(case_id=f"C{number}")
        return number, local.hand_in(given, {**PAGES, "m.jpg": page(x=number)})

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(hand_in, [number % cases for number in range(sent)]))
    assert {answer.status_code for _, answer in answers} == {202}
    assert len({(number, answer.json()["id"]) for number, answer in answers}) == cases
    counts = ("cases", "rounds", "uploads", "events WHERE name = 'case.received'")
    with runtime.database.looking() as connection:
        found = [connection.execute(sql(f"SELECT COUNT(*) FROM {one}")).scalar_one() for one in counts]
    assert found == [cases, cases, 2 * cases, cases]


def test_limit_fills_again():
    now = [0.0]
    limit = Limit(2, 4, lambda: now[0])
    assert [limit.take("a") for _ in range(5)] == [0, 0, 0, 0, 0.5]
    now[0] = 0.5
    assert limit.take("a") == 0 and limit.take("b") == 0 and limit.left("a") == 0
