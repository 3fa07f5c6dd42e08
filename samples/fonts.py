"""Which lettering a drawn paper uses: fonts found by their role on the paper.

The Chinese fonts are those of Debian's fonts-noto-cjk, fonts-arphic-ukai, fonts-arphic-uming,
fonts-wqy-zenhei and fonts-wqy-microhei; handwriting comes from `samples.handwriting`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("~/.local/share/fonts"))


class MissingGlyphError(LookupError):
    """No font of the wanted role can draw every character of the text."""


class MissingFontError(LookupError):
    """A font that the drawings need is not installed."""


class Role(StrEnum):
    """What a piece of lettering is for."""

    SONG = "song"
    SONG_BOLD = "song_bold"
    HEI = "hei"
    HEI_BOLD = "hei_bold"
    KAI = "kai"
    FANGSONG = "fangsong"
    DIGITS = "digits"
    HAND = "hand"
    HAND_DIGITS = "hand_digits"


_FACES: dict[Role, tuple[tuple[str, int], ...]] = {
    Role.SONG: (("NotoSerifCJK-Regular.ttc", 2), ("uming.ttc", 0)),
    Role.SONG_BOLD: (("NotoSerifCJK-Bold.ttc", 2),),
    Role.HEI: (("NotoSansCJK-Regular.ttc", 2), ("wqy-microhei.ttc", 0), ("wqy-zenhei.ttc", 0)),
    Role.HEI_BOLD: (("NotoSansCJK-Bold.ttc", 2),),
    Role.KAI: (("ukai.ttc", 0),),
    Role.FANGSONG: (("uming.ttc", 0),),
    Role.DIGITS: (("DejaVuSansMono.ttf", 0), ("wqy-zenhei.ttc", 1), ("NotoSansCJK-Regular.ttc", 7)),
}


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face of a font file."""

    path: Path
    index: int = 0

    def at(self, pixels: int) -> ImageFont.FreeTypeFont:
        """The face at an em of so many pixels."""
        return _loaded(self, max(4, pixels))

    def lacking(self, text: str) -> str:
        """The characters of the text that the face cannot draw."""
        known = _characters(self)
        return "".join(letter for letter in text if ord(letter) not in known and not letter.isspace())

    def require(self, text: str) -> None:
        """Raise MissingGlyphError where a character would be drawn as nothing."""
        if lacking := self.lacking(text):
            raise MissingGlyphError(f"{self.path.name} has no glyph for {lacking!r}")


@lru_cache(maxsize=256)
def _loaded(face: FontFile, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), pixels, index=face.index)


@lru_cache(maxsize=32)
def _characters(face: FontFile) -> frozenset[int]:
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=32)
def _path_of(name: str) -> Path | None:
    for folder in FOLDERS:
        for path in folder.expanduser().rglob(name):
            return path
    return None


def faces(role: Role) -> tuple[FontFile, ...]:
    """The installed faces of a role; raises MissingFontError where there is none."""
    if role in {Role.HAND, Role.HAND_DIGITS}:
        from samples.handwriting import LEGIBLE, NUMERALS, handwriting_files

        return tuple(FontFile(path) for path in handwriting_files(LEGIBLE if role is Role.HAND else NUMERALS))
    found = tuple(FontFile(path, index) for name, index in _FACES[role] if (path := _path_of(name)))
    if not found:
        raise MissingFontError(f"no {role} font is installed: one of {[name for name, _ in _FACES[role]]}")
    return found


def choose(role: Role, rng: random.Random, text: str = "") -> FontFile:
    """One face of the role, by chance, among those that can draw the whole text."""
    able = [face for face in faces(role) if not face.lacking(text)]
    if not able:
        raise MissingGlyphError(f"no {role} font can draw {text!r}")
    return rng.choice(able)
