import os
import subprocess
import sys
import threading

import numpy as np
import onnxruntime

from pipeline.ocr import models, runtime


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
    assert np.allclose(runtime.stock_runner(_model())([_line()])[0], slow, atol=1e-3)


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
