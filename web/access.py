"""Who may call: the API by key, the console by a sign-in with the same key."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from pipeline.runtime import Runtime
from web.keys import Key

COOKIE = "birthcase"


def runtime_of(request: Request) -> Runtime:
    """The opened runtime."""
    runtime: Runtime = request.app.state.runtime
    return runtime


def key_of(request: Request) -> Key:
    """The key of this installation."""
    key: Key = request.app.state.key
    return key


def need_key(request: Request) -> None:
    """Let only a caller with the key pass: `Authorization: Bearer …` or `X-API-Key`."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    given = bearer if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")
    if not given or not key_of(request).matches(given.strip()):
        raise HTTPException(401, "需要接口密钥", {"WWW-Authenticate": "Bearer"})


def need_session(request: Request) -> None:
    """Let only someone who has signed in pass."""
    if not key_of(request).knows(request.cookies.get(COOKIE, "")):
        raise HTTPException(401, "请登录")


Open = Annotated[Runtime, Depends(runtime_of)]
