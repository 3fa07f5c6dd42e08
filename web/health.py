"""Whether the service lives, and whether it can take cases now."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from web.access import Open

router = APIRouter()


@router.get("/health")
def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/ready")
def ready(runtime: Open) -> JSONResponse:
    """Database and objects answer, so that a case would be kept; 503 where one does not."""
    parts = {"database": runtime.database.ready(), "objects": runtime.objects.ready()}
    return JSONResponse({"ready": all(parts.values()), **parts}, 200 if all(parts.values()) else 503)
