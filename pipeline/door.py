"""The door: a file is looked at without decoding it, scanned, and kept so that it outlives lost power."""

from __future__ import annotations

import shutil

from casefile.errors import StoreUnavailable, UploadRefused
from pipeline.antivirus import scan
from pipeline.folder import MOST_BYTES
from pipeline.formats.images import check_header
from pipeline.formats.kinds import PICTURES, Format, format_of
from pipeline.formats.outcomes import refused
from pipeline.formats.text import MOST_BYTES as MOST_TEXT
from pipeline.runtime import Runtime
from pipeline.store import audit
from pipeline.store.cases import Upload


def first_look(data: bytes) -> Format:
    """What a file is, by its first bytes, its header, and an archive's directory; raises UploadRefused."""
    if len(data) > MOST_BYTES:
        raise refused("TOO_LARGE", "20 MB")
    format = format_of(data)
    if format in PICTURES:
        check_header(data)
    elif format is Format.TXT and len(data) > MOST_TEXT:
        raise refused("TOO_LARGE", "1 MB（文本文件）")
    return format


def keep_file(runtime: Runtime, data: bytes, name: str, actor: str) -> Upload:
    """A file as kept; when this returns its bytes are on the disk.

    Raises UploadRefused, which leaves nothing but a line in the audit, and StoreUnavailable.
    """
    check_space(runtime)
    try:
        first_look(data)
        if runtime.settings.clamd:
            scan(data, runtime.settings.clamd)
    except UploadRefused as error:
        with runtime.database.writing() as connection:
            audit.record(connection, actor, "refuse", code=error.refusal, size=len(data))
        raise
    return Upload(name, runtime.objects.put(data), len(data))


def check_space(runtime: Runtime) -> None:
    """Take nothing more once the disk is nearly full; raises StoreUnavailable."""
    folder = runtime.settings.data_dir
    if folder.is_dir() and shutil.disk_usage(folder).free < runtime.settings.free_bytes:
        raise StoreUnavailable("存储空间不足，暂时不能接收，请稍后重试")
