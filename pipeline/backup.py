"""A backup that is consistent without stopping the service, and the way back, checked as it is made.

The database is copied first; every object that the copy names was put before its row, and so is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from casefile.errors import StoreUnavailable, UsageError
from pipeline.runtime import Runtime
from pipeline.scrub import named
from pipeline.settings import Settings
from pipeline.store import Database, audit

DATABASE, MANIFEST, OBJECTS = "birthcase.db", "manifest.json", "objects"
OWN = ("secret", "api-key")
"""Files of the data folder that go with it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the database's SHA-256, how many objects, and the audit's last entry."""

    database: str
    objects: int
    audit_number: int
    audit_hash: str


def backup(runtime: Runtime, folder: Path) -> Manifest:
    """Copy everything into a folder of its owner's; made again there, only new objects are fetched."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    copy = folder / DATABASE
    _copy(sqlite_path(runtime.settings), copy)
    database = Database(f"sqlite:///{copy}")
    try:
        copied = Runtime(runtime.settings, database, runtime.objects)
        wanted = set(named(copied))
        with database.looking() as connection:
            head = audit.head(connection)
    finally:
        database.close()
    _settled(copy)
    for content in wanted:
        _fetch(runtime, content, folder / OBJECTS / content[:2] / content)
    for path in (folder / OBJECTS).glob("*/*"):
        if path.name not in wanted:
            path.unlink()
    for name in OWN:
        if (runtime.settings.data_dir / name).is_file():
            _write(folder / name, (runtime.settings.data_dir / name).read_bytes())
    manifest = Manifest(_digest(copy), len(wanted), *head)
    _write(folder / MANIFEST, json.dumps(asdict(manifest)).encode())
    return manifest


def restore_database(folder: Path, settings: Settings) -> Manifest:
    """Put the database and the keys back, where there are none; raises UsageError."""
    manifest = read_manifest(folder)
    target = sqlite_path(settings)
    if target.exists():
        raise UsageError(f"{target} 已存在，请恢复到空的数据文件夹")
    if _digest(folder / DATABASE) != manifest.database:
        raise UsageError("备份中的数据库与清单不符，不能恢复")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (DATABASE, *OWN):
        if (folder / name).is_file():
            _write(target.parent / name, (folder / name).read_bytes())
    return manifest


def restore_objects(runtime: Runtime, folder: Path, manifest: Manifest) -> int:
    """Put the objects back, and check that all that rows name is there; raises UsageError."""
    put = 0
    for content in named(runtime):
        path = folder / OBJECTS / content[:2] / content
        if not path.is_file() or runtime.objects.put(path.read_bytes()) != content:
            raise UsageError(f"备份中缺少对象 {content[:12]} 或其内容不符")
        put += 1
    with runtime.database.looking() as connection:
        broken = audit.first_broken(connection, {manifest.audit_number: manifest.audit_hash})
    if broken is not None:
        raise UsageError(f"审计链在第 {broken} 条断开，恢复的数据不完整")
    return put


def read_manifest(folder: Path) -> Manifest:
    """What the folder says that it holds; raises UsageError."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{folder} 不是完整的备份") from error


def sqlite_path(settings: Settings) -> Path:
    """The database's file; raises UsageError for PostgreSQL, which has tools of its own."""
    database = Database(settings.database)
    database.close()
    if database.file is None:
        raise UsageError("PostgreSQL 请用 pg_dump 与 pg_restore，对象存储请用其自带的复制")
    return database.file


def _copy(source: Path, target: Path) -> None:
    """The database as it is at one moment, while others go on writing."""
    begun = target.with_suffix(".part")
    begun.unlink(missing_ok=True)
    begun.touch(0o600)
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as of,
            closing(sqlite3.connect(begun)) as to,
        ):
            of.backup(to)
    except sqlite3.Error as error:
        raise StoreUnavailable("数据库没有应答，备份未完成") from error
    begun.replace(target)


def _settled(path: Path) -> None:
    """One file again: what looking at it left beside it is worked in."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    path.chmod(0o600)


def _fetch(runtime: Runtime, content: str, path: Path) -> None:
    if path.is_file():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, runtime.objects.get(content))


def _write(path: Path, data: bytes) -> None:
    begun = path.with_suffix(".part")
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
