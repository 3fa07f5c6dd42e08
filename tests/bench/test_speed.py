"""What the measuring of speed itself promises; costs are compared within one run, never with the clock."""

import time
from functools import partial
from pathlib import Path

import numpy as np
import openvino
import pytest

from bench import contestants, speed_page, stored
from bench.contestants import OURS, Spent
from bench.speed_page import Found
from bench.stages import _Clock, profile
from pipeline.ocr import graphs, models
from pipeline.ocr.reader import Reader
from pipeline.ocr.runtime import FRUGAL, has_bfloat16

PAGES = sorted(Path("samples/cases").glob("guangxi-clean-1/*.jpg"))


def _work(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_an_outer_stage_stands_still_while_an_inner_one_runs():
    clock = _Clock()
    inner = clock.timed("inner", lambda: _work(0.06))

    def both():
        _work(0.02)
        inner()

    clock.timed("outer", both)()
    assert 0.02 <= clock.spent["outer"] < 0.04 < 0.06 <= clock.spent["inner"]


def test_the_models_take_most_of_the_time_of_a_page():
    spent = profile([page.read_bytes() for page in PAGES[:3]])
    models = spent["model: detection"] + spent["model: recognition"]
    assert models > 0.4 * (sum(spent.values()) - spent["decode (child process)"])


@pytest.mark.skipif(not has_bfloat16(), reason="measured where the models run in bfloat16")
def test_lines_of_one_width_cost_less_together_than_one_by_one():
    reader, lines = Reader.load(), [np.full((48, 90), grey, np.uint8) for grey in range(100, 180, 10)]
    together, alone = _least(lambda: reader.readings(lines), lambda: [reader.reading(line) for line in lines])
    assert together < 0.95 * alone, "how much less depends on the processor: 0.8 to 0.9"


@pytest.mark.skipif(not has_bfloat16(), reason="measured where the models run in bfloat16")
def test_the_detectors_rewritten_graph_costs_less():
    path = models.model_folders()[models.DETECTION] / models.FILE
    picture = np.zeros((1, 3, 640, 448), np.float32)
    hints = {**FRUGAL, "INFERENCE_PRECISION_HINT": "bf16"}
    whole, rewritten = (
        openvino.Core().compile_model(graph, "CPU", hints) for graph in (str(path), graphs.detection(path))
    )
    changed, before = _least(partial(rewritten, picture), partial(whole, picture))
    assert changed < 0.97 * before


def _least(*works):
    """The least that each work costs of several times, the first not counted.

    In turn, so that a busy machine troubles all of them.
    """
    rounds = [[contestants.timed(work).cpu for work in works] for _ in range(11)]
    return [min(costs) for costs in zip(*rounds[1:], strict=True)]


def test_questions_are_asked_of_as_many_cases_as_are_stored(tmp_path):
    found = dict(stored.growing(tmp_path, (20, 40)))
    assert list(found) == [20, 40]
    assert all(set(one) == set(stored.QUESTIONS) and min(one.values()) > 0 for one in found.values())


def test_ours_is_always_there():
    assert contestants.installed()[0] == OURS


def test_the_page_tells_median_least_and_most(tmp_path):
    found = Found(long=False, jobs=2, seed=7)
    found.loads = {OURS: Spent(1.0, 1.5)}
    found.peaks = {OURS: 512.0}
    found.spent = {
        (OURS, "member/flat/0"): [Spent(0.25, 0.3), Spent(0.75, 0.8)],
        (OURS, "member/phone/0"): [Spent(0.5, 0.5)],
        (OURS, "12"): [Spent(0.9, 0.9)],
    }
    found.stages = {"model: recognition": 3.0, "decode lines": 1.0}
    found.cases, found.pooled = [Spent(3.2, 3.4)], [2.0]
    found.stored = {100: {"a case": 0.001}, 1000: {"a case": 0.002}}
    found.memory = [(number, 300.0 + number) for number in range(11)]
    speed_page.write(tmp_path / "performance.md", "python -m bench speed", found)
    text = (tmp_path / "performance.md").read_text()
    assert "| **birthcase** | 0.50 | 0.25 | 0.75 | 0.50 s | 7,200 | 512 MiB | 1.0 CPU-s |" in text
    assert "| `member` | 0.50 |" in text
    assert "| 12 megapixels | 0.90 |" in text
    assert "| 48 megapixels | – |" in text
    assert "| model: recognition | 75.0 % | 3.00 |" in text
    assert "| a case | 1.00 | 2.00 |" in text
