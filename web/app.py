"""The web application: intake API and console over one runtime."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from pipeline.previews import Previewer
from pipeline.review.pictures import Pages
from pipeline.runtime import Runtime
from web import (
    acts,
    audit,
    casepage,
    cases,
    console,
    docs,
    events,
    figures,
    handover,
    health,
    live,
    oidc,
    papers,
    pictures,
    signing,
    uploads,
    users,
)
from web.guard import Guard
from web.limits import DAY_SECONDS, Limit
from web.pages import error_page
from web.problems import handle
from web.schema import describe
from web.timing import Timing


def create_app(runtime: Runtime, previewer: Previewer | None = None) -> FastAPI:
    """The application over an opened runtime."""
    app = FastAPI(title="birthcase", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    settings = runtime.settings
    app.state.runtime, app.state.previewer = runtime, previewer
    app.state.requests = Limit(settings.requests_a_second, 2 * settings.requests_a_second)
    quota = settings.gigabytes_a_day * 1e9
    app.state.quota = Limit(quota / DAY_SECONDS, quota)
    app.state.wrong_keys = Limit(settings.wrong_keys_a_minute / 60, settings.wrong_keys_a_minute)
    app.state.sign_ins = Limit(settings.wrong_keys_a_minute / 60, settings.wrong_keys_a_minute)
    app.state.storing = None
    app.state.pages = Pages(runtime)
    for part in (
        health,
        cases,
        uploads,
        events,
        handover,
        papers,
        docs,
        signing,
        users,
        audit,
        figures,
        console,
        casepage,
        acts,
        pictures,
        live,
    ):
        app.include_router(part.router)
    app.include_router(papers.console)
    oidc.join(app, settings)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.add_middleware(Guard)
    app.add_middleware(Timing)
    handle(app, error_page)
    describe(app)
    return app
