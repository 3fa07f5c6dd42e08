import numpy as np
import openvino

from pipeline.ocr import models, runtime

MODEL = "inference.onnx"


def test_says_the_same_characters_as_onnx_runtime():
    import onnxruntime

    model = models.model_folders()[models.RECOGNITION] / MODEL
    fast = runtime.fast_runner(model)
    if fast is None:
        assert "BF16" not in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        return
    line = np.random.default_rng(0).normal(size=(1, 3, 48, 160)).astype(np.float32)
    slow = onnxruntime.InferenceSession(str(model)).run(None, {"x": line})[0]
    quick = fast([line])[0]
    assert quick.shape == slow.shape
    assert (quick.argmax(axis=2) == slow.argmax(axis=2)).mean() > 0.9


def test_leaves_machines_without_bfloat16_to_onnx_runtime(monkeypatch, tmp_path):
    class Plain:
        def get_property(self, device, name):
            return ["FP32"]

    monkeypatch.setattr(openvino, "Core", Plain)
    assert runtime.fast_runner(tmp_path / MODEL) is None
