"""OFD files (GB/T 33190): each page's photos, or the page drawn where words stand on it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import ofdkit
from PIL import Image, ImageDraw

from pipeline.formats import images, ofd_parts
from pipeline.formats.archives import Archive
from pipeline.formats.drawn import write
from pipeline.formats.images import Picture
from pipeline.formats.markup import check
from pipeline.formats.ofd_parts import Box, Placed
from pipeline.formats.outcomes import refused
from pipeline.formats.photos import opened, photos

LONG_SIDE = 2400
"""Longer side in pixels at which a page is drawn."""
MOST_PAGES = 50
_LARGEST = 5000.0
"""Longest side of a page in millimetres; whatever claims more is drawn as if it were so large."""


def pages(data: bytes) -> Iterator[Picture]:
    """Page images in the order of the pages; raises UploadRefused."""
    archive = Archive(data)
    for name in archive.names:
        if name.casefold().endswith(".xml"):
            check(archive.read(name))
    try:
        with ofdkit.open(io.BytesIO(data)) as document:
            if len(document.pages) > MOST_PAGES:
                raise refused("TOO_MANY_PAGES")
            parts = ofd_parts.Parts(Archive(data))
            for page in document.pages:
                yield from _page(page, parts.pictures(page.location))
    except (ofdkit.OFDError, KeyError) as error:
        raise refused("CORRUPT_FILE") from error


def _page(page: ofdkit.Page, placed: Sequence[Placed]) -> Iterator[Picture]:
    """Photos that no words stand on are given as they are, else the page is drawn whole."""
    runs = [run for run in page.runs if run.text.strip()]
    found = photos(one.data for one in placed)
    if found and not any(one.box.holds(run.x, run.y) for one in placed for run in runs):
        yield from opened(found)
    elif runs:
        yield _drawn(page.box, runs, placed)


def _drawn(
    box: tuple[float, float, float, float], runs: Sequence[ofdkit.TextRun], placed: Sequence[Placed]
) -> Picture:
    """A page with its pictures and, over them, its words; millimetres become pixels."""
    width, height = (min(max(1.0, side), _LARGEST) for side in box[2:])
    scale = LONG_SIDE / max(width, height)
    sheet = Image.new("RGB", (max(32, round(width * scale)), max(32, round(height * scale))), "white")
    for one in placed:
        _paste(sheet, one, Box(box[0], box[1], width, height), scale)
    draw = ImageDraw.Draw(sheet)
    for run in runs:
        left, base = (run.x - box[0]) * scale, (run.y - box[1]) * scale
        if abs(left) < 2 * LONG_SIDE and abs(base) < 2 * LONG_SIDE:
            write(draw, run.text, left, base, min(run.size * scale, 400), run.width * scale)
    return sheet


def _paste(sheet: Image.Image, one: Placed, page: Box, scale: float) -> None:
    """A picture in its place, as far as it is one that we open and lies on the page."""
    box = one.box.within(page)
    size = (round(box.width * scale), round(box.height * scale))
    if min(size) < 1 or not one.is_picture:
        return
    sheet.paste(
        images.decoded(one.data).convert("RGB").resize(size),
        (round((box.x - page.x) * scale), round((box.y - page.y) * scale)),
    )
