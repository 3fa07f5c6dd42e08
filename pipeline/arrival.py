"""One file arrives: looked at, scanned, and kept so that it outlives a loss of power."""

from __future__ import annotations

import shutil
from typing import BinaryIO

from casefile.errors import StoreUnavailable, UploadRefused
from pipeline.antivirus import scan
from pipeline.door import first_look
from pipeline.runtime import Runtime
from pipeline.store import audit
from pipeline.store.cases import Upload


def keep_file(runtime: Runtime, file: BinaryIO, upload: Upload, actor: str) -> None:
    """Keep the bytes of an upload; when this returns they are on the disk.

    Raises UploadRefused, which leaves nothing but a line in the audit, and StoreUnavailable.
    """
    check_space(runtime)
    try:
        first_look(file, upload.size)
        if runtime.settings.clamd:
            scan(file, runtime.settings.clamd)
    except UploadRefused as refused:
        with runtime.database.writing() as connection:
            audit.record(connection, actor, "refuse", code=refused.refusal, size=upload.size)
        raise
    file.seek(0)
    runtime.objects.put_file(file, upload.content, upload.size)


def check_space(runtime: Runtime) -> None:
    """Take nothing more once the disk is nearly full; raises StoreUnavailable."""
    folder = runtime.settings.data_dir
    if folder.is_dir() and shutil.disk_usage(folder).free < runtime.settings.free_bytes:
        raise StoreUnavailable("存储空间不足，暂时不能接收，请稍后重试")
