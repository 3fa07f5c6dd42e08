"""What a measurement was made on, without a date or a name."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

import psutil


def usable_cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine() -> str:
    """One sentence on processor, memory and the versions that matter."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{usable_cores()} cores of {_processor()}, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, ONNX Runtime {version('onnxruntime')}, "
        f"PaddleOCR {version('paddleocr')}, OpenCV {version('opencv-contrib-python')}"
    )


def _processor() -> str:
    try:
        told = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        told = None
    return told.group(1) if told else platform.machine()
