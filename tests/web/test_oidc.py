"""Signing in by a real provider on this machine."""

import re

import httpx
import oidc_provider_mock
import pytest
from fastapi.testclient import TestClient

from casefile.errors import UsageError
from pipeline.settings import Settings
from pipeline.store import users
from web.app import create_app

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PEOPLE = [
    oidc_provider_mock.User(
        sub="1", claims={"preferred_username": "wei", "roles": ["birthcase-reviewer", "x"]}
    ),
    oidc_provider_mock.User(sub="2", claims={"preferred_username": "guest", "roles": ["staff"]}),
]


@pytest.fixture(scope="module")
def provider():
    with oidc_provider_mock.run_server_in_thread(user_claims=PEOPLE, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def browser(runtime, provider):
    given = {"data_dir": runtime.settings.data_dir, "oidc_issuer": provider, "oidc_client_secret": "s"}
    app = create_app(type(runtime)(Settings(**given), runtime.database, runtime.objects))
    with TestClient(app, follow_redirects=False) as opened:
        yield opened


def authorised(place, sub):
    """Where the provider sends somebody who signs in there."""
    answer = httpx.post(place, data={"sub": sub})
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["location"]


def test_provider_lets_somebody_in_with_its_roles(browser):
    assert 'href="/oidc"' in browser.get("/login").text
    sent = browser.get("/oidc")
    assert "code_challenge=" in sent.headers["location"] and "nonce=" in sent.headers["location"]
    arrived = browser.get(authorised(sent.headers["location"], "1"))
    assert arrived.status_code == 200 and "url=/login" in arrived.text
    assert browser.get("/login").headers["location"] == "/"
    assert "wei" in browser.get("/").text
    with browser.app.state.runtime.database.looking() as connection:
        (user,) = users.listed(connection)
    assert (user.name, user.roles, user.password) == ("wei", {"reviewer"}, None)


def test_somebody_without_a_role_stays_outside(browser):
    sent = browser.get("/oidc")
    refused = browser.get(authorised(sent.headers["location"], "2"))
    assert refused.status_code == 403 and "权限" in refused.text
    assert browser.get("/").headers["location"] == "/login"


def test_who_was_shut_out_here_stays_out(browser):
    browser.get(authorised(browser.get("/oidc").headers["location"], "1"))
    with browser.app.state.runtime.database.writing() as connection:
        users.add(connection, "boss", ["admin"], "test")
        users.end(connection, "wei", "test")
    assert browser.get("/").headers["location"] == "/login"
    assert browser.get(authorised(browser.get("/oidc").headers["location"], "1")).status_code == 403


def test_roles_are_the_providers_at_each_sign_in(browser):
    browser.get(authorised(browser.get("/oidc").headers["location"], "1"))
    with browser.app.state.runtime.database.writing() as connection:
        users.give_roles(connection, "wei", ["admin"], "test")
    browser.get(authorised(browser.get("/oidc").headers["location"], "1"))
    with browser.app.state.runtime.database.looking() as connection:
        assert users.known(connection, "wei").roles == {"reviewer"}


@pytest.mark.parametrize("harm", ["state", "code"])
def test_forged_answer_lets_nobody_in(browser, harm):
    place = authorised(browser.get("/oidc").headers["location"], "1")
    refused = browser.get(re.sub(f"{harm}=[^&]+", f"{harm}=forged", place))
    assert refused.status_code == 502 and browser.get("/").headers["location"] == "/login"


def test_answer_to_another_browser_lets_nobody_in(browser):
    place = authorised(browser.get("/oidc").headers["location"], "1")
    browser.cookies.clear()
    assert browser.get(place).status_code == 502


def test_provider_that_does_not_answer_is_told(runtime):
    given = {"data_dir": runtime.settings.data_dir, "oidc_issuer": "http://127.0.0.1:9"}
    app = create_app(type(runtime)(Settings(**given), runtime.database, runtime.objects))
    assert TestClient(app).get("/oidc").status_code == 502


def test_provider_must_be_asked_over_tls(runtime):
    given = {"data_dir": runtime.settings.data_dir, "oidc_issuer": "http://sso.example.com"}
    with pytest.raises(UsageError, match="https"):
        create_app(type(runtime)(Settings(**given), runtime.database, runtime.objects))


def test_name_of_a_local_user_is_not_taken_over(browser):
    with browser.app.state.runtime.database.writing() as connection:
        users.add(connection, "wei", ["admin"], "test", "digest")
    refused = browser.get(authorised(browser.get("/oidc").headers["location"], "1"))
    assert refused.status_code == 403 and "已有用户" in refused.text
