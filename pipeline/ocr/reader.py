"""The recogniser of one process: models loaded once, used by one thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from casefile.page import Span
from pipeline.ocr import models, recognition
from pipeline.ocr.detection import Image, Quad, detect
from pipeline.ocr.figures import FigureReader
from pipeline.ocr.plausibility import handicaps, variants
from pipeline.ocr.recognition import Matrix, Reading
from pipeline.ocr.runtime import Runner, has_bfloat16, runners


@dataclass(frozen=True, slots=True)
class Reader:
    """Finds and recognises lines of text on grey images.

    `dictionary` holds the recogniser's characters by output column (column 0 is CTC's blank).
    """

    version: str
    dictionary: tuple[str, ...]
    columns: dict[str, int]
    _handicaps: NDArray[np.float32]
    _variants: dict[int, list[int]]
    figures: FigureReader
    _detector: Runner
    _recogniser: Runner

    @classmethod
    def load(cls, folder: str | None = None) -> Reader:
        """Load the embedded models, or those in the sub-folders of `folder` (same two names).

        Takes about a second, several without bfloat16; raises UsageError where the models are not installed.
        """
        cv2.setNumThreads(1)
        folders = models.model_folders() if folder is None else _folders_below(Path(folder))
        run = runners(folders)
        characters = ("", *models.dictionary(folders[models.RECOGNITION] / models.FILE), " ")
        return cls(
            version=f"ppocrv6-{models.fingerprint(folders)}{'-bf16' if has_bfloat16() else ''}",
            dictionary=characters,
            columns={character: column for column, character in enumerate(characters) if column},
            _handicaps=handicaps(characters),
            _variants=variants(characters),
            figures=FigureReader.load(),
            _detector=run[models.DETECTION],
            _recogniser=run[models.RECOGNITION],
        )

    def boxes(self, image: Image, long_side: int) -> list[Quad]:
        """The boxes of the lines on a grey image, looked for at this size of its longer side."""
        return detect(image, self._detector, long_side)

    def matrix(self, crop: Image) -> Matrix:
        """The recogniser's probabilities (columns × dictionary) of a line's crop."""
        return recognition.probabilities(recognition.logits([crop], self._recogniser)[0])

    def reading(self, crop: Image) -> Reading:
        """What the crop of a line says."""
        return self._decoded(recognition.logits([crop], self._recogniser)[0])

    def readings(self, crops: Sequence[Image]) -> list[Reading]:
        """What each crop says.

        Those of one width go together: a go costs 3 ms, a change of width 2, a line of 200 pixels 4 more.
        """
        found: dict[int, Reading] = {}
        for chosen in recognition.together(crops):
            lines = recognition.logits([crops[index] for index in chosen], self._recogniser)
            found |= zip(chosen, map(self._decoded, lines), strict=True)
        return [found[index] for index in range(len(crops))]

    def said(self, matrix: Matrix) -> Reading:
        """What a matrix says."""
        return self._decoded(np.log(np.maximum(matrix, recognition.FAINTEST)))

    def _decoded(self, logits: Matrix) -> Reading:
        return recognition.decode(logits, self.dictionary, self._handicaps, self._variants)

    def text(self, matrix: Matrix) -> str:
        """What a matrix says, as text."""
        return self.said(matrix).chars

    def handicap(self, text: str) -> float:
        """By how many nats a text must be likelier because of characters that the papers hardly print."""
        known = [self.columns[character] for character in text if character in self.columns]
        return float(np.log(np.minimum(self._handicaps[known], 1e3)).sum())

    def log_likelihood(self, matrix: Matrix, text: str) -> float:
        """How likely the matrix is to say `text`, in nats; minus infinity for unknown characters."""
        if any(character not in self.columns for character in text):
            return -np.inf
        return recognition.log_likelihood(matrix, [self.columns[character] for character in text])

    def without(self, characters: str, matrix: Matrix) -> Matrix:
        """The matrix with some characters taken for nothing at all: blanks, rules."""
        columns = [self.columns[one] for one in characters if one in self.columns]
        changed = matrix.copy()
        changed[:, 0] += changed[:, columns].sum(axis=1)
        changed[:, columns] = 0
        return changed

    def log_likelihoods(self, matrix: Matrix, texts: Sequence[str]) -> list[float]:
        """As `log_likelihood` for many texts at once: faster, and coarse where a text is hopeless."""
        known = [all(character in self.columns for character in text) for text in texts]
        asked = [text for text, every in zip(texts, known, strict=True) if every]
        found = iter(
            recognition.log_likelihoods(matrix, [[self.columns[one] for one in text] for text in asked])
        )
        return [float(next(found)) if every else -np.inf for every in known]


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
    left, right = float(box[[0, 3], 0].mean()), float(box[[1, 2], 0].mean())
    centres = [left + centre * (right - left) for centre in reading.centres]
    edges = (left, *((a + b) / 2 for a, b in pairwise(centres)), right)
    top, bottom = float(box[:2, 1].mean()), float(box[2:, 1].mean())
    places = tuple(left + place * (right - left) for place in lost)
    return Span(
        reading.chars, reading.probabilities, edges, top, bottom, line, lost=places, centres=tuple(centres)
    )
