"""How long requests take, by method, route and status; never by what was asked."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.metrics import REQUESTS


class Timing:
    """Stands before everything else and looks at the clock."""

    def __init__(self, app: ASGIApp) -> None:
        """Time this application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note what it took."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            taken = time.perf_counter() - began
            REQUESTS.labels(scope["method"], route, str(status)).observe(taken)
