"""Whatever OpenAPI lets a caller send, the service answers as it says, and never with a fault of its own."""

import os

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import openapi
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from pipeline import queue
from pipeline.reader_process import PoolPlan
from pipeline.runtime import Runtime
from pipeline.settings import Settings
from pipeline.store import Database
from pipeline.workers import ReaderPool
from tests.pipeline.cases import form
from tests.pipeline.test_intake import MemoryObjects
from tests.web.api import KEY, Caller
from web.app import create_app
from web.keys import admit
from web.limits import Limit

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8"))


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schema")
    database = Database(f"sqlite:///{folder / 'a.db'}")
    database.migrate()
    runtime = Runtime(Settings(data_dir=folder, database_url=None), database, MemoryObjects())
    admit(runtime, KEY)
    app = create_app(runtime)
    app.state.requests = app.state.wrong_keys = Limit(1e6, 1e6)
    found = openapi.from_asgi("/openapi.json", app)
    local = Caller(TestClient(app))
    draft, done = local.create().json()["id"], local.hand_in(form(case_id="B")).json()["id"]
    with ReaderPool(PoolPlan(engine="tests.engines:load")) as pool:
        queue.work(runtime, pool, queue.claim(runtime, "r", 1)[0], "r")
    hook = local.post("/v1/webhooks", {"url": "https://example.com/", "events": []}).json()["id"]
    found.known = {"id": (draft, done, hook), "slot": ("mother_id_card",), "number": (1, 2)}
    found.config.update(headers={"Authorization": f"Bearer {KEY.value}"})
    yield found
    database.close()


CHECKS = [schemathesis.checks.not_a_server_error, response_schema_conformance, status_code_conformance]
HOW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


def known_places(api):
    """Ids that exist, or nothing, so that the drawn ones stay."""
    places = {name: strategies.sampled_from(values) for name, values in api.known.items()}
    return strategies.one_of(strategies.just({}), strategies.fixed_dictionaries(places))


def test_no_answer_is_a_fault(api):
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:

        @HOW
        @given(case=operation.as_strategy(), known=known_places(api))
        def call(case, known):
            case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
            answer = case.call()
            busy = answer.status_code == 503 and answer.json()["error"]["code"] == "BUSY"
            if not busy:
                case.validate_response(answer, checks=CHECKS)

        call()
