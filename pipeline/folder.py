"""The files of a case folder, fetched by the names that its case.json gives, never from outside it."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from pipeline.formats.door import MOST_BYTES
from pipeline.formats.outcomes import refused


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
            raise refused("OUTSIDE_FOLDER", name)
        status = real.stat()
        if not stat.S_ISREG(status.st_mode):
            raise refused("NOT_A_FILE", name)
        if status.st_size > MOST_BYTES:
            raise refused("TOO_LARGE", "20 MB")
        return real.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise refused("MISSING_FILE", name) from None
    except (OSError, RuntimeError):
        raise refused("UNREADABLE_FILE", name) from None
