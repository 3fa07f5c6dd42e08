"""Starts the embedded store, Prefect, a runner and the web, each by its own process id, and stops them."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from pydantic import SecretStr

from birthcase.say import line, say
from casefile.errors import UsageError
from flows.server import environment, server_plan
from pipeline.accounts import FIRST, admit_first
from pipeline.children import Child, ChildPlan
from pipeline.logs import set_up
from pipeline.metrics import told
from pipeline.previews import Previewer
from pipeline.runtime import Runtime, open_runtime
from pipeline.seaweed import start_embedded
from pipeline.settings import Settings, as_environment
from pipeline.workers import open_pool

if TYPE_CHECKING:
    import uvicorn

_MOST_CONNECTIONS = 512
RUNNING = "serve.json"


def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; raises UsageError where another one serves the same data."""
    folder = settings.data_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    _check_tls(settings)
    signal.signal(signal.SIGTERM, _interrupt)
    set_up(logging.WARNING)
    with ExitStack() as stack:
        own(stack, folder)
        listening = _listen(stack, settings)
        settings = with_objects(stack, settings)
        url = settings.prefect_api_url or _start_prefect(stack, folder / "prefect")
        runtime = stack.enter_context(open_runtime(settings))
        metrics = stack.enter_context(told(runtime))
        if settings.runner:
            runner = Child(_runner_plan(settings, url))
            runner.start()
            stack.callback(runner.stop)
        address = f"{'https' if settings.tls_cert else 'http'}://{settings.host}:{settings.port}"
        about = {"url": address, "prefect": url, "objects": settings.s3_endpoint}
        _tell(stack, folder, {**about, "metrics": metrics, "pid": os.getpid()})
        line(say(f"服务已启动：{address}", f"serving at {address}"))
        line(say(f"接口密钥在 {folder / 'api-key'}", f"the API key is in {folder / 'api-key'}"))
        if first := admit_first(runtime.database, folder):
            line(
                say(
                    f"首次登录：用户 {FIRST}，一次性密码在 {first}",
                    f"sign in as {FIRST} with the one-time password in {first}",
                )
            )
        with suppress(KeyboardInterrupt):
            _run_web(runtime, listening)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
    line(say("服务已停止", "stopped"))


def _check_tls(settings: Settings) -> None:
    """A certificate and a key that fit each other, or neither; raises UsageError."""
    if settings.tls_cert is None and settings.tls_key is None:
        return
    try:
        if settings.tls_cert is None:
            raise OSError
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            settings.tls_cert, settings.tls_key
        )
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            say(
                "TLS 证书或密钥不能用，请核对 BIRTHCASE_TLS_CERT 和 BIRTHCASE_TLS_KEY",
                "the TLS certificate or key cannot be used, look at BIRTHCASE_TLS_CERT and BIRTHCASE_TLS_KEY",
            )
        ) from error


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def own(stack: ExitStack, folder: Path) -> None:
    """Be the only one at work on that data; raises UsageError."""
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


def with_objects(stack: ExitStack, settings: Settings) -> Settings:
    """The settings with an object store: the configured one, or the embedded one, started here."""
    if settings.s3_endpoint is not None:
        return settings
    embedded = start_embedded(settings.data_dir / "objects")
    stack.callback(embedded.child.stop)
    return settings.model_copy(
        update={
            "s3_endpoint": embedded.endpoint,
            "s3_secure": False,
            "s3_local_dir": settings.data_dir / "objects",
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
    folder = settings.data_dir
    return ChildPlan(
        name="runner",
        command=[sys.executable, "-m", "flows"],
        log=folder / "runner.log",
        ready=lambda: True,
        environment={**as_environment(settings), **environment(folder / "prefect", url)},
        stop_seconds=30,
    )


def _tell(stack: ExitStack, folder: Path, running: dict[str, Any]) -> None:
    """Leave word for `submit` and `doctor`; removed at the end."""
    path = folder / RUNNING
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(running, file)
    stack.callback(path.unlink, missing_ok=True)


def _run_web(runtime: Runtime, listening: socket.socket) -> None:
    import uvicorn

    from web.app import create_app
    from web.keys import admit, open_key

    settings = runtime.settings
    key = open_key(settings.data_dir)
    admit(runtime, key)
    with _previewer(settings) as previewer:
        app = create_app(runtime, previewer)
        uvicorn.Server(web_config(app, settings)).run(sockets=[listening])


def web_config(app: Any, settings: Settings) -> uvicorn.Config:
    """How the web is served: no log of requests, an end to idle and slow connections, TLS where it is set."""
    import uvicorn

    from web.patience import PatientProtocol

    return uvicorn.Config(
        app,
        http=PatientProtocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
    )


@contextmanager
def _previewer(settings: Settings) -> Iterator[Previewer | None]:
    """Readers of its own for photos that are about to be handed in, or none."""
    if settings.preview_readers == 0:
        yield None
        return
    with open_pool(settings, settings.preview_readers) as pool:
        yield Previewer(pool)
