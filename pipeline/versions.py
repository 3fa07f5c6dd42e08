"""What read and judged a case: the reader, the extractors, the rules, each named by its code's digest."""

from __future__ import annotations

import functools
import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable

_READING = (
    "against.py", "astray.py", "cleared.py", "expected.py", "eyes.py", "font.py", "formats", "framed.py",
    "glyphs.py", "leftover.py", "likeness.py", "line_crop.py", "lines.py", "marks", "named.py",
    "normalise.py", "ocr", "outlines.py", "overprinted.py", "read.py", "redrawn.py", "sandbox", "scaling.py",
    "shown.py", "trust.py", "typeset.py", "upright.py", "weigh.py", "written",
)  # fmt: skip
"""All of this package that reading a file and weighing its lines run through: what was read and weighed holds
while none of it changes."""


def versions(reader: str) -> dict[str, str]:
    """The result's `versions`; two results with the same three are comparable."""
    return {
        "reader": f"{reader}+{_digest('pipeline', _READING)}",
        "extractors": _digest("extractors", ()),
        "rules": rules_version(),
    }


def rules_version() -> str:
    """The version of the rules and of the provinces' terms."""
    return _digest("validators", ())


@functools.cache
def _digest(package: str, only: tuple[str, ...]) -> str:
    """The first twelve digits over a package's sources, so that any change of code shows."""
    found = hashlib.sha256()
    for child in _sorted(files(package)):
        if not only or child.name in only:
            _feed(found, child, child.name)
    return found.hexdigest()[:12]


def _feed(digest: hashlib._Hash, item: Traversable, name: str) -> None:
    if item.is_dir():
        for child in _sorted(item):
            _feed(digest, child, f"{name}/{child.name}")
    elif name.endswith((".py", ".toml", ".json", ".txt", ".onnx")):
        digest.update(name.encode())
        digest.update(item.read_bytes())


def _sorted(item: Traversable) -> list[Traversable]:
    return sorted((child for child in item.iterdir() if child.name != "__pycache__"), key=lambda c: c.name)
