"""`python -m flows`: a runner on this machine, until it is told to end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING

from casefile.errors import BirthcaseError
from flows.deployed import deployed
from flows.errands import errands
from flows.server import PRIVATE, answers
from pipeline.logs import set_up
from pipeline.niceness import LIVE, stand_back
from pipeline.runtime import Runtime, open_runtime
from pipeline.settings import load_settings
from pipeline.workers import open_pool

if TYPE_CHECKING:
    from flows.runner import Runner


def main() -> int:
    """Open everything, run, and close everything; the exit status of the process."""
    set_up()
    for name, value in PRIVATE.items():
        os.environ.setdefault(name, value)
    stand_back(LIVE)
    settings = load_settings()
    if settings.prefect_api_url:
        os.environ["PREFECT_API_URL"] = settings.prefect_api_url
    from flows.runner import Runner  # after the environment is set: Prefect reads it when imported

    try:
        with open_runtime(settings) as runtime, open_pool(settings) as pool:
            asyncio.run(_run(Runner(runtime, pool), runtime))
    except BirthcaseError as error:
        logging.getLogger("flows").error("%s", error)
        return error.exit_status
    return 0


async def _run(runner: Runner, runtime: Runtime) -> None:
    """Give Prefect a while to come up, then run; SIGTERM and SIGINT end it in order."""
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    told = asyncio.create_task(_pass_on(stopping, runner))
    async with errands(runtime), deployed(runtime.settings):
        await _work(runner, stopping, runtime.settings.prefect_seconds)
    told.cancel()


async def _work(runner: Runner, stopping: asyncio.Event, patience: float) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    while not stopping.is_set() and loop.time() < deadline:
        if await asyncio.to_thread(answers, os.environ.get("PREFECT_API_URL", "")):
            break
        await asyncio.sleep(0.5)
    await runner.run()


async def _pass_on(stopping: asyncio.Event, runner: Runner) -> None:
    await stopping.wait()
    runner.stop()


if __name__ == "__main__":
    sys.exit(main())
