"""What goes for every request: bounds on its body, a number to ask about it, the same headers with all."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.formats.door import MOST_BYTES
from web.problems import problem

_MOST_FORM = 1_100_000
BODY_SECONDS = 180.0
"""How long the body of a request may take: 20 MB at a megabit a second."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_HTTPS_ONLY = "max-age=31536000"


class _TooLarge(Exception):
    """The body went on beyond what may be sent here."""


class _TooSlow(Exception):
    """The body did not come in time."""


class Guard:
    """Stands before the application; holds no body itself."""

    def __init__(self, app: ASGIApp) -> None:
        """Guard this application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body bounded."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = _most(scope)
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                _mark(message, scope)
            await send(message)

        if (length := _length(scope)) is not None and length > most:
            await _refusal()(scope, receive, sending)
            return
        try:
            await self._app(scope, _bounded(receive, most), sending)
        except (_TooLarge, _TooSlow) as error:
            if not begun:
                refusal = _refusal() if isinstance(error, _TooLarge) else _late()
                await refusal(scope, receive, sending)


def _bounded(receive: Receive, most: int) -> Receive:
    seen, more = 0, True
    until = asyncio.get_running_loop().time() + BODY_SECONDS

    async def receiving() -> Message:
        nonlocal seen, more
        try:
            async with asyncio.timeout_at(until if more else None):
                message = await receive()
        except TimeoutError:
            raise _TooSlow from None
        seen, more = seen + len(message.get("body", b"")), bool(message.get("more_body"))
        if seen > most:
            raise _TooLarge
        return message

    return receiving


def _most(scope: Scope) -> int:
    """Bytes that a body may have: files where files go, elsewhere a form."""
    path = scope["path"]
    files = scope["method"] in {"PUT", "POST"} and ("/materials/" in path or path == "/v1/preview")
    return MOST_BYTES if files else _MOST_FORM


def _length(scope: Scope) -> int | None:
    given = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(given) if given.isdigit() else None


def _mark(message: MutableMapping[str, Any], scope: Scope) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers["X-Request-Id"] = secrets.token_hex(8)
    if scope.get("scheme") == "https":
        headers["Strict-Transport-Security"] = _HTTPS_ONLY


def _late() -> ASGIApp:
    return problem(408, "TOO_SLOW", "上传太慢，请检查网络后重新上传")


def _refusal() -> ASGIApp:
    return problem(413, "TOO_LARGE", "内容过大：单个文件上限 20 MB，表单上限 1 MB，请压缩后重新提交")
