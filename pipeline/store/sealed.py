"""Columns that hold people's data: sealed on their way into the database, opened on their way out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from casefile.errors import UsageError
from pipeline.sealing import Keys, sealed


def give(dialect: Dialect, keys: Keys | None) -> None:
    """From now on the columns of that engine are sealed with these keys."""
    dialect.birthcase_keys = keys  # type: ignore[attr-defined]


def keys_of(dialect: Dialect) -> Keys | None:
    """The keys of an engine; None: its columns are not sealed."""
    return getattr(dialect, "birthcase_keys", None)


class Sealed(TypeDecorator[str]):
    """A text that only the holder of the keys can read; the same text is sealed the same."""

    impl, cache_ok = Text, True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Seal it."""
        keys = keys_of(dialect)
        return value if value is None or keys is None else keys.seal_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Open it; raises SealBroken."""
        if value is None or not sealed(value):
            return value
        if (keys := keys_of(dialect)) is None:
            raise UsageError("数据库已加密，需要数据密钥（BIRTHCASE_DATA_KEYS）")
        return keys.open_text(value)


class Blind(TypeDecorator[str]):
    """A digest of somebody's data, made useless for whoever tries all names and numbers."""

    impl, cache_ok = String(64), True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Blind it."""
        keys = keys_of(dialect)
        return value if value is None or keys is None else keys.blind(value)
