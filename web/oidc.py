"""Signing in by an OpenID Connect provider; authlib speaks the protocol: PKCE, state, nonce, signatures."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.middleware.sessions import SessionMiddleware

from casefile.errors import UsageError
from pipeline.runtime import Runtime
from pipeline.secret import derived
from pipeline.settings import Settings
from pipeline.store import audit, sessions, users
from web.access import runtime_of
from web.pages import page
from web.people import let_in

router = APIRouter(include_in_schema=False)
_LOG = logging.getLogger(__name__)
_STATE_COOKIE, _STATE_SECONDS = "birthcase-oidc", 600
_NAMES = ("preferred_username", "email", "sub")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def join(app: FastAPI, settings: Settings) -> None:
    """Offer the provider's sign-in at `/oidc`, where one is set."""
    app.state.oidc = None
    if settings.oidc_issuer is None:
        return
    address = urlsplit(settings.oidc_issuer)
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        raise UsageError("BIRTHCASE_OIDC_ISSUER 应以 https:// 开头")
    secret = settings.oidc_client_secret
    app.state.oidc = OAuth().register(
        "birthcase",
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        client_kwargs={"scope": settings.oidc_scope, "code_challenge_method": "S256"},
    )
    app.add_middleware(
        SessionMiddleware,
        secret_key=derived(settings, "oidc").hex(),
        session_cookie=_STATE_COOKIE,
        max_age=_STATE_SECONDS,
        path="/oidc",
        same_site="lax",
        https_only=settings.tls_cert is not None,
    )
    app.include_router(router)


@router.get("/oidc")
async def start(request: Request) -> Response:
    """Over to the provider."""
    settings = runtime_of(request).settings
    own = settings.public_url or str(request.base_url)
    try:
        sent: Response = await request.app.state.oidc.authorize_redirect(
            request, f"{own.rstrip('/')}/oidc/back"
        )
    except (httpx2.HTTPError, OAuthError, ValueError) as error:
        return _failed(request, error)
    return sent


@router.get("/oidc/back")
async def back(request: Request) -> Response:
    """Back from the provider: the person it means is let in with the roles it gives."""
    try:
        token = await request.app.state.oidc.authorize_access_token(request)
    except (httpx2.HTTPError, OAuthError, JoseError, ValueError, KeyError) as error:
        return _failed(request, error)
    try:
        session = await run_in_threadpool(_admit, runtime_of(request), token["userinfo"])
    except UsageError as refused:
        return page(request, "login.html", status=403, wrong=str(refused))
    answer = page(request, "arrived.html")
    let_in(request, answer, session)
    return answer


def _admit(runtime: Runtime, claims: Mapping[str, Any]) -> str:
    """A session for whom the claims mean; raises UsageError where they have no roles here."""
    roles = _roles(claims.get(runtime.settings.oidc_roles_claim) or (), runtime.settings.oidc_role_prefix)
    subject = f"{claims['iss']}|{claims['sub']}"
    with runtime.database.writing() as connection:
        user = users.by_subject(connection, subject)
        if user is None and roles:
            name = next(str(claims[one]) for one in _NAMES if claims.get(one))
            user = users.add(connection, name, roles, "oidc", subject=subject)
        if user is None or user.ended_at is not None or not roles:
            raise UsageError("您的账号没有使用本系统的权限，请联系管理员")
        users.give_roles(connection, user.name, roles, "oidc", governed=False)
        audit.record(connection, user.name, "sign in", by="oidc")
        return sessions.begin(connection, user.name)


def _roles(given: str | Iterable[str], prefix: str) -> list[str]:
    """The roles among a claim's words.

    >>> _roles(["birthcase-senior", "staff", "birthcase-x"], "birthcase-")
    ['senior']
    """
    words = given.split() if isinstance(given, str) else [str(one) for one in given]
    return [role for role in users.ROLES if f"{prefix}{role}" in words]


def _failed(request: Request, error: Exception) -> Response:
    """The person learns that it did not work, the log what kind of error; no token is in either."""
    _LOG.warning("oidc: %s", type(error).__name__)
    return page(request, "login.html", status=502, wrong="统一身份认证没有完成，请重试，或用本系统的密码登录")
