"""What a long-lived process needs, opened once and handed down: settings, database, objects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

from casefile.errors import UsageError
from pipeline.objects import Objects
from pipeline.registry import Outside, open_outside
from pipeline.sealing import keys_of
from pipeline.seaweed import settle
from pipeline.settings import Settings
from pipeline.store import Database


@dataclass(frozen=True, slots=True)
class Runtime:
    """The opened parts; readers are opened apart, as only runners need them."""

    settings: Settings
    database: Database
    objects: Objects
    outside: Outside = field(default_factory=Outside)


def open_database(settings: Settings) -> Database:
    """The database with its keys."""
    return Database(settings.database, keys_of(settings))


@contextmanager
def open_runtime(settings: Settings) -> Iterator[Runtime]:
    """Database and objects, brought to the newest shape; raises StoreUnavailable or UsageError."""
    if settings.s3_endpoint is None:
        raise UsageError("没有对象存储：请运行 birthcase serve，或设 BIRTHCASE_S3_ENDPOINT")
    secret = settings.s3_secret_key.get_secret_value() if settings.s3_secret_key else ""
    with ExitStack() as stack:
        database = open_database(settings)
        stack.callback(database.close)
        database.migrate()
        objects = Objects(
            settings.s3_endpoint,
            settings.s3_access_key or "",
            secret,
            settings.s3_bucket,
            settings.s3_secure,
            partial(settle, settings.s3_local_dir) if settings.s3_local_dir else lambda: None,
            keys_of(settings),
        )
        stack.callback(objects.close)
        objects.prepare()
        yield Runtime(settings, database, objects, open_outside(settings))
