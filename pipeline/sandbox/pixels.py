"""A page's pixels cross between processes as a sealed piece of memory, not as copied bytes."""

from __future__ import annotations

import fcntl
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from pipeline.formats.images import Picture
from pipeline.formats.page import PageImage

MOST_BYTES = 200_000_000
_ROWS = 64
"""Rows that are turned at a time: few enough to stay in the processor's cache."""
_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL
_NEEDED = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_WRITE


@contextmanager
def sealed(picture: Picture) -> Iterator[int]:
    """A file descriptor of memory that holds the pixels and can no longer change."""
    descriptor = os.memfd_create("page", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        with os.fdopen(descriptor, "wb", closefd=False) as memory:
            for top in range(0, picture.height, _ROWS):
                strip = picture.crop((0, top, picture.width, min(top + _ROWS, picture.height)))
                memory.write(strip.convert("RGB").tobytes("raw", "BGR"))
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS)
        yield descriptor
    finally:
        os.close(descriptor)


def mapped(descriptor: int, height: int, width: int) -> PageImage:
    """The image in a sealed piece of memory, read-only; raises ValueError for anything that is not one."""
    size = height * width * 3
    seals = fcntl.fcntl(descriptor, fcntl.F_GET_SEALS)
    if seals & _NEEDED != _NEEDED or not 0 < size <= MOST_BYTES or os.fstat(descriptor).st_size != size:
        raise ValueError("no page image")
    memory = mmap.mmap(descriptor, size, flags=mmap.MAP_SHARED | mmap.MAP_POPULATE, prot=mmap.PROT_READ)
    return np.frombuffer(memory, np.uint8).reshape(height, width, 3)
