"""All hostile samples together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from samples.hostile import archives, calls, locked, pdfs, pictures, texts
from samples.hostile.sample import Sample


def catalogue(port: int = 9) -> Iterator[Sample]:
    """Every sample; what calls home calls that port of this machine."""
    pages = chain(pictures.catalogue(), pdfs.catalogue(), locked.catalogue())
    return chain(pages, archives.catalogue(), calls.catalogue(port), texts.catalogue())
