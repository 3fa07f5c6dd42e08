"""A sealed backup that is consistent without stopping the service, and the way back, checked as it is made.

The tables are read as they are at one moment; every object that they name was put before its row, and so is
there. It is the same for SQLite and PostgreSQL, and goes from one to the other. The data keys are not in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from casefile.errors import UsageError
from pipeline.objects import opened
from pipeline.runtime import Runtime, open_database
from pipeline.scrub import named
from pipeline.sealing import Keys, data_keys, keys_file
from pipeline.settings import Settings
from pipeline.store import Connection, audit, contents, dump

MANIFEST, OBJECTS, TABLES = "manifest.json", "objects", "tables"
OWN = ("secret", "api-key")
"""Files of the data folder that go with it."""
_HEAD = 4


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the tables' shape and their files' SHA-256, objects, the audit's last entry."""

    revision: str
    tables: Mapping[str, str]
    objects: int
    audit_number: int
    audit_hash: str


def backup(runtime: Runtime, folder: Path) -> Manifest:
    """Copy everything into a folder of its owner's; made again there, only new objects are fetched."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / TABLES).mkdir(mode=0o700, exist_ok=True)
    keys = data_keys(runtime.settings)
    with runtime.database.snapshot() as (revision, connection):
        head = audit.head(connection)
        wanted = set(contents.every(connection))
        tables = {name: _dump(connection, keys, name, _table(folder, name)) for name in dump.NAMES}
    for content in wanted:
        _fetch(runtime, keys, content, _object(folder, content))
    for path in (folder / OBJECTS).glob("*/*"):
        if path.name not in wanted:
            path.unlink()
    for name in OWN:
        if (runtime.settings.data_dir / name).is_file():
            _write(folder / name, keys.seal((runtime.settings.data_dir / name).read_bytes(), name))
    manifest = Manifest(revision, tables, len(wanted), *head)
    _write(folder / MANIFEST, json.dumps(asdict(manifest)).encode())
    return manifest


def restore_database(folder: Path, settings: Settings) -> Manifest:
    """Put the tables and the installation's secrets back, where there are none; raises UsageError."""
    manifest = read_manifest(folder)
    if any(_digest(_table(folder, name)) != kept for name, kept in manifest.tables.items()):
        raise UsageError("备份中的数据表与清单不符，不能恢复")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if settings.data_keys is None and not keys_file(settings).is_file():
        raise UsageError(f"请先把备份时的数据密钥放到 {keys_file(settings)}（--keys）")
    keys = data_keys(settings)
    own = {name: keys.open((folder / name).read_bytes(), name) for name in OWN if (folder / name).is_file()}
    for name, kept in own.items():
        if (settings.data_dir / name).exists():
            raise UsageError(f"{settings.data_dir} 中已存在 {name}，请恢复到空的数据文件夹")
        _write(settings.data_dir / name, kept)
    database = open_database(settings)
    try:
        if database.revision() is not None:
            raise UsageError("数据库中已存在数据，请恢复到空的数据库")
        database.migrate(manifest.revision)
        with database.writing() as connection:
            for name in manifest.tables:
                for given, rows in _loaded(keys, name, _table(folder, name)):
                    dump.load(connection, name, given, rows)
            dump.count_on(connection, manifest.tables)
    finally:
        database.close()
    return manifest


def restore_objects(runtime: Runtime, folder: Path, manifest: Manifest) -> int:
    """Put the objects back, and check that all that rows name is there; raises UsageError."""
    put, keys = 0, data_keys(runtime.settings)
    for content in named(runtime):
        path = _object(folder, content)
        if not path.is_file():
            raise UsageError(f"备份中缺少对象 {content[:12]}")
        runtime.objects.put(opened(path.read_bytes(), content, keys))
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


def _dump(connection: Connection, keys: Keys, name: str, path: Path) -> str:
    """Write a table in sealed pieces, each bound to its place; the SHA-256 of the file."""
    begun = path.with_suffix(".part")
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for number, rows in enumerate(dump.dumped(connection, name)):
            told = json.dumps([dump.columns(name), rows], ensure_ascii=False).encode()
            piece = keys.seal(zlib.compress(told, 1), f"{name} {number}")
            file.write(len(piece).to_bytes(_HEAD) + piece)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)
    return _digest(path)


def _loaded(keys: Keys, name: str, path: Path) -> Iterator[tuple[list[str], list[list[Any]]]]:
    """The pieces of a table: its columns, and some rows."""
    number = 0
    with path.open("rb") as file:
        while head := file.read(_HEAD):
            piece = keys.open(file.read(int.from_bytes(head)), f"{name} {number}")
            columns, rows = json.loads(zlib.decompress(piece))
            yield columns, rows
            number += 1


def _fetch(runtime: Runtime, keys: Keys, content: str, path: Path) -> None:
    if path.is_file() and keys.newest(path.read_bytes()[:_HEAD]):
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, keys.seal(runtime.objects.get(content), content))


def _table(folder: Path, name: str) -> Path:
    return folder / TABLES / f"{name}.sealed"


def _object(folder: Path, content: str) -> Path:
    return folder / OBJECTS / content[:2] / content


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
