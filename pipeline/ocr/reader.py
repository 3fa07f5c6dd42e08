"""The recogniser of one process: models loaded once, used by one thread."""

from __future__ import annotations


class Reader:
    """Finds and recognises lines of text; see `load`."""

    version: str = "ppocrv6-small"

    @classmethod
    def load(cls, models: str | None = None) -> Reader:
        """Load the embedded models, or those of the folder `models`."""
        raise NotImplementedError
