"""The Chinese fonts of this machine: at a size, or cut down to the characters that one paper needs."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

import uharfbuzz as hb
from PIL import ImageFont

from casefile.errors import UsageError

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")
Face = tuple[str, int]
FACES: tuple[Face, ...] = (
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("uming.ttc", 0),
    ("ukai.ttc", 0),
)
"""File names and the face in each, the best first; number 2 of Noto's collection is simplified Chinese."""

BOLD_FACES = (("NotoSansCJK-Bold.ttc", 2), ("NotoSansCJKsc-Bold.otf", 0), ("SourceHanSansSC-Bold.otf", 0))
"""The same for headings; where none of them is installed, headings are as light as the text."""

INSTALL = (
    "没有找到中文字体，不能生成 PDF，也不能读文字文件："
    "请安装 fonts-noto-cjk（或 fonts-wqy-microhei、fonts-arphic-uming）"
)


def fonts_for(text: str, folders: Iterable[str] = FOLDERS) -> tuple[bytes, ...]:
    """The smallest fonts that together draw the text: the best face, others for what it lacks.

    Raises UsageError, saying what to install, where the machine has no Chinese font.
    """
    found = _cuts(text, faces(folders))
    if not found:
        raise UsageError(INSTALL)
    return found


def bold_for(text: str, folders: Iterable[str] = FOLDERS) -> tuple[bytes, ...]:
    """The bold fonts for the text; none where the machine has none."""
    return _cuts(text, installed(BOLD_FACES, folders))


def faces(folders: Iterable[str] = FOLDERS) -> Iterator[tuple[Path, int]]:
    """The machine's Chinese fonts with the face in each, the best first."""
    return installed(FACES, folders)


def _cuts(text: str, among: Iterator[tuple[Path, int]]) -> tuple[bytes, ...]:
    """Each face cut down to what the ones before it cannot draw."""
    wanted = {ord(letter) for letter in text if letter.isprintable()}
    found: list[bytes] = []
    for path, number in among:
        face = hb.Face(hb.Blob.from_file_path(str(path)), number)
        here = wanted & set(face.unicodes)
        if here:
            found.append(_cut(face, here))
            wanted -= here
        if not wanted:
            break
    return tuple(found)


def installed(wanted: Iterable[Face], folders: Iterable[str] = FOLDERS) -> Iterator[tuple[Path, int]]:
    """Those faces of a list that the machine has, in its order, each with its file."""
    roots = [root for folder in folders if (root := Path(folder).expanduser()).is_dir()]
    for name, number in wanted:
        for root in roots:
            yield from ((path, number) for path in sorted(root.rglob(name))[:1])


def letters(path: Path, number: int) -> frozenset[int]:
    """The code points that a font's face can draw."""
    return frozenset(hb.Face(hb.Blob.from_file_path(str(path)), number).unicodes)


@functools.lru_cache(256)
def sized(path: Path, number: int, pixels: int) -> ImageFont.FreeTypeFont:
    """A font's face at an em of so many pixels."""
    return ImageFont.truetype(str(path), pixels, index=number)


def _cut(face: hb.Face, letters: set[int]) -> bytes:
    asked = hb.SubsetInput()
    asked.unicode_set.update(letters)
    return bytes(hb.subset(face, asked).blob.data)
