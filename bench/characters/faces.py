"""The faces that lessons are drawn in, and each character of theirs as a picture.

Those of Debian's fonts-noto-cjk(-extra), fonts-arphic-uming, -ukai, -gbsn00lp and -gkai00mp, fonts-wqy-zenhei
and -microhei, fonts-cns11643-kai and -sung, fonts-babelstone-han, fonts-hanazono, fonts-cwtex-fs, -kai, -ming
and -heib, fonts-smiley-sans, installed or unpacked in the folder; and of npm, fetched into it. `HELD`, of
fonts-lxgw-wenkai and fonts-droid-fallback, is never shown in a lesson: it tells how well what was learned
holds for faces that nobody has seen.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.ocr.characters import known

SIDE, EM = 64, 56
"""Pixels of a character's picture, and of its em."""
LESSONS: dict[str, tuple[int, int]] = {
    **{f"NotoSansCJK-{weight}.ttc": (2, 2) for weight in ("Light", "DemiLight", "Regular", "Medium", "Bold")},
    **{f"NotoSerifCJK-{weight}.ttc": (2, 2) for weight in ("Light", "Regular", "Medium", "SemiBold", "Bold")},
    **{"uming.ttc": (0, 6), "ukai.ttc": (0, 6), "wqy-zenhei.ttc": (0, 4), "wqy-microhei.ttc": (0, 4)},
    **{"gbsn00lp.ttf": (0, 3), "gkai00mp.ttf": (0, 3), "TW-Kai-98_1.ttf": (0, 3), "TW-Sung-98_1.ttf": (0, 3)},
    **{"BabelStoneHan.ttf": (0, 3), "HanaMinA.ttf": (0, 2), "SmileySans-Oblique.ttf": (0, 1)},
    **{f"cw{name}.ttf": (0, 2) for name in ("fs", "kai", "ming", "heib")},
}
"""Font files with the face's number in each, and how often it is drawn beside the others."""
FETCHED: dict[str, int] = {
    "@chinese-fonts/sypxzs": 3,
    "@chinese-fonts/jxzk": 2,
    "@chinese-fonts/kksjt": 1,
    "@chinese-fonts/mksjh": 1,
    "@chinese-fonts/maple-mono-cn": 3,
    "@fontsource/lxgw-marker-gothic": 1,
    "@fontsource/chocolate-classical-sans": 1,
}
HELD: dict[str, tuple[int, int]] = {
    **{"LXGWWenKai-Regular.ttf": (0, 1), "LXGWWenKai-Light.ttf": (0, 1), "DroidSansFallbackFull.ttf": (0, 1)}
}
_CENTRED_BY = "国海明丽建华秀梅龙强玉田春林"
_SEEN, _FEWEST = 100, 8
"""What counts as ink, of 255, and of how many pixels of it a character that the font has consists."""


@dataclass(frozen=True)
class Faces:
    """Pictures (face × character × SIDE × SIDE, 255 is ink), which there are, and each face's share."""

    pictures: NDArray[np.uint8]
    there: NDArray[np.bool_]
    shares: NDArray[np.float64]


def drawn(folder: Path, *, held: bool = False) -> Faces:
    """The faces of lessons, or those that are held back, drawn once and kept in the folder."""
    kept = folder / ("held.npz" if held else "lessons.npz")
    if not kept.exists():
        found = [(*_pictures(fonts), share) for fonts, share in _fonts(folder, held)]
        pictures, there, shares = (np.stack(each) for each in zip(*found, strict=True))
        np.savez(kept, pictures=pictures, there=there, shares=shares)
    with np.load(kept) as file:
        return Faces(file["pictures"], file["there"], file["shares"])


def _fonts(folder: Path, held: bool) -> Iterator[tuple[Sequence[tuple[Path, int]], int]]:
    """The font files of each face, with the face's number in them, and how often it is drawn."""
    for name, (number, share) in (HELD if held else LESSONS).items():
        found = [path for place in (Path("/usr/share/fonts"), folder) for path in sorted(place.rglob(name))]
        if not found:
            raise SystemExit(f"{name}: no such font, see the module for its package")
        yield [(found[0], number)], share
    if held:
        return
    if not (folder / "node_modules").exists():
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
        subprocess.run(["npm", "install", *flags, *FETCHED], check=True, capture_output=True)
    for package, share in FETCHED.items():
        files = sorted((folder / "node_modules" / package).rglob("*.woff2"))
        pieces = [path for path in files if path.parent.name == files[0].parent.name or "-400-" in path.name]
        yield [(_unpacked(path, folder), 0) for path in pieces], share


def _unpacked(piece: Path, folder: Path) -> Path:
    """A piece of a font as a file that Pillow reads."""
    target = folder / f"{piece.parent.name}-{piece.stem}.ttf"
    if not target.exists():
        font = TTFont(piece)
        font.flavor = None
        font.save(target)
    return target


def _pictures(files: Sequence[tuple[Path, int]]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    fonts = [
        (ImageFont.truetype(str(path), EM, index=number), set(TTFont(path, fontNumber=number).getBestCmap()))
        for path, number in files
    ]

    def picture(letter: str, right: float = 0.0, down: float = 0.0) -> NDArray[Any] | None:
        font = next((font for font, has in fonts if ord(letter) in has), None)
        if font is None:
            return None
        canvas = Image.new("L", (SIDE, SIDE), 0)
        place = SIDE / 2 + right, 0.8 * SIDE + down
        ImageDraw.Draw(canvas).text(place, letter, font=font, fill=255, anchor="ms")
        return np.asarray(canvas)

    inked = [np.nonzero(one > _SEEN) for letter in _CENTRED_BY if (one := picture(letter)) is not None]
    down, right = np.median([[(ends.min() + ends.max()) / 2 for ends in one] for one in inked], axis=0)
    pictures = np.zeros((len(known()), SIDE, SIDE), np.uint8)
    for at, letter in enumerate(known()):
        one = picture(letter, SIDE / 2 - right, SIDE / 2 - down)
        if one is not None and (one > _SEEN).sum() > _FEWEST:
            pictures[at] = one
    return pictures, np.asarray(pictures.any(axis=(1, 2)))
