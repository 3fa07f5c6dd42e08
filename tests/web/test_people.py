"""Who gets in, as whom, for how long, and to what."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import text

from pipeline import accounts
from pipeline.settings import Settings
from pipeline.store import sessions, users
from tests.web.api import sign_in
from web import access, people
from web.app import create_app
from web.limits import Limit

PASSWORD = "一句不短的登录口令 2026"
OPEN = {
    "/health",
    "/ready",
    "/openapi.json",
    "/docs",
    "/static",
    "/login",
    "/language",
    "/oidc",
    "/oidc/back",
}
"""Routes that anybody may ask, without key and sign-in."""
SIGNED = {"/v1/objects/{content}/{until}/{signed}"}
"""Routes whose address is the secret."""
OWN = {"/logout", "/password"}
"""Routes for everybody who has signed in, whatever their roles."""


@pytest.fixture(scope="module")
def digest():
    return accounts.hashed(PASSWORD)


@pytest.fixture
def database(app):
    return app.state.runtime.database


def add(database, digest, name="韦审核", roles=("reviewer",)):
    with database.writing() as connection:
        users.add(connection, name, roles, "test", digest)
        connection.execute(text("UPDATE users SET to_change = false"))


def asked(dependant):
    """Every function that a route depends on."""
    for one in dependant.dependencies:
        yield one.call
        yield from asked(one)


@pytest.fixture
def whole(runtime):
    """The application with every part that settings may add."""
    settings = Settings(data_dir=runtime.settings.data_dir, oidc_issuer="https://sso.example.com")
    return create_app(type(runtime)(settings, runtime.database, runtime.objects))


def test_every_route_names_its_role_or_scope(whole):
    """A new route fails here until it demands a role or a key, or is named among those open to all."""
    bare = []
    for route in iter_route_contexts(whole.routes):
        calls = list(asked(route.dependant)) if hasattr(route, "dependant") else []
        held = any(hasattr(call, "roles") for call in calls) or access.caller in calls
        own = route.path in OWN and people.signed_in in calls
        if not (held or own or route.path in OPEN | SIGNED):
            bare.append(route.path)
    assert bare == []


def test_new_route_without_a_role_is_noticed(whole):
    whole.get("/bare")(lambda: None)
    with pytest.raises(AssertionError, match="/bare"):
        test_every_route_names_its_role_or_scope(whole)


def test_signing_in_with_a_password_and_out_again(client, database, digest):
    add(database, digest)
    assert client.get("/").headers["location"] == "/login"
    wrong = client.post("/login", data={"name": "韦审核", "password": "x"})
    nobody = client.post("/login", data={"name": "nobody", "password": "x"})
    assert (wrong.status_code, wrong.text) == (403, nobody.text) and "不对" in wrong.text
    signed = client.post("/login", data={"name": "韦审核", "password": PASSWORD})
    cookie = signed.headers["set-cookie"].lower()
    assert signed.headers["location"] == "/" and "httponly" in cookie and "samesite=strict" in cookie
    assert "韦审核" in client.get("/").text
    token = people.csrf_of(client.cookies["birthcase"])
    kept = dict(client.cookies)
    assert client.post("/logout", data={"csrf": token}).status_code == 303
    client.cookies.update(kept)
    assert client.get("/").status_code == 303
    with database.looking() as connection:
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar() == 0
        acts = connection.execute(text("SELECT act FROM audit WHERE actor = '韦审核'")).scalars().all()
    assert acts == ["sign in", "sign out"]


def test_five_wrong_passwords_lock_an_account_for_a_while(client, database, digest):
    add(database, digest)
    for _ in range(5):
        client.post("/login", data={"name": "韦审核", "password": "x"})
    locked = client.post("/login", data={"name": "韦审核", "password": PASSWORD})
    assert locked.status_code == 403 and "锁定" in locked.text
    with database.writing() as connection:
        connection.execute(text("UPDATE users SET locked_until = 1"))
    assert client.post("/login", data={"name": "韦审核", "password": PASSWORD}).status_code == 303


def test_one_address_tries_only_so_often(client, app):
    app.state.sign_ins = Limit(1e-6, 2)
    tried = [client.post("/login", data={"name": "a", "password": "b"}).status_code for _ in range(3)]
    assert tried == [403, 403, 429]


def test_one_time_password_opens_only_the_page_to_change_it(client, database, runtime):
    path = accounts.admit_first(database, runtime.settings.data_dir)
    once = path.read_text().strip()
    signed = client.post("/login", data={"name": "admin", "password": once})
    assert signed.headers["location"] == "/password"
    assert client.get("/").headers["location"] == "/password"
    form = {"csrf": people.csrf_of(client.cookies["birthcase"]), "old": once}
    for poor in ("short", "a" * 30, "admin-admin-1234", once):
        assert client.post("/password", data={**form, "new": poor}).status_code == 422
    assert client.post("/password", data={**form, "new": PASSWORD}).status_code == 303
    assert client.get("/").status_code == 200 and not path.exists()
    assert accounts.admit_first(database, runtime.settings.data_dir) is None


def test_cookie_is_for_tls_alone_where_browsers_come_by_tls(runtime, digest):
    settings = Settings(data_dir=runtime.settings.data_dir, public_url="https://review.example.com")
    add(runtime.database, digest)
    client = TestClient(create_app(type(runtime)(settings, runtime.database, runtime.objects)))
    given = {"name": "韦审核", "password": PASSWORD}
    signed = client.post("/login", data=given, follow_redirects=False)
    assert "secure" in signed.headers["set-cookie"].lower()


def test_act_needs_the_token_of_its_form(client):
    token = sign_in(client)
    form = {"old": "x", "new": PASSWORD}
    for given, headers in (({}, {}), ({"csrf": "x"}, {}), ({}, {"X-CSRF-Token": "é"}), ({"csrf": ""}, {})):
        refused = client.post(
            "/password", data=form | given, headers={k: v.encode() for k, v in headers.items()}
        )
        assert refused.status_code == 403
    assert client.post("/logout", headers={"X-CSRF-Token": token}).status_code == 303


def test_another_site_signs_nobody_in(client):
    sent = {"name": "a", "password": "b"}
    assert client.post("/login", data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert (
        "登录页"
        in client.post(
            "/login", data=sent, headers={"Sec-Fetch-Site": "cross-site", "Accept": "text/html"}
        ).text
    )


def test_roles_say_what_somebody_sees(client):
    sign_in(client, "admin", name="only-admin")
    assert client.get("/").status_code == 403
    refused = client.get("/", headers={"Accept": "text/html"})
    assert "没有这项权限" in refused.text and 'href="/users"' in refused.text


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE sessions SET seen_at = seen_at - 3700",
        "UPDATE sessions SET ends_at = seen_at - 1",
        "UPDATE users SET ended_at = 1",
        "DELETE FROM sessions",
    ],
)
def test_session_lapses_and_can_be_revoked(client, database, harm):
    sign_in(client)
    assert client.get("/").status_code == 200
    with database.writing() as connection:
        connection.execute(text(harm))
    assert client.get("/").status_code == 303


def test_session_in_use_does_not_lapse(client, database):
    sign_in(client)
    with database.writing() as connection:
        connection.execute(text("UPDATE sessions SET seen_at = seen_at - 3000"))
    client.get("/")
    with database.writing() as connection:
        connection.execute(text("UPDATE sessions SET seen_at = seen_at - 3000"))
    assert client.get("/").status_code == 200


def test_database_keeps_no_token_and_no_password(client, database, digest):
    add(database, digest)
    client.post("/login", data={"name": "韦审核", "password": PASSWORD})
    with database.looking() as connection:
        for table in ("sessions", "users", "audit"):
            held = str(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert PASSWORD not in held and client.cookies["birthcase"] not in held


def test_language_is_switched_and_stays(client):
    sign_in(client)
    switched = client.post("/language", data={"language": "en", "back": "/password"})
    assert switched.headers["location"] == "/password"
    assert "Change password" in client.get("/password").text
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert client.post("/language", data={"language": "zh", "back": elsewhere}).headers["location"] == "/"


def test_administrator_lets_people_in_and_shuts_them_out(client, database):
    token = sign_in(client, "admin", name="boss")
    made = client.post("/users", data={"csrf": token, "name": "新人", "roles": ["reviewer", "senior"]})
    once = re.search("<code>(.+?)</code>", made.text).group(1)
    assert client.post("/users", data={"csrf": token, "name": "新人"}).status_code == 422
    assert client.post("/users", data={"csrf": token, "name": "<b>"}).status_code == 422
    assert client.post("/users", data={"csrf": token, "name": "x", "roles": ["god"]}).status_code == 422
    client.post("/users/roles", data={"csrf": token, "name": "新人", "roles": ["auditor"]})
    with database.looking() as connection:
        assert users.known(connection, "新人").roles == {"auditor"}
    assert accounts.sign_in(database, "新人", once)
    session = accounts.sign_in(database, "新人", once)
    client.post("/users/signout", data={"csrf": token, "name": "新人"})
    with database.looking() as connection:
        assert sessions.user_of(connection, session) is None
    client.post("/users/end", data={"csrf": token, "name": "新人"})
    with pytest.raises(accounts.SignInRefused):
        accounts.sign_in(database, "新人", once)
    client.post("/users/restore", data={"csrf": token, "name": "新人"})
    reset = client.post("/users/password", data={"csrf": token, "name": "新人"})
    assert accounts.sign_in(database, "新人", re.search("<code>(.+?)</code>", reset.text).group(1))
    with pytest.raises(accounts.SignInRefused):
        accounts.sign_in(database, "新人", once)


def test_an_administrator_is_always_left(client, database):
    token = sign_in(client, "admin", name="boss")
    for path, form in (("end", {}), ("roles", {"roles": ["reviewer"]})):
        refused = client.post(f"/users/{path}", data={"csrf": token, "name": "boss", **form})
        assert refused.status_code == 422 and "admin" in refused.text
    with database.looking() as connection:
        assert users.known(connection, "boss").ended_at is None


def test_nobody_else_makes_users(client, database):
    token = sign_in(client, "reviewer", "senior", "auditor", "data", name="other")
    for path in ("", "/roles", "/password", "/signout", "/end", "/restore"):
        assert client.post(f"/users{path}", data={"csrf": token, "name": "other"}).status_code == 403
    assert client.get("/users").status_code == 403
