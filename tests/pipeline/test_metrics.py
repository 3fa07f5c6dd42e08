import urllib.request

import pytest

from pipeline import metrics
from tests.pipeline.cases import MOTHER
from tests.pipeline.test_rerun import begin, flagged, runtime  # noqa: F401


@pytest.fixture
def scraped(runtime):  # noqa: F811
    object.__setattr__(runtime.settings, "metrics_port", 0)

    def ask():
        with metrics.told(runtime) as port:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()

    return ask


def test_state_of_the_installation_is_told_without_anybodys_data(runtime, readers, scraped):  # noqa: F811
    flagged(runtime, readers, "A", "B")
    begin(runtime, where="status=flagged")
    text = scraped()
    for expected in (
        'birthcase_cases{state="flagged"} 2.0',
        'birthcase_rerun_cases{state="waiting"} 2.0',
        'birthcase_up{store="database"} 1.0',
        "birthcase_verdicts_total 2.0",
        "birthcase_lapsed_leases 0.0",
    ):
        assert expected in text, text
    assert MOTHER not in text and "黄" not in text


def test_store_that_is_away_is_told_as_down(runtime, scraped, monkeypatch):  # noqa: F811
    from casefile.errors import StoreUnavailable

    def away(connection):
        raise StoreUnavailable("down")

    monkeypatch.setattr("pipeline.store.watch.look", away)
    runtime.objects.down = True
    text = scraped()
    assert 'birthcase_up{store="database"} 0.0' in text and 'birthcase_up{store="objects"} 0.0' in text


def test_nothing_listens_unless_asked(runtime):  # noqa: F811
    with metrics.told(runtime) as port:
        assert port is None
