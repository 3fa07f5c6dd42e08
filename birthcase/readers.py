"""The reader pool of a command, as the settings ask for it."""

from __future__ import annotations

from pipeline.settings import Settings
from pipeline.workers import PoolPlan, ReaderPool


def open_readers(settings: Settings, jobs: int | None, work: int) -> ReaderPool:
    """As many readers as asked for, as the settings say, or as there is work for."""
    size = jobs or min(settings.reader_count, max(1, work))
    return ReaderPool(
        PoolPlan(
            size=size,
            engine=settings.engine,
            models=settings.models,
            job_seconds=settings.page_seconds,
            load_seconds=settings.load_seconds,
            recycle_after=settings.recycle_after,
        )
    )
