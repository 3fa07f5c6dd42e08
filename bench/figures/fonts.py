"""The fonts of drawn rows: hands and printers from npm's `@fontsource`, words from the system's.

None of those with which `samples/` draws: what is measured on its pages was never seen in a lesson.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from fontTools.ttLib import TTFont

from bench.figures.lines import Fonts
from samples.handwriting import NUMERALS, PACKAGES

HANDS = Path(__file__).with_name("hands.txt")
_FIGURES = "0123456789."
_WORDS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-*.ttc", "ukai.ttc", "uming.ttc", "wqy-*.ttc")


def fetched(folder: Path) -> Fonts:
    """The fonts, those of npm fetched into `folder` once (some minutes)."""
    packages = [
        f"@fontsource/{name}" for name in HANDS.read_text().split() if name not in NUMERALS + PACKAGES
    ]
    if not (folder / "node_modules").exists():
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
        subprocess.run(["npm", "install", *flags, *packages], check=True, capture_output=True)
    words = [found for name in _WORDS for found in sorted(Path("/usr/share/fonts").rglob(name))]
    figures = (_unpacked(folder / "node_modules" / package, folder) for package in packages)
    return Fonts(words, [font for font in figures if font is not None])


def _unpacked(package: Path, folder: Path) -> Path | None:
    """A package's font as a file that Pillow reads; none where it lacks a figure."""
    target = folder / f"{package.name}.ttf"
    if not target.exists():
        font = TTFont(package / "files" / f"{package.name}-latin-400-normal.woff2")
        if any(ord(letter) not in font.getBestCmap() for letter in _FIGURES):
            return None
        font.flavor = None
        font.save(target)
    return target
