"""docs/uploads.md is what the code says, and its hostile files had their documented outcomes."""

from pathlib import Path

from bench.uploads import listing
from pipeline.formats.outcomes import OUTCOMES
from samples.hostile.catalogue import catalogue

PAGE = (Path(__file__).parents[2] / "docs/uploads.md").read_text(encoding="utf-8")


def test_the_list_of_outcomes_is_the_codes():
    assert PAGE.startswith(listing()), "write it again: python -m bench uploads"
    assert all(f"| `{code}` |" in PAGE for code in OUTCOMES)


def test_every_generated_file_is_there_with_a_right_outcome():
    rows = [line for line in PAGE.splitlines() if line.startswith("| F")]
    assert len(rows) == len(list(catalogue())) and not any("(wrong)" in row for row in rows)
