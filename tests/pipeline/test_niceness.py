"""Backlogs stand back behind whoever has a photo in hand."""

import os
import subprocess
import sys

from pipeline.niceness import LIVE, RERUN


def test_a_process_stands_back_and_never_forward():
    code = (
        "import os; from pipeline.niceness import LIVE, RERUN, stand_back\n"
        "stand_back(RERUN); stand_back(RERUN); stand_back(LIVE); print(os.nice(0))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(told.stdout) == max(RERUN, os.nice(0))
    assert LIVE < RERUN
