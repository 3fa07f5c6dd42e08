"""The real reader in this very process, with the face of a pool: for measuring, not for serving."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any

from casefile.case import Weight
from casefile.errors import ReaderFailed, UploadRefused
from pipeline.engine import Engine, Reading, load
from pipeline.line_crop import Crop
from pipeline.worker import ONE_THREAD


class Inside:
    """Reads and weighs at once; what a reader process would report as a failure is one here too."""

    size = 1

    def __init__(self, engine: Engine) -> None:
        """Use a loaded engine."""
        self.engine = engine

    def version(self) -> str:
        """The reader's version."""
        return self.engine.version

    def read(self, data: bytes, name: str) -> Future[Reading]:
        """Read a file."""
        return _done(lambda: self.engine.read(data, name))

    def weigh(self, crop: Crop, candidates: Sequence[str]) -> Future[Mapping[str, Weight]]:
        """Weigh strings against a crop."""
        return _done(lambda: self.engine.weigh(crop, candidates))


def _done(work: Callable[[], Any]) -> Future[Any]:
    future: Future[Any] = Future()
    try:
        future.set_result(work())
    except UploadRefused as refused:
        future.set_exception(refused)
    except Exception as error:  # as in a reader process: one page's failure is that page's
        if os.environ.get("BIRTHCASE_DEBUG"):
            raise
        future.set_exception(ReaderFailed(type(error).__name__))
    return future


@cache
def inside() -> Inside:
    """The reader of this process, loaded on the first call."""
    return Inside(load(None))


def processes(count: int) -> ProcessPoolExecutor:
    """Processes of one thread each; tasks of several files each are best, as each loads a reader."""
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_settle)


def _settle() -> None:
    logging.disable(logging.INFO)
    for name in ONE_THREAD:
        os.environ[name] = "1"
