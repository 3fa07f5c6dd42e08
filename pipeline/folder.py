"""The files of a case folder, fetched by the names that its case.json gives, never from outside it."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from casefile.errors import UploadRefused

MOST_BYTES = 20_000_000


def folder_fetch(folder: Path) -> Callable[[str], bytes]:
    """A function from a file's name to its bytes; it raises UploadRefused with a stable code."""
    root = folder.resolve()

    def fetch(name: str) -> bytes:
        return file_bytes(root / name, name, root)

    return fetch


def file_bytes(path: Path, name: str, root: Path | None = None) -> bytes:
    """The bytes of a regular file of at most 20 MB that lies, links followed, below `root`."""
    try:
        real = path.resolve(strict=True)
        if root is not None and not real.is_relative_to(root):
            raise UploadRefused("OUTSIDE_FOLDER", f"文件“{name}”不在个案文件夹内，请放进来再提交")
        status = real.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UploadRefused("NOT_A_FILE", f"“{name}”不是文件，请换成材料的照片或扫描件")
        if status.st_size > MOST_BYTES:
            raise UploadRefused("TOO_LARGE", f"文件“{name}”超过 20 MB，请压缩后重新上传")
        return real.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise UploadRefused("MISSING_FILE", f"找不到文件“{name}”，请补交") from None
    except (OSError, RuntimeError):
        raise UploadRefused("UNREADABLE_FILE", f"文件“{name}”无法打开，请重新上传") from None
