"""The web application: intake API and console over one runtime; the edge at which errors become answers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from casefile.errors import BirthcaseError, StoreUnavailable
from pipeline.intake import CaseConflict
from pipeline.runtime import Runtime
from pipeline.submission import SubmissionUnusable
from web import api, console, health, papers
from web.keys import Key

_LOG = logging.getLogger(__name__)
_MOST_BODY = 110_000_000
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_STATUS: dict[type[BirthcaseError], int] = {SubmissionUnusable: 422, CaseConflict: 409, StoreUnavailable: 503}


def create_app(runtime: Runtime, key: Key) -> FastAPI:
    """The application over an opened runtime."""
    app = FastAPI(title="birthcase", docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.state.runtime, app.state.key = runtime, key
    app.include_router(health.router)
    app.include_router(api.router)
    app.include_router(papers.router)
    app.include_router(console.router)
    app.include_router(papers.console)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.middleware("http")(_guarded)
    app.exception_handler(BirthcaseError)(_refused)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(Exception)(_broken)
    return app


def problem(status: int, code: str, message: str, problems: tuple[str, ...] = ()) -> JSONResponse:
    """The one shape of every error."""
    return JSONResponse({"error": {"code": code, "message": message, "problems": list(problems)}}, status)


async def _guarded(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse bodies that are too large before reading them, and send the same headers with everything."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > _MOST_BODY:
        answer: Response = problem(413, "TOO_LARGE", "材料合计超过 100 MB，请压缩后重新提交")
    elif "chunked" in request.headers.get("transfer-encoding", "").lower():
        answer = problem(411, "LENGTH_REQUIRED", "请给出 Content-Length")
    else:
        answer = await go_on(request)
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, BirthcaseError)
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 404)
    problems = error.problems if isinstance(error, SubmissionUnusable) else ()
    answer = problem(status, error.code, str(error), problems)
    if status == 503:
        answer.headers["Retry-After"] = "10"
    return answer


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 401 and not request.url.path.startswith("/v1/"):
        return Response(status_code=303, headers={"Location": "/login"})
    return problem(error.status_code, f"HTTP_{error.status_code}", str(error.detail))


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = tuple(".".join(str(part) for part in one["loc"]) for one in error.errors())
    return problem(422, "INVALID", "请求不符合接口要求", problems)


async def _broken(request: Request, error: Exception) -> Response:
    """The web's edge: the caller learns that it is our fault, the log what kind, nobody any data."""
    _LOG.error("%s %s: %s", request.method, request.scope.get("route"), type(error).__name__)
    return problem(500, "INTERNAL", "服务内部错误，请稍后重试")
