"""Citizens' bytes are decoded in a child process that can be killed; what crosses is our own pixels."""

from __future__ import annotations

import atexit
import functools
from collections.abc import Iterator

from pipeline.formats.page import PageImage
from pipeline.sandbox.decoder import Decoder


def page_images(data: bytes) -> Iterator[PageImage]:
    """The pages of an upload by this process's decoder; raises UploadRefused, or ReaderFailed without one."""
    return shared().pages(data)


@functools.cache
def shared() -> Decoder:
    """The decoder of this process; it starts with the first file and ends with the process."""
    decoder = Decoder()
    atexit.register(decoder.close)
    return decoder
