"""What runs the models: OpenVINO where the processor has bfloat16, else ONNX Runtime as PaddleOCR sets it up.

Measured here, one thread: a line of 640 pixels takes ONNX Runtime 26 ms, OpenVINO 24 ms, with bfloat16 14 ms;
of 1,119 lines 44 differ, all of them doubtful or in punctuation. PaddleOCR's own import takes three seconds
and 250 MB, which only those who need it pay.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openvino
from numpy.typing import NDArray

from pipeline.ocr import graphs, models
from pipeline.ocr.recognition import FAINTEST

Runner = Callable[[Sequence[NDArray[Any]]], Sequence[NDArray[Any]]]

FRUGAL = {
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    # Pinned, the one thread of every reader process would run on the same core.
    "ENABLE_CPU_PINNING": False,
    # What is prepared for each size of picture is kept for the last so many operations: of 5,000, as it is by
    # itself, a process grows with every page.
    "CPU_RUNTIME_CACHE_CAPACITY": 128,
}
_STOCK = {
    "intra_op_num_threads": 1,
    "inter_op_num_threads": 1,
    # Every line has its own width: the arena and its patterns would only keep memory.
    "enable_cpu_mem_arena": False,
    "enable_mem_pattern": False,
}


def has_bfloat16() -> bool:
    """Whether this machine's processor computes in bfloat16."""
    return "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def runners(folders: Mapping[str, Path]) -> dict[str, Runner]:
    """A runner for each model of `folders` (by name), the quickest that this machine has."""
    make = fast_runner if has_bfloat16() else stock_runner
    return {name: make(folder) for name, folder in folders.items()}


def fast_runner(folder: Path) -> Runner:
    """A model in bfloat16, with the call shape of PaddleOCR's runners.

    The answer is the model's own memory: it holds until the next call.
    """
    rewrite = graphs.detection if folder.name == models.DETECTION else graphs.recognition
    return _compiled(rewrite(folder / models.FILE), "bf16")


def witness_runner(model: Path) -> Runner:
    """A recogniser as `fast_runner` runs it, on every processor: it is asked too seldom to be quick."""
    return _compiled(graphs.recognition(model), "bf16" if has_bfloat16() else "f32")


def _compiled(graph: openvino.Model, precision: str) -> Runner:
    hints = {**FRUGAL, "INFERENCE_PRECISION_HINT": precision}
    compiled = openvino.Core().compile_model(graph, "CPU", hints)
    return lambda inputs: [compiled(inputs[0], share_inputs=True, share_outputs=True)[0]]


def own_runner(model: Path) -> Runner:
    """A small net of our own (ONNX), which runs alike on every processor."""
    hints = {**FRUGAL, "INFERENCE_PRECISION_HINT": "f32"}
    compiled = openvino.Core().compile_model(str(model), "CPU", hints)
    return lambda inputs: [compiled(inputs[0])[0]]


def stock_runner(folder: Path) -> Runner:
    """A model as PaddleOCR runs it on one thread of ONNX Runtime; the recogniser's answer in logarithms."""
    os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
    import paddleocr

    detects = folder.name == models.DETECTION
    task = paddleocr.TextDetection if detects else paddleocr.TextRecognition
    stock = task(model_name=folder.name, model_dir=str(folder), engine="onnxruntime", engine_config=_STOCK)
    runner: Runner = stock.paddlex_predictor.runner
    return runner if detects else lambda inputs: [np.log(np.maximum(runner(inputs)[0], FAINTEST))]
