"""What people read, as training data: for PaddleOCR's recogniser, and for PPOCRLabel to look over.

crops/….png, rec_gt_train.txt, rec_gt_val.txt    a crop and its text a line, divided by case
pages/….jpg, pages/Label.txt                     the pages with the places of these texts
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from casefile.case import Kind
from casefile.errors import StoreUnavailable
from extractors.calibration import group_of
from pipeline.crops import Corners, page_of, straightened
from pipeline.formats.page import PageImage
from pipeline.queue import fetch_of
from pipeline.runtime import Runtime
from pipeline.store import audit, cases, corrections
from pipeline.store.corrections import Correction

_AS_PRINTED = frozenset("names numbers texts".split())
"""Groups of fields whose values stand on the paper as they are; dates and choices are printed otherwise."""
_VALIDATION_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Taught:
    """How many crops were written from how many pages, and how many fields could not be used."""

    crops: int
    pages: int
    left_out: int


def export(runtime: Runtime, folder: Path, actor: str) -> Taught:
    """Write every usable field that a person has read; the folder is for its owner only."""
    (folder / "crops").mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "pages").mkdir(mode=0o700, exist_ok=True)
    with runtime.database.looking() as connection:
        read = list(corrections.everything(connection))
    usable = [(one, text) for one in read if one.box and (text := printed(one)) and _one_line(one.box, text)]
    lines: dict[str, list[str]] = defaultdict(list)
    for _, pairs in itertools.groupby(sorted(usable, key=_place), key=_place):
        _page(runtime, folder, list(pairs), lines)
    for name in ("rec_gt_train.txt", "rec_gt_val.txt", "pages/Label.txt"):
        (folder / name).write_text("".join(lines[name]), encoding="utf-8")
    crops, pages = (
        sum(len(lines[f"rec_gt_{part}.txt"]) for part in ("train", "val")),
        len(lines["pages/Label.txt"]),
    )
    with runtime.database.writing() as connection:
        audit.record(connection, actor, "export corrections", crops=crops, pages=pages)
    return Taught(crops, pages, len(read) - crops)


def _place(pair: tuple[Correction, str]) -> tuple[str, str, int]:
    return pair[0].case, pair[0].file, pair[0].page


def printed(one: Correction) -> str | None:
    """How a field stands on the paper, or None where its value does not tell."""
    if one.human is None:
        return None
    if one.right and one.raw:
        return one.raw
    if not isinstance(one.human, str):
        return None
    group = group_of(Kind(one.kind), one.field).removeprefix("written ")
    same = one.raw is not None and _plain(one.raw) == _plain(str(one.machine))
    return one.human if same or group in _AS_PRINTED else None


def _one_line(box: Corners, text: str) -> bool:
    """Whether the text fits into one line of the box; a recogniser is taught lines.

    >>> square = [(0, 0), (40, 0), (40, 20), (0, 20)]
    >>> _one_line(square, "苏海"), _one_line(square, "梧州市龙圩区和平乡")
    (True, False)
    """
    wide, high = math.dist(box[0], box[1]), math.dist(box[1], box[2])
    needed = sum(0.5 if letter.isascii() else 1 for letter in text)
    return wide >= 0.5 * needed * high


def _page(
    runtime: Runtime, folder: Path, pairs: Sequence[tuple[Correction, str]], lines: dict[str, list[str]]
) -> None:
    first = pairs[0][0]
    with runtime.database.looking() as connection:
        uploads = cases.uploads(connection, first.case)
    page = page_of(fetch_of(runtime, uploads), first.file, first.page)
    if page is None:
        return
    name = f"{hashlib.sha256(f'{first.case}|{first.file}|{first.page}'.encode()).hexdigest()[:16]}"
    shown = []
    for one, text, path in _crops(folder, name, page, pairs):
        lines[_part(one.case)].append(f"{path}\t{text}\n")
        points = [[round(x), round(y)] for x, y in one.box or ()]
        shown.append({"transcription": text, "points": points, "difficult": False})
    _write(folder / "pages" / f"{name}.jpg", page)
    label = json.dumps(shown, ensure_ascii=False)
    lines["pages/Label.txt"].append(f"pages/{name}.jpg\t{label}\n")


def _crops(
    folder: Path, name: str, page: PageImage, pairs: Sequence[tuple[Correction, str]]
) -> Iterator[tuple[Correction, str, str]]:
    for one, text in pairs:
        path = f"crops/{name}-{one.document}-{one.field}.png"
        _write(folder / path, straightened(page, one.box or ()))
        yield one, " ".join(text.split()), path


def _part(case: str) -> str:
    """A case is learned from or tried on, never both."""
    share = int(hashlib.sha256(case.encode()).hexdigest()[:8], 16) / 2**32
    return "rec_gt_val.txt" if share < _VALIDATION_SHARE else "rec_gt_train.txt"


def _write(path: Path, image: PageImage) -> None:
    done, data = cv2.imencode(path.suffix, image, [cv2.IMWRITE_JPEG_QUALITY, 95])
    if not done:
        raise StoreUnavailable(f"不能写出图片 {path.name}")
    path.write_bytes(data.tobytes())


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
