"""The database: opened, brought to the newest shape, and entered one transaction at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from casefile.errors import StoreUnavailable, UsageError
from pipeline.sealing import Keys, SealBroken
from pipeline.store.sealed import give, keys_of

_BUSY_SECONDS = 10
_POOL = {"pool_size": 20, "max_overflow": 20, "pool_timeout": _BUSY_SECONDS}
_CHAIN_LOCK = 715_001
_NOW = {
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
}


class Database:
    """SQLite in one file (WAL, every commit forced to the disk) or a PostgreSQL database."""

    def __init__(self, url: str, keys: Keys | None = None) -> None:
        """Connects lazily; raises UsageError where the address makes no sense.

        With `keys` people's data is sealed; without, it is written as it is.
        """
        try:
            address = make_url(url)
            if address.get_backend_name() not in _NOW:
                raise UsageError("数据库地址应以 sqlite:/// 或 postgresql:// 开头")
            self._engine = _engine(url)
            give(self._engine.dialect, keys)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise UsageError("数据库地址有误，或缺少它的驱动程序（BIRTHCASE_DATABASE_URL）") from error

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to the newest shape, or to an older one, in one transaction."""
        config = Config()
        config.set_main_option("script_location", "pipeline.store:migrations")
        with self.writing() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, revision)
            except CommandError as error:
                raise UsageError("数据库由更新的版本建立，请升级本程序") from error
            if revision == "head":
                _prove(connection)

    @property
    def file(self) -> Path | None:
        """SQLite's file, or None on PostgreSQL."""
        url = self._engine.url
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None

    def settle(self) -> None:
        """Work SQLite's journal in and empty it, so that nothing deleted stands there."""
        if self.file is not None:
            with _answering(), self._engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.rollback()
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def revision(self) -> str | None:
        """The shape that the tables are in, or None where there are none yet."""
        with self.looking() as connection:
            return _shape(connection)

    @contextmanager
    def snapshot(self) -> Iterator[tuple[str, Connection]]:
        """The shape of the tables, and a transaction that sees everything as it is at one moment."""
        level = {} if self.file else {"isolation_level": "REPEATABLE READ"}
        engine = self._engine.execution_options(birthcase_looking=True, **level)
        with _answering(), engine.begin() as connection:
            yield _shape(connection) or "", connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write: all of it is durable at the end, or none of it happened."""
        with _answering(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A transaction that only reads, beside a writer."""
        engine = self._engine.execution_options(birthcase_looking=True)
        with _answering(), engine.begin() as connection:
            yield connection

    def ready(self) -> bool:
        """Whether the database answers now."""
        try:
            with self.looking() as connection:
                connection.execute(text("SELECT 1 FROM cases LIMIT 1"))
        except StoreUnavailable:
            return False
        return True

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def _shape(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def now(connection: Connection) -> float:
    """The database's own clock, so that leases do not depend on the machines around it."""
    return float(connection.execute(text(_NOW[connection.dialect.name])).scalar_one())


def one_at_a_time(connection: Connection) -> None:
    """Wait for every other writer to end; SQLite has but one writer as it is."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})


def _prove(connection: Connection) -> None:
    """Raises UsageError where the data is sealed with other keys: nothing must be written with these."""
    one_at_a_time(connection)
    keys, proof = keys_of(connection.dialect), text("SELECT proof FROM sealing")
    found = connection.execute(proof).scalar_one_or_none()
    if found is None and keys is not None:
        kept = text("INSERT INTO sealing (id, proof) VALUES (1, :proof)")
        connection.execute(kept, {"proof": keys.seal_text("birthcase")})
    elif found is not None:
        try:
            if keys is None:
                raise SealBroken("no keys")
            keys.open_text(found)
        except SealBroken as error:
            raise UsageError("数据是用别的密钥加密的，请核对 BIRTHCASE_DATA_KEYS 或文件 data-keys") from error


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, connect_args=_network(url), **_POOL)
    patience = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, connect_args=patience, **_POOL)
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


def _network(url: str) -> dict[str, Any]:
    """Both ends notice within half a minute that a host is gone: what it had locked is let go then."""
    address = make_url(url)
    if not address.drivername.startswith("postgresql+psycopg") or "options" in address.query:
        return {}
    beats = {"idle": 15, "interval": 5, "count": 3}
    told = [f"-c tcp_keepalives_{name}={value}" for name, value in beats.items()]
    ours = {f"keepalives_{name}": value for name, value in beats.items()}
    return {**ours, "connect_timeout": 10, "options": " ".join([*told, "-c tcp_user_timeout=30000"])}


def _settle(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A writer asks for the lock at once: two that upgraded a reading lock would stop each other."""
    looking = connection.get_execution_options().get("birthcase_looking")
    connection.exec_driver_sql("BEGIN" if looking else "BEGIN IMMEDIATE")


@contextmanager
def _answering() -> Iterator[None]:
    """A database that is locked, full, down or read-only is unavailable; a broken constraint is our bug."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeout) as error:
        raise StoreUnavailable("数据库没有应答或不能写入，请检查后重试") from error
