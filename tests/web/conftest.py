from tests.pipeline.test_intake import runtime  # noqa: F401
from tests.web.api import app, client, local  # noqa: F401
