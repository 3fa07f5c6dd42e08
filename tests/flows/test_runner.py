import asyncio
import time
from itertools import pairwise

import pytest

from flows.runner import Runner
from flows.server import answers, server_plan
from pipeline.store import audit, cases
from tests.pipeline.cases import PAGES, form, page
from tests.pipeline.test_intake import receive, runtime, seen  # noqa: F401


@pytest.fixture(autouse=True)
def _quick(monkeypatch, runtime):  # noqa: F811
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    object.__setattr__(runtime.settings, "poll_seconds", 0.05)


def run(runtime, readers, until, seconds=10):  # noqa: F811
    """Run a runner until the condition holds, then stop it; the seconds that stopping took."""

    async def watched():
        runner = Runner(runtime, readers)
        running = asyncio.create_task(runner.run())
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not until():
            assert loop.time() < deadline and not running.done()
            await asyncio.sleep(0.02)
        told = loop.time()
        runner.stop()
        await running
        return loop.time() - told

    return asyncio.run(watched())


def state(runtime, id):  # noqa: F811
    return seen(runtime, id)[0].state


def acts(runtime, id):  # noqa: F811
    with runtime.database.looking() as connection:
        return [entry.act for entry in audit.history(connection, id)]


def test_cases_are_processed_where_prefect_is_away(runtime, readers):  # noqa: F811
    one = receive(runtime).case.id
    two = receive(runtime, form(case_id="B"), {**PAGES, "m.jpg": page(("id_card_front", {}), x=1)}).case.id
    run(runtime, readers, lambda: {state(runtime, one), state(runtime, two)} <= {"accepted", "flagged"})
    assert acts(runtime, one) == ["receive", "claim", "finish"]


@pytest.mark.parametrize("after", [0, 1])
def test_prefect_that_breaks_costs_no_case(runtime, readers, monkeypatch, after):  # noqa: F811
    def broken(work, at_once):
        async def batch(ids):
            for id in ids[:after]:
                await work(id)
            raise ConnectionError

        return batch

    monkeypatch.setattr("flows.runner.answers", lambda url: True)
    monkeypatch.setattr("flows.runner.intake_flow", broken)
    ids = [receive(runtime, form(case_id=name)).case.id for name in "AB"]
    run(runtime, readers, lambda: all(state(runtime, id) in {"accepted", "flagged"} for id in ids))
    assert all(acts(runtime, id) == ["receive", "claim", "finish"] for id in ids)


def test_stopping_gives_unfinished_cases_back_without_counting(runtime, readers, monkeypatch):  # noqa: F811
    monkeypatch.setattr("flows.runner._DRAIN_SECONDS", 0.1)
    slow = page(("id_card_front", {}), do="slow", seconds=1)
    id = receive(runtime, pages={**PAGES, "m.jpg": slow}).case.id
    took = run(runtime, readers, lambda: state(runtime, id) == "processing")
    assert took < 3
    assert (state(runtime, id), acts(runtime, id)[-1]) == ("received", "requeue")
    run(runtime, readers, lambda: state(runtime, id) == "accepted")
    with runtime.database.looking() as connection:
        last = [one for one in audit.history(connection, id) if one.act == "claim"][-1]
        assert last.detail["attempt"] == 1
        assert cases.latest_result(connection, id)


def test_database_that_is_away_is_waited_for(runtime, readers, monkeypatch):  # noqa: F811
    from casefile.errors import StoreUnavailable

    asked = []

    def claim(*_):
        asked.append(1)
        raise StoreUnavailable("down")

    monkeypatch.setattr("pipeline.queue.claim", claim)
    run(runtime, readers, lambda: len(asked) > 2)


def test_objects_that_are_away_are_waited_for(runtime, readers, monkeypatch):  # noqa: F811
    from casefile.errors import StoreUnavailable

    asked = []

    def get(*_):
        asked.append(time.monotonic())
        raise StoreUnavailable("down")

    id = receive(runtime).case.id
    with monkeypatch.context() as away:
        away.setattr(runtime.objects, "get", get)
        run(runtime, readers, lambda: len(asked) > 2)
    assert all(later - earlier > 0.2 for earlier, later in pairwise(asked))  # four times the usual pause
    run(runtime, readers, lambda: state(runtime, id) == "accepted")
    with runtime.database.looking() as connection:
        last = [one for one in audit.history(connection, id) if one.act == "claim"][-1]
    assert last.detail["attempt"] == 1


def test_server_plan_is_private_and_local(tmp_path):
    plan, url = server_plan(tmp_path / "prefect")
    assert "127.0.0.1" in plan.command and url.startswith("http://127.0.0.1:")
    assert plan.environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert plan.environment["DO_NOT_TRACK"] == "1"


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "http://127.0.0.1:9/api"])
def test_nothing_answers_there(url):
    assert not answers(url)
