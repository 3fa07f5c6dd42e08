"""The kept sample cases that can be read, from their pictures to their decision, with the real reader."""

import json
from pathlib import Path

import pytest

from bench.inside import inside
from casefile.findings import Status
from pipeline.conclude import conclude, own_province
from pipeline.judge import stops
from pipeline.memory import RunMemory
from pipeline.process import examine
from pipeline.submission import parse_submission
from validators.facts import Facts

HOME = Path(__file__).parent.parent.parent / "samples" / "cases"
CASES = sorted(folder for folder in HOME.iterdir() if not folder.name.startswith("hainan-clean"))
"""Of the others, with names written fast by hand, a doubt may stay."""


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_kept_case_is_read_whole_and_never_accepted_against_its_papers(folder):
    submission = parse_submission((folder / "case.json").read_bytes())
    expected = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["expected"]
    examined = examine(submission, lambda name: (folder / name).read_bytes(), inside(), RunMemory())
    verdict, _ = conclude(examined, Facts())
    assert not examined.case.refused
    if expected["status"] == "flagged":
        assert verdict.status is Status.FLAGGED
        told = {one.rule for one in verdict.findings if stops(one, own_province(submission.province))}
        assert set(expected["rules"]) <= told
    if folder.name.startswith("guangxi-clean"):
        assert verdict.status is Status.ACCEPTED
