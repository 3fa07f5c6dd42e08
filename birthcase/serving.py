"""Starts the embedded store, Prefect, a runner and the web, each by its own process id, and stops them."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import SecretStr

from birthcase.say import line, say
from casefile.errors import UsageError
from flows.server import environment, server_plan
from pipeline.children import Child, ChildPlan
from pipeline.runtime import open_runtime
from pipeline.seaweed import start_embedded
from pipeline.settings import Settings

RUNNING = "serve.json"


def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; raises UsageError where another one serves the same data."""
    folder = settings.data_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    signal.signal(signal.SIGTERM, _interrupt)
    with ExitStack() as stack:
        _own(stack, folder)
        listening = _listen(stack, settings)
        settings = _with_objects(stack, settings)
        url = settings.prefect_api_url or _start_prefect(stack, folder / "prefect")
        runtime = stack.enter_context(open_runtime(settings))
        runner = Child(_runner_plan(settings, url))
        runner.start()
        stack.callback(runner.stop)
        address = f"http://{settings.host}:{settings.port}"
        _tell(
            stack,
            folder,
            {"url": address, "prefect": url, "objects": settings.s3_endpoint, "pid": os.getpid()},
        )
        line(say(f"服务已启动：{address}", f"serving at {address}"))
        line(say(f"接口密钥在 {folder / 'api-key'}", f"the API key is in {folder / 'api-key'}"))
        with suppress(KeyboardInterrupt):
            _run_web(runtime, folder, listening)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
    line(say("服务已停止", "stopped"))


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _own(stack: ExitStack, folder: Path) -> None:
    try:
        stack.enter_context(FileLock(folder / "serve.lock", timeout=0))
    except Timeout:
        raise UsageError(
            say(f"另一个服务正在使用 {folder}，请先停止它", f"another service uses {folder}, stop it first")
        ) from None


def _listen(stack: ExitStack, settings: Settings) -> socket.socket:
    """Take the port before anything else is started."""
    listening = stack.enter_context(socket.socket())
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError:
        where = f"{settings.host}:{settings.port}"
        raise UsageError(
            say(
                f"不能监听 {where}，请用 --port 换一个端口",
                f"cannot listen on {where}, choose another --port",
            )
        ) from None
    return listening


def _with_objects(stack: ExitStack, settings: Settings) -> Settings:
    """The settings with an object store: the configured one, or the embedded one, started here."""
    if settings.s3_endpoint is not None:
        return settings
    embedded = start_embedded(settings.data_dir / "objects")
    stack.callback(embedded.child.stop)
    return settings.model_copy(
        update={
            "s3_endpoint": embedded.endpoint,
            "s3_secure": False,
            "s3_access_key": embedded.keys.access,
            "s3_secret_key": SecretStr(embedded.keys.secret),
        }
    )


def _start_prefect(stack: ExitStack, folder: Path) -> str:
    """Start the server without waiting for it: cases are taken meanwhile."""
    plan, url = server_plan(folder)
    child = Child(plan)
    child.begin()
    stack.callback(child.stop)
    return url


def _runner_plan(settings: Settings, url: str) -> ChildPlan:
    """A runner as a process of its own; it is given the same settings and the store's keys."""
    kept = settings.model_dump(exclude_none=True)
    given = {f"BIRTHCASE_{name.upper()}": _text(value) for name, value in kept.items()}
    folder = settings.data_dir
    return ChildPlan(
        name="runner",
        command=[sys.executable, "-m", "flows"],
        log=folder / "runner.log",
        ready=lambda: True,
        environment={**given, **environment(folder / "prefect", url)},
        stop_seconds=30,
    )


def _text(value: Any) -> str:
    match value:
        case SecretStr():
            return value.get_secret_value()
        case bool():
            return str(value).lower()
    return str(value)


def _tell(stack: ExitStack, folder: Path, running: dict[str, Any]) -> None:
    """Leave word for `submit` and `doctor`; removed at the end."""
    path = folder / RUNNING
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(running, file)
    stack.callback(path.unlink, missing_ok=True)


def _run_web(runtime: Any, folder: Path, listening: socket.socket) -> None:
    import uvicorn

    from web.app import create_app
    from web.keys import open_key

    config = uvicorn.Config(
        create_app(runtime, open_key(folder)),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run(sockets=[listening])
