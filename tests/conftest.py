import os

import pytest

from pipeline.reader_process import PoolPlan
from pipeline.workers import ReaderPool
from tests.postgres import either, servers  # noqa: F401


@pytest.fixture(scope="session")
def readers():
    """Two warm scripted readers, shared by all tests that do not kill them."""
    with ReaderPool(PoolPlan(size=2, engine="tests.engines:load", job_seconds=20)) as pool:
        yield pool


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch):
    for name in [name for name in os.environ if name.startswith("BIRTHCASE_")]:
        monkeypatch.delenv(name)
