"""What a decoder runs inside: bubblewrap where the machine has it, else namespaces, else limits alone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

_SYSTEM = (
    "/usr", "/lib", "/lib64", "/bin", "/etc/fonts", "/etc/alternatives", "/etc/ld.so.cache",
    "/etc/libreoffice", "/sys/kernel/mm/transparent_hugepage",
)  # fmt: skip


def walls() -> Iterator[tuple[str, ...]]:
    """The commands to put before the decoder's own, the strongest first; the last is none at all."""
    if bwrap := shutil.which("bwrap"):
        yield _bubblewrap(bwrap)
    if unshare := shutil.which("unshare"):
        yield (unshare, "--user", "--map-root-user", "--net", "--ipc", "--pid", "--fork", "--kill-child")
    yield ()


def environment() -> dict[str, str]:
    """Nothing of ours but where Python finds the code: settings and keys stay outside."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONDONTWRITEBYTECODE": "1",
        # Large blocks of memory in large pages: without, half the time goes into touching them one by one.
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _bubblewrap(program: str) -> tuple[str, ...]:
    """Programs, fonts and code to read; a file system of its own to write; no network, no other process."""
    command = [program, "--unshare-all", "--cap-drop", "ALL"]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    for path in dict.fromkeys((*_SYSTEM, *_python())):
        if Path(path).is_symlink() and not Path(path).is_dir():
            continue
        command += ["--ro-bind-try", path, path]
    return tuple(command)


def _python() -> Iterator[str]:
    """Where this Python and the packages that it imports lie."""
    yield from (sys.base_prefix, sys.prefix)
    for path in map(Path, sys.path):
        if path.is_dir() and not any(path.is_relative_to(prefix) for prefix in (sys.base_prefix, sys.prefix)):
            yield from (str(part) for name in ("pipeline", "casefile") if (part := path / name).is_dir())
