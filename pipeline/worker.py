"""The inside of a reader process: load once, then answer one job at a time until the pipe closes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from extractors.calibration import use

OUTPUT = "BIRTHCASE_WORKER_OUTPUT"
"""Set, a reader process may write to the terminal: for developers, as traces may hold personal data."""

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")

Answer = tuple[Any, ...]
"""("ready", version), ("done", value), ("refused", code, message) or ("failed", name of the error)."""


def serve(
    connection: Connection[Any, Any], engine_name: str, models: str | None, calibration: str | None
) -> None:
    """Run as the main function of a reader process."""
    _settle()
    try:
        engine = _load(engine_name, models)
        version = engine.version + (f"+{use(Path(calibration))}" if calibration else "")
    except Exception as error:  # the worker's edge: the parent hears the kind, nothing more
        _explain()
        connection.send(("failed", type(error).__name__))
        return
    connection.send(("ready", version))
    while (job := _next(connection)) is not None:
        connection.send(_answer(engine, job))


def _settle() -> None:
    """One thread, an own process group, no output, and no life beyond the parent's."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ONE_THREAD:
        os.environ[name] = "1"
    if not os.environ.get(OUTPUT):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(parent: int) -> None:
    """End this process group as soon as the parent is gone, whatever the reader is doing."""
    wait([parent])
    os.killpg(0, signal.SIGKILL)


def _load(engine_name: str, models: str | None) -> Any:
    from pipeline.engine import resolve

    engine = resolve(engine_name)(models)
    cv2 = sys.modules.get("cv2")
    if cv2 is not None:
        cv2.setNumThreads(1)
    return engine


def _next(connection: Connection[Any, Any]) -> Answer | None:
    try:
        job: Answer | None = connection.recv()
    except EOFError:
        return None
    return job


def _answer(engine: Any, job: Answer) -> Answer:
    from casefile.errors import UploadRefused

    kind, *arguments = job
    try:
        value = engine.read(*arguments) if kind == "read" else engine.weigh(*arguments)
    except UploadRefused as refused:
        return ("refused", refused.refusal, str(refused))
    except Exception as error:  # the worker's edge: one page's failure must not end the process
        _explain()
        return ("failed", type(error).__name__)
    return ("done", value)


def _explain() -> None:
    if os.environ.get(OUTPUT):
        traceback.print_exc()
