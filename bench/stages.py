"""Where the processor's time goes while pages are read: each stage without those inside it."""

from __future__ import annotations

import importlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from unittest import mock

from bench.contestants import decoding
from pipeline.ocr.reader import Reader
from pipeline.read import read_file

_STAGES = (
    ("pipeline.read", "page_images", "take over the decoded page"),
    ("pipeline.read", "likeness", "likeness of the picture"),
    ("pipeline.shown", "outlines", "outlines of papers"),
    ("pipeline.shown", "left_over", "print beside the papers"),
    ("pipeline.shown", "rectified", "rectify"),
    ("pipeline.shown", "whole", "rectify"),
    ("pipeline.normalise", "rectified", "rectify"),
    ("pipeline.shown", "lines_of", "lines: crops, colours, lost print"),
    ("pipeline.lines", "upright", "turn"),
    ("pipeline.upright", "levelled", "level"),
    ("pipeline.upright", "stretched", "stretch boxes over whole lines"),
    ("pipeline.ocr.reader", "detect", "detection, around the model"),
    ("pipeline.ocr.recognition", "decode", "decode lines"),
    ("pipeline.shown", "divide", "tell the kind"),
    ("pipeline.read", "extract", "find fields"),
    ("pipeline.eyes", "cleared", "picture without rules and seals"),
    ("pipeline.eyes", "marks_on", "ticks"),
    ("pipeline.marks.look", "quality", "quality"),
    ("pipeline.marks.look", "seals", "seals"),
    ("pipeline.marks.look", "faces", "faces"),
)


class _Clock:
    """Processor time by stage; while an inner stage runs, the outer one stands still."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inner: list[float] = [0.0]

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            self._inner.append(0.0)
            try:
                return work(*given, **named)
            finally:
                took = time.process_time() - began
                self.spent[stage] += took - self._inner.pop()
                self._inner[-1] += took

        return run


def profile(pages: Iterable[bytes]) -> dict[str, float]:
    """CPU-seconds of each stage over all these files, the dearest first."""
    clock = _Clock()
    bare = Reader.load()
    reader = replace(
        bare,
        _detector=clock.timed("model: detection", bare._detector),
        _recogniser=clock.timed("model: recognition", bare._recogniser),
    )
    with ExitStack() as stack:
        for module, name, stage in _STAGES:
            work = getattr(importlib.import_module(module), name)
            stack.enter_context(mock.patch(f"{module}.{name}", clock.timed(stage, work)))
        read = clock.timed("all else", read_file)
        for number, data in enumerate(pages):
            if not number:
                read_file(data, "warm", bare)
                clock.spent.clear()
            read(data, "page", reader)
            clock.spent["decode (child process)"] += decoding(data)
    return dict(sorted(clock.spent.items(), key=lambda one: -one[1]))
