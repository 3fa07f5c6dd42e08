"""An application over a database and objects in memory, and a caller with a key."""

import json

import pytest
from fastapi.testclient import TestClient

from pipeline.store import keys, sessions, users
from tests.pipeline.cases import PAGES, form
from web.app import create_app
from web.keys import Key
from web.people import COOKIE, csrf_of

KEY = Key("bc_000000000000_" + "k" * 40)


def text(given):
    return json.dumps(given, ensure_ascii=False).encode()


class Caller:
    """Calls the API as one intake system."""

    def __init__(self, client, key=KEY.value):
        self.client, self.headers = client, {"Authorization": f"Bearer {key}"}

    def __call__(self, method, path, content=b"", **headers):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, path, content=content, headers={**self.headers, **given})

    def get(self, path, **headers):
        return self("GET", path, **headers)

    def post(self, path, given=b"", **headers):
        if isinstance(given, dict):
            return self("POST", path, text(given), Content_Type="application/json", **headers)
        return self("POST", path, given, **headers)

    def put(self, path, content, **headers):
        return self("PUT", path, content, **headers)

    def create(self, given=None):
        return self.post("/v1/cases", given or form())

    def upload(self, case, pages=None):
        pages = PAGES if pages is None else pages
        return [self.put(one["url"], pages[one["name"]]) for one in case["uploads"] if one["name"] in pages]

    def hand_in(self, given=None, pages=None):
        case = self.create(given).json()
        self.upload(case, pages)
        return self.post(f"/v1/cases/{case['id']}/finish")


def add_key(runtime, system="other", scopes=keys.SCOPES):
    key = keys.fresh()
    with runtime.database.writing() as connection:
        keys.add(connection, key, system, scopes, "test")
    return key


def sign_in(client, *roles, name="李审核"):
    """Give the client a session of somebody with these roles; the token of their forms."""
    database = client.app.state.runtime.database
    with database.writing() as connection:
        if users.get(connection, name) is None:
            users.add(connection, name, roles or users.ROLES, "test")
        token = sessions.begin(connection, name)
    client.cookies.set(COOKIE, token)
    return csrf_of(token)


@pytest.fixture
def app(runtime):
    from web.keys import admit

    admit(runtime, KEY)
    return create_app(runtime)


@pytest.fixture
def client(app):
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def local(client):
    return Caller(client)
