"""What the crop of a line says, and how likely it says a given text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr import models, recognition
from pipeline.ocr.detection import Image
from pipeline.ocr.plausibility import handicaps, variants
from pipeline.ocr.recognition import Matrix, Reading
from pipeline.ocr.runtime import Runner


@dataclass(frozen=True, slots=True)
class Recogniser:
    """One model of lines, on grey crops.

    `dictionary` holds its characters by output column (column 0 is CTC's blank).
    """

    dictionary: tuple[str, ...]
    columns: dict[str, int]
    _handicaps: NDArray[np.float32]
    _variants: dict[int, list[int]]
    _recogniser: Runner

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


def alphabet(
    model: Path,
) -> tuple[tuple[str, ...], dict[str, int], NDArray[np.float32], dict[int, list[int]]]:
    """The first four fields of a Recogniser for a model's file."""
    characters = ("", *models.dictionary(model), " ")
    columns = {character: column for column, character in enumerate(characters) if column}
    return characters, columns, handicaps(characters), variants(characters)
