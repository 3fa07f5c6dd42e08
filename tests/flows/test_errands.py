"""What a runner does besides reading."""

import asyncio
from dataclasses import replace

from flows.errands import errands
from pipeline.heads import heads_file, noted
from pipeline.settings import Settings
from pipeline.store import audit, checks
from tests.pipeline.test_figures import settled
from tests.pipeline.test_intake import runtime  # noqa: F401


async def _until(condition):
    for _ in range(600):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("waited too long")


def test_head_is_noted_and_the_lot_drawn(runtime):  # noqa: F811
    given = Settings(data_dir=runtime.settings.data_dir, quality_share=1)
    id = settled(runtime.database, "A", "accepted")

    def drawn():
        with runtime.database.looking() as connection:
            return [one.case for one in checks.waiting(connection)] == [id]

    async def run():
        async with errands(replace(runtime, settings=given)):
            await _until(lambda: heads_file(given).exists() and drawn())

    asyncio.run(run())
    with runtime.database.looking() as connection:
        known = noted(heads_file(given).read_text().splitlines())
        assert known and audit.first_broken(connection, known) is None


def test_case_near_its_deadline_is_raised(runtime):  # noqa: F811
    id = settled(runtime.database, "A", "flagged")
    with runtime.database.writing() as connection:
        connection.exec_driver_sql("UPDATE cases SET due_at = 1")

    def raised():
        with runtime.database.looking() as connection:
            return [(one.actor, one.act) for one in audit.history(connection, id)][-1] == (
                "clock",
                "escalate",
            )

    async def run():
        async with errands(runtime):
            await _until(raised)

    asyncio.run(run())
