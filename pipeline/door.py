"""The door: a file is looked at without decoding it, scanned, and kept so that it outlives lost power.

Every way in passes here: the API file by file, the drop bucket and whoever else hands in a whole case.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Mapping

from casefile.errors import StoreUnavailable, UploadRefused
from pipeline.antivirus import scan
from pipeline.formats.carried import carried
from pipeline.formats.door import checked
from pipeline.runtime import Runtime
from pipeline.store import audit
from pipeline.store.cases import Upload
from pipeline.submission import SubmissionUnusable


def keep_file(runtime: Runtime, data: bytes, name: str, actor: str, case: str | None = None) -> Upload:
    """A file as kept; when this returns its bytes are on the disk. `case` is an id, for the audit.

    Raises UploadRefused, which leaves nothing but a line in the audit, and StoreUnavailable.
    """
    _admit(runtime, data, actor, case)
    return Upload(name, runtime.objects.put(data), len(data))


def keep_files(
    runtime: Runtime, files: Mapping[str, bytes], actor: str, case: str | None = None
) -> tuple[Upload, ...]:
    """All files of a case as kept, by their names; where one cannot be, none is.

    Raises SubmissionUnusable with a line for each file that is refused, and StoreUnavailable.
    """
    problems: list[str] = []
    for name, data in files.items():
        try:
            _admit(runtime, data, actor, case)
        except UploadRefused as error:
            problems.append(f"{name}：{error}")
    if problems:
        raise SubmissionUnusable(tuple(problems))
    return tuple(Upload(name, runtime.objects.put(data), len(data)) for name, data in files.items())


def keep_on(runtime: Runtime, files: Iterable[bytes]) -> None:
    """Call once the rows are there: what the sweep took between a file and its row is put again.

    From then on the sweep leaves it alone. Raises StoreUnavailable.
    """
    for data in files:
        if not runtime.objects.has(hashlib.sha256(data).hexdigest()):
            runtime.objects.put(data)


def check_space(runtime: Runtime) -> None:
    """Take nothing more once the disk is nearly full; raises StoreUnavailable."""
    folder = runtime.settings.data_dir
    if folder.is_dir() and shutil.disk_usage(folder).free < runtime.settings.free_bytes:
        raise StoreUnavailable("存储空间不足，暂时不能接收，请稍后重试")


def _admit(runtime: Runtime, data: bytes, actor: str, case: str | None) -> None:
    check_space(runtime)
    try:
        format = checked(data)
        if runtime.settings.clamd:
            scan(data, runtime.settings.clamd)
    except UploadRefused as error:
        with runtime.database.writing() as connection:
            audit.record(connection, actor, "refuse", case, code=error.refusal, size=len(data))
        raise
    if found := carried(data, format):
        with runtime.database.writing() as connection:
            audit.record(connection, actor, "carried", case, format=format.value, **found)
