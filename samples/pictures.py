"""Pages into files: which papers share a picture, which pictures share a PDF, how they were taken."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from samples import camera
from samples.camera import Layout, Place, Shot, Upload
from samples.camera.layout import A4_MM
from samples.camera.profiles import Look
from samples.pages import Page, drawn
from samples.paper import Paper

CARD_MM = (85.6, 54.0)
MIXED = {"flat": 0.3, "phone": 0.62, "poor": 0.08}
"""How often each profile is met in `mixed`."""


@dataclass(frozen=True)
class Picture:
    """One picture of one or several pages.

    `together` is `alone`, `a4` (copied on one white A4 sheet) or `beside` (lying on the table next to
    each other, `down` one below the other). `copy` is `grey`, `stamped`, `screen` or empty.
    `smeared` names fields whose place is blurred beyond reading; `long_side` fixes a photo's size.
    """

    pages: tuple[Page, ...]
    profile: str
    seed: str
    together: str = "alone"
    turn: int = 0
    orientation: int = 1
    copy: str = ""
    smeared: frozenset[str] = frozenset()
    long_side: int | None = None


@dataclass(frozen=True)
class File:
    """One uploaded file: its path in the case's folder, its slot, its pictures (several only in a PDF)."""

    path: str
    slot: str
    pictures: tuple[Picture, ...]

    @property
    def pages(self) -> tuple[Page, ...]:
        """All the pages on its pictures."""
        return tuple(page for picture in self.pictures for page in picture.pages)


def taken(picture: Picture) -> tuple[Shot, Look]:
    """The picture, and the look that was chosen for it."""
    rng = np.random.default_rng(random.Random(picture.seed).getrandbits(63))
    layout = _laid(picture, rng)
    if picture.smeared:
        layout = camera.smeared(layout, picture.smeared)
    if picture.copy in {"grey", "stamped"}:
        layout = camera.grey_copy(layout, rng) if rng.random() < 0.7 or picture.copy == "grey" else layout
    if picture.copy == "stamped":
        layout = camera.stamped(layout, rng)
    look = _suited(camera.look(picture.profile, rng, picture.long_side), picture)
    shot = camera.shoot(layout, look, rng, picture.turn)
    return (camera.of_screen(shot, rng) if picture.copy == "screen" else shot), look


@lru_cache(maxsize=64)
def uploaded(pictures: tuple[Picture, ...], suffix: str) -> Upload:
    """The pictures as one file."""
    shots = [taken(picture) for picture in pictures]
    if suffix == "pdf":
        return camera.as_pdf([shot for shot, _ in shots], shots[0][1].saved[-1])
    shot, look = shots[0]
    return camera.as_picture(shot, suffix, look.saved, pictures[0].orientation if suffix == "jpg" else 1)


def upload(file: File) -> Upload:
    """The file with its truth; its path's ending says of what format it is."""
    suffix = file.path.rpartition(".")[2]
    return uploaded(file.pictures, "jpg" if suffix == "jpeg" else suffix)


def _suited(look: Look, picture: Picture) -> Look:
    """Cards are stiff and only booklets bow; a full A4 sheet is taken close and with enough pixels."""
    if picture.together == "a4" and not look.dpi:
        pose = replace(look.pose, fill=0.88 + look.pose.fill * 0.1)
        frame = (1536, 2048) if max(look.frame) < 2048 and not picture.long_side else look.frame
        return replace(look, pose=pose, frame=frame, under="", bow=0.0)
    loose = picture.pages[0].kind.startswith(("id_card", "delivery")) or len(picture.pages) > 1
    if loose and look.under:
        look = replace(look, under="paper")
    bows = not picture.pages[0].kind.startswith("id_card")
    return look if bows else replace(look, bow=0.0)


def _laid(picture: Picture, rng: np.random.Generator) -> Layout:
    """The pages as they lie before the camera."""
    papers = [drawn(page) for page in picture.pages]
    if picture.together == "a4":
        return _on_a4(papers, rng)
    if len(papers) > 1:
        return _beside(papers, picture.together == "down", rng)
    return camera.layout_of(papers[0])


def _on_a4(papers: Sequence[Paper], rng: np.random.Generator) -> Layout:
    """One below the other on a white A4 sheet, each perhaps turned, at their real size."""
    places, step = [], A4_MM[1] / (len(papers) + 0.4)
    for number, paper in enumerate(papers):
        small = paper.size_mm[0] <= CARD_MM[0]
        turn = float(rng.choice([0, 0, 0, 0, 90, 180, 270])) if small else float(rng.choice([0, 0, 0, 180]))
        x = A4_MM[0] / 2 + float(rng.uniform(-18, 18))
        y = step * (number + 0.7) + float(rng.uniform(-6, 6))
        places.append(Place(x, y, turn + float(rng.uniform(-1.5, 1.5))))
    return camera.lay(papers, places, A4_MM, dots_per_mm=10.0)


def _beside(papers: Sequence[Paper], down: bool, rng: np.random.Generator) -> Layout:
    """Next to each other on the table, nearly straight."""
    gap = float(rng.uniform(0.3, 9.0))
    axis = 1 if down else 0
    places, at = [], 4.0
    across = max(paper.size_mm[1 - axis] for paper in papers) + 8
    for paper in papers:
        centre = at + paper.size_mm[axis] / 2
        side = across / 2 + float(rng.uniform(-2, 2))
        place = (side, centre) if down else (centre, side)
        places.append(Place(*place, float(rng.uniform(-1.5, 1.5))))
        at += paper.size_mm[axis] + gap
    size = (across, at - gap + 4) if down else (at - gap + 4, across)
    return camera.lay(papers, places, size, dots_per_mm=11.0, ground=None)
