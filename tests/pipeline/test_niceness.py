"""Backlogs stand back behind whoever has a photo in hand."""

import os
import subprocess
import sys

from pipeline import niceness
from pipeline.niceness import LIVE, RERUN, give_way


def test_a_process_stands_back_and_never_forward():
    code = (
        "import os; from pipeline.niceness import LIVE, RERUN, stand_back\n"
        "stand_back(RERUN); stand_back(RERUN); stand_back(LIVE); print(os.nice(0))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(told.stdout) == max(RERUN, os.nice(0))
    assert LIVE < RERUN


def test_a_backlog_waits_until_nobody_is_at_work():
    states = iter([True, True, False, True])
    give_way(lambda: next(states))
    assert next(states)


def test_a_backlog_goes_on_where_somebody_always_is(monkeypatch):
    monkeypatch.setattr(niceness, "_LONGEST", 0.2)
    give_way(lambda: True)
