"""Whatever OpenAPI lets a caller send, the service answers as it says, and never with a fault of its own."""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import openapi
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from pipeline.runtime import Runtime
from pipeline.settings import Settings
from pipeline.store import Database
from tests.pipeline.test_intake import MemoryObjects
from tests.web.api import KEY
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
    app = create_app(runtime, KEY)
    app.state.requests = app.state.wrong_keys = Limit(1e6, 1e6)
    found = openapi.from_asgi("/openapi.json", app)
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


def test_no_answer_is_a_fault(api):
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:

        @HOW
        @given(case=operation.as_strategy())
        def call(case):
            answer = case.call()
            busy = answer.status_code == 503 and answer.json()["error"]["code"] == "BUSY"
            if not busy:
                case.validate_response(answer, checks=CHECKS)

        call()
