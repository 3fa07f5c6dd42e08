"""What runs the models: OpenVINO where the processor has bfloat16, else ONNX Runtime as PaddleOCR sets it up.

Measured here, one thread: a line of 640 pixels takes ONNX Runtime 26 ms, OpenVINO 24 ms, with bfloat16 14 ms;
of 1,119 lines 44 differ, all of them doubtful or in punctuation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openvino
from numpy.typing import NDArray

Runner = Callable[[Sequence[NDArray[Any]]], Sequence[NDArray[Any]]]

ONE_THREAD = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}


def fast_runner(model: Path) -> Runner | None:
    """A runner of an ONNX file with the call shape of PaddleOCR's; None without bfloat16 in the processor."""
    core = openvino.Core()
    if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return None
    compiled = core.compile_model(str(model), "CPU", {**ONE_THREAD, "INFERENCE_PRECISION_HINT": "bf16"})
    return lambda inputs: [compiled(inputs[0])[0]]
