"""The reader of one process: models loaded once, used by one thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from casefile.page import Span
from pipeline.ocr import models
from pipeline.ocr.characters import CharacterReader
from pipeline.ocr.detection import Image, Quad, detect
from pipeline.ocr.figures import FigureReader
from pipeline.ocr.recogniser import Recogniser, alphabet
from pipeline.ocr.recognition import Reading
from pipeline.ocr.runtime import Runner, has_bfloat16, runners


@dataclass(frozen=True, slots=True)
class Reader(Recogniser):
    """Finds and recognises lines of text on grey images."""

    version: str
    figures: FigureReader
    characters: CharacterReader
    _detector: Runner

    @classmethod
    def load(cls, folder: str | None = None) -> Reader:
        """Load the embedded models, or those in the sub-folders of `folder` (same two names).

        Takes about a second, several without bfloat16; raises UsageError where the models are not installed.
        """
        cv2.setNumThreads(1)
        folders = models.model_folders() if folder is None else _folders_below(Path(folder))
        run = runners(folders)
        return cls(
            *alphabet(folders[models.RECOGNITION] / models.FILE),
            run[models.RECOGNITION],
            version=f"ppocrv6-{models.fingerprint(folders)}{'-bf16' if has_bfloat16() else ''}",
            figures=FigureReader.load(),
            characters=CharacterReader.load(),
            _detector=run[models.DETECTION],
        )

    def boxes(self, image: Image, long_side: int) -> list[Quad]:
        """The boxes of the lines on a grey image, looked for at this size of its longer side."""
        return detect(image, self._detector, long_side)


def _folders_below(folder: Path) -> dict[str, Path]:
    return {name: folder / name for name in (models.DETECTION, models.RECOGNITION)}


def crop_of(image: Image, box: Quad) -> Image:
    """The line inside a box, upright; boxes higher than wide are taken as they stand."""
    width = float(max(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[3])))
    height = float(max(np.linalg.norm(box[3] - box[0]), np.linalg.norm(box[2] - box[1])))
    size = (max(1, round(width)), max(1, round(height)))
    corners = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    transform = cv2.getPerspectiveTransform(box.astype(np.float32), corners)
    crop = cv2.warpPerspective(image, transform, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)


def side_by_side(crops: Sequence[Image]) -> Image:
    """The crops of one row's pieces as one line, with paper between them."""
    if len(crops) == 1:
        return crops[0]
    height = max(crop.shape[0] for crop in crops)
    row: list[Image] = []
    for crop in crops:
        width = max(1, round(crop.shape[1] * height / crop.shape[0]))
        paper = np.full((height, height // 2), np.percentile(crop, 80), np.uint8)
        row += [paper, np.asarray(cv2.resize(crop, (width, height)), np.uint8)]
    return np.hstack(row[1:])


def span_of(reading: Reading, box: Quad, line: int, lost: Sequence[float] = ()) -> Span:
    """The characters of a reading with their places on the upright document."""
    told = len(reading.centres)
    left, *places, right = _across(box, (0.0, *reading.centres, *lost, 1.0))
    centres = places[:told]
    edges = (left, *((a + b) / 2 for a, b in pairwise(centres)), right)
    top, bottom = float(box[:2, 1].mean()), float(box[2:, 1].mean())
    return Span(
        reading.chars,
        reading.probabilities,
        edges,
        top,
        bottom,
        line,
        lost=tuple(places[told:]),
        centres=tuple(centres),
    )


def _across(box: Quad, shares: Sequence[float]) -> list[float]:
    """Where shares of a crop's width lie, from left to right: in perspective they are not evenly spaced."""
    whole = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    transform = cv2.getPerspectiveTransform(whole, box.astype(np.float32))
    along = np.array([[(share, 0.5) for share in shares]], np.float64)
    return [float(x) for x, _ in cv2.perspectiveTransform(along, transform)[0]]
