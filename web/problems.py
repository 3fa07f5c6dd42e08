"""The one shape of every error, and the edge at which errors become answers."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from casefile.errors import BirthcaseError, ReaderFailed, StoreUnavailable, UploadRefused
from pipeline.intake import CaseConflict
from pipeline.review.acting import ReasonMissing
from pipeline.review.entry import EntryRefused
from pipeline.store.answers import KeyReused
from pipeline.submission import SubmissionUnusable

_LOG = logging.getLogger(__name__)
_STATUS: dict[type[BirthcaseError], int] = {
    SubmissionUnusable: 422,
    UploadRefused: 422,
    CaseConflict: 409,
    KeyReused: 409,
    ReasonMissing: 422,
    EntryRefused: 422,
    StoreUnavailable: 503,
    ReaderFailed: 503,
}
_UPLOAD_STATUS = {"TOO_LARGE": 413, "TYPE_MISMATCH": 415}
_TOLD = {
    400: ("BAD_REQUEST", "请求无法理解，请核对格式"),
    401: ("UNAUTHORIZED", "需要有效的接口密钥"),
    403: ("FORBIDDEN", "此密钥没有这项权限"),
    404: ("NOT_FOUND", "没有这个地址或对象"),
    405: ("METHOD_NOT_ALLOWED", "此地址不支持这种方法"),
    412: ("PRECONDITION_FAILED", "内容已改变，请重新读取后再试"),
    413: ("TOO_LARGE", "内容过大，请压缩后重新提交"),
    429: ("TOO_MANY_REQUESTS", "请求过于频繁，请稍后再试"),
}


class Refusal(HTTPException):
    """A request that is turned away; `wait` tells after how many seconds it may come again."""

    def __init__(
        self, status: int, code: str = "", message: str = "", wait: float = 0, problems: tuple[str, ...] = ()
    ) -> None:
        """Fill in what is usual for the status."""
        usual = _TOLD.get(status, ("ERROR", "请求未完成，请稍后重试"))
        headers = {"Retry-After": str(math.ceil(wait))} if wait else {}
        if status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        super().__init__(status, message or usual[1], headers)
        self.code, self.problems = code or usual[0], problems


def problem(status: int, code: str, message: str, problems: tuple[str, ...] = ()) -> JSONResponse:
    """The one shape of every error."""
    return JSONResponse({"error": {"code": code, "message": message, "problems": list(problems)}}, status)


Page = Callable[[Request, int, str], Response]


def handle(app: FastAPI, page: Page) -> None:
    """Have every error answered in that shape; a browser at the console is shown a page."""
    app.state.error_page = page
    app.exception_handler(BirthcaseError)(_refused)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(ClientDisconnect)(_gone)
    app.exception_handler(Exception)(_broken)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, BirthcaseError)
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 404)
    code = "NOT_FOUND" if status == 404 else error.code
    if isinstance(error, UploadRefused):
        code, status = error.refusal, _UPLOAD_STATUS.get(error.refusal, status)
    problems = error.problems if isinstance(error, SubmissionUnusable) else ()
    answer = _told(request, status, code, str(error), problems)
    if status == 503:
        answer.headers["Retry-After"] = "10"
    return answer


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 401 and _at_console(request):
        place = "/password" if isinstance(error, Refusal) and error.code == "NEW_PASSWORD" else "/login"
        return Response(status_code=303, headers={"Location": place})
    if isinstance(error, Refusal):
        answer = _told(request, error.status_code, error.code, error.detail, error.problems)
    else:
        usual = _TOLD.get(error.status_code, ("ERROR", "请求未完成，请稍后重试"))
        answer = _told(request, error.status_code, *usual)
    answer.headers.update(error.headers or {})
    return answer


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = tuple(".".join(str(part) for part in one["loc"])[:200] for one in error.errors())
    return _told(request, 422, "INVALID", "请求不符合接口要求", problems)


def _told(request: Request, status: int, code: str, message: str, problems: tuple[str, ...] = ()) -> Response:
    """An error as a page where a person asked with a browser, else as an object."""
    if _at_console(request) and "text/html" in request.headers.get("accept", ""):
        page: Page = request.app.state.error_page
        return page(request, status, message)
    return problem(status, code, message, problems)


def _at_console(request: Request) -> bool:
    return not request.url.path.startswith("/v1/")


async def _gone(_: Request, __: Exception) -> Response:
    return problem(400, "INCOMPLETE", "内容没有传完，请重新上传")


async def _broken(request: Request, error: Exception) -> Response:
    """The web's edge: the caller learns that it is our fault, the log what kind, nobody any data."""
    route = getattr(request.scope.get("route"), "path", None)
    _LOG.error("%s %s: %s", request.method, route, type(error).__name__)
    return _told(request, 500, "INTERNAL", "服务内部错误，请稍后重试")
