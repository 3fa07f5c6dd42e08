import os
import subprocess
import sys
import threading

import numpy as np
import onnxruntime
import openvino
import pytest

from pipeline.ocr import graphs, models, recognition, runtime


def _model(name=models.RECOGNITION):
    return models.model_folders()[name]


def _line():
    return np.random.default_rng(0).normal(size=(1, 3, 48, 160)).astype(np.float32)


def test_says_the_same_characters_as_onnx_runtime():
    if not runtime.has_bfloat16():
        assert runtime.runners({}) == {}
        return
    slow = onnxruntime.InferenceSession(str(_model() / models.FILE)).run(None, {"x": _line()})[0]
    quick = runtime.fast_runner(_model())([_line()])[0]
    assert quick.shape == slow.shape
    assert (quick.argmax(axis=2) == slow.argmax(axis=2)).mean() > 0.9


def test_a_reader_may_run_on_any_core():
    if not runtime.has_bfloat16():
        assert runtime.runners({}) == {}
        return
    run, cores, done = runtime.fast_runner(_model()), [], threading.Event()
    me, mine = threading.get_native_id(), os.sched_getaffinity(0)

    def watch():
        while not done.wait(0.002):
            cores.append(os.sched_getaffinity(me))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(10):
        run([np.zeros((1, 3, 48, 640), np.float32)])
    done.set()
    watcher.join()
    assert cores
    assert all(seen == mine for seen in cores)


def test_runs_as_paddleocr_does_elsewhere():
    slow = onnxruntime.InferenceSession(str(_model() / models.FILE)).run(None, {"x": _line()})[0]
    assert np.allclose(np.exp(runtime.stock_runner(_model())([_line()])[0]), slow, atol=1e-3)


@pytest.mark.parametrize("shape", [(1, 3, 96, 64), (1, 3, 64, 160)])
def test_the_detectors_graph_computes_the_same_rewritten(shape):
    picture = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    path = _model(models.DETECTION) / models.FILE
    whole = onnxruntime.InferenceSession(str(path)).run(None, {"x": picture})[0]
    assert np.allclose(_plain(graphs.detection(path), picture), whole, atol=1e-4)


def test_the_recognisers_graph_computes_the_same_rewritten():
    path = _model() / models.FILE
    whole = onnxruntime.InferenceSession(str(path)).run(None, {"x": _line()})[0]
    logits = _plain(graphs.recognition(path), _line())
    assert np.allclose(recognition.probabilities(logits[0]), whole[0], atol=1e-4)


def _plain(graph, picture):
    """What a graph computes without shortened numbers."""
    exactly = {"INFERENCE_PRECISION_HINT": "f32"}
    return openvino.Core().compile_model(graph, "CPU", exactly)(picture)[0]


def test_leaves_machines_without_bfloat16_to_paddleocr(monkeypatch):
    monkeypatch.setattr(runtime, "has_bfloat16", lambda: False)
    monkeypatch.setattr(runtime, "stock_runner", lambda folder: folder.name)
    assert runtime.runners({models.RECOGNITION: _model()}) == {models.RECOGNITION: models.RECOGNITION}


def test_knows_the_dictionary_in_the_models_own_order():
    session = onnxruntime.InferenceSession(str(_model() / models.FILE), providers=["CPUExecutionProvider"])
    told = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    assert models.dictionary(_model() / models.FILE) == tuple(told)


def test_a_reader_with_bfloat16_loads_without_paddleocr():
    asked = (
        "import sys; from pipeline.ocr.reader import Reader; Reader.load(); print('paddleocr' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert told.stdout.split() == [str(not runtime.has_bfloat16())]
