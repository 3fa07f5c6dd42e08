"""Handwriting for filled-in forms: brush and pen fonts of the npm packages `@fontsource/…`.

A package holds a font in about a hundred pieces; the pieces are put together once, in the user's
cache folder. Without npm there is no handwriting, and asking for it raises MissingFontError.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from platformdirs import user_cache_path

PACKAGES = ("long-cang", "zhi-mang-xing", "liu-jian-mao-cao", "ma-shan-zheng")
NUMERALS = ("caveat", "patrick-hand", "kalam", "handlee", "architects-daughter")
"""Latin handwriting, for digits as a nurse writes them."""
LEGIBLE = ("long-cang", "ma-shan-zheng", "zhi-mang-xing")
"""The three that a clerk can read; liu-jian-mao-cao is cursive (草书)."""


def cache_folder() -> Path:
    """Where the fonts lie once they were fetched."""
    return user_cache_path("birthcase") / "handwriting"


@lru_cache(maxsize=2)
def handwriting_files(names: tuple[str, ...] = LEGIBLE) -> tuple[Path, ...]:
    """The font files, fetched and put together on the first call (about a minute)."""
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    targets = tuple(folder / f"{name}.ttf" for name in names)
    with FileLock(folder / "lock"):
        missing = [target for target in targets if not target.exists()]
        if missing:
            _install(folder)
        for target in missing:
            _assemble(folder / "node_modules" / "@fontsource" / target.stem / "files", target)
    return targets


def available() -> bool:
    """Whether handwriting can be had here without fetching anything."""
    return all((cache_folder() / f"{name}.ttf").exists() for name in LEGIBLE + NUMERALS)


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        from samples.fonts import MissingFontError

        raise MissingFontError("handwriting needs npm, which is not installed")
    wanted = [f"@fontsource/{name}" for name in PACKAGES + NUMERALS]
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
    subprocess.run([npm, "install", *flags, *wanted], check=True, capture_output=True)


def _assemble(pieces: Path, target: Path) -> None:
    glyphs: dict[str, Any] = {".notdef": TTGlyphPen(None).glyph()}
    widths: dict[str, int] = {".notdef": 500}
    cmap: dict[int, str] = {}
    first: TTFont | None = None
    for font in _opened(pieces):
        first = first or font
        shapes = font.getGlyphSet()
        for code, name in font.getBestCmap().items():
            if code not in cmap:
                cmap[code] = f"u{code:05X}"
                glyphs[cmap[code]] = _flattened(shapes, name)
                widths[cmap[code]] = shapes[name].width
    if first is None:
        raise FileNotFoundError(f"no font pieces in {pieces}")
    _built(first, glyphs, widths, cmap).save(target.with_suffix(".part"))
    target.with_suffix(".part").rename(target)


def _opened(pieces: Path) -> Iterator[TTFont]:
    for path in sorted(pieces.glob("*-400-normal.woff2")):
        yield TTFont(path)


def _flattened(shapes: Any, name: str) -> Any:
    recording = DecomposingRecordingPen(shapes)
    shapes[name].draw(recording)
    pen = TTGlyphPen(None)
    recording.replay(pen)
    return pen.glyph()


def _built(like: TTFont, glyphs: dict[str, Any], widths: dict[str, int], cmap: dict[int, str]) -> FontBuilder:
    builder = FontBuilder(like["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    outlines = builder.font["glyf"]
    bearings = {n: outlines[n].xMin if outlines[n].numberOfContours else 0 for n in glyphs}
    builder.setupHorizontalMetrics({n: (width, bearings[n]) for n, width in widths.items()})
    builder.setupHorizontalHeader(ascent=like["hhea"].ascent, descent=like["hhea"].descent)
    builder.setupNameTable({"familyName": "handwriting", "styleName": "Regular"})
    builder.setupPost(keepGlyphNames=False)
    return builder
