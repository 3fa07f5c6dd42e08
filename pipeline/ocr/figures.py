"""Which figures a row of a form holds, read by a small net that knows nothing but figures.

The recogniser of lines loses the thin strokes of a 1 and misreads digits that a rule runs through. This one
was taught by `python -m bench.figures` on drawn rows: many hands and printers, on, over and under rules. The
two err independently: what both say holds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr import recognition
from pipeline.ocr.recognition import Matrix, Runner
from pipeline.ocr.runtime import own_runner

HEIGHT = 48
"""Height in pixels at which a row is seen."""
PRINT = "#"
"""What stands for a stretch of anything but figures."""
ALPHABET = ("", *"0123456789.", PRINT)
"""By output column; column 0 is CTC's blank."""
_PRINT, _FIGURES = ALPHABET.index(PRINT), frozenset(ALPHABET[1:-1])
MODEL = Path(__file__).with_name("figures.onnx")
_NARROWEST, _STEP = 8, 96
"""Pixels; rows are padded with paper to multiples of the step, as each new width costs time and memory."""
_WIDEST = 1600
_INK, _PAPER, _CONTRAST = 2, 90, 12.0
"""Percentiles of a row's pixels taken for ink and paper, and their least difference in grey levels."""


@dataclass(frozen=True, slots=True)
class FigureReader:
    """See the module."""

    _run: Runner

    @classmethod
    def load(cls) -> FigureReader:
        """Load the model that is shipped."""
        return cls(own_runner(MODEL))

    def read(self, crop: NDArray[Any]) -> tuple[str, float]:
        """A row (grey, any size) as its figures with PRINT between them, and how likely all of it is.

        >>> FigureReader.load().read(np.full((40, 200), 255, np.uint8))[0].strip(PRINT)
        ''
        """
        matrix = self.matrix(crop)
        best = matrix.argmax(axis=1)
        changes = np.flatnonzero(np.diff(best, prepend=0))
        text = re.sub(f"{PRINT}+", PRINT, "".join(ALPHABET[best[at]] for at in changes))
        return text, math.exp(min(0.0, self.log_likelihoods(matrix, [text])[0]))

    def log_likelihoods(self, matrix: Matrix, texts: Sequence[str]) -> list[float]:
        """How likely a row has each text's figures in this order, whatever stands between them, in nats."""
        figures = matrix[:, :_PRINT].copy()
        figures[:, 0] += matrix[:, _PRINT]
        columns = [[ALPHABET.index(one) for one in text if one in _FIGURES] for text in texts]
        return [float(one) for one in recognition.log_likelihoods(figures, columns)]

    def matrix(self, crop: NDArray[Any]) -> Matrix:
        """The probabilities (a row for two pixels × ALPHABET) of a row's crop."""
        height, width = crop.shape[:2]
        scaled = min(max(_NARROWEST, round(width * HEIGHT / height)), _WIDEST)
        shrinking = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
        seen = prepared(cv2.resize(crop, (scaled, HEIGHT), interpolation=shrinking))
        padded = np.pad(seen, ((0, 0), (0, -scaled % _STEP)))
        matrix = np.exp(self._run([padded[None, None]])[0][0])
        return np.asarray(matrix[: (scaled + 1) // 2])


def prepared(row: NDArray[Any]) -> NDArray[np.float32]:
    """A row's pixels as the net sees them: 0 for paper, 1 for ink."""
    grey = row.astype(np.float32)
    ink, paper = np.percentile(grey, (_INK, _PAPER))
    seen = (paper - grey) / max(_CONTRAST, paper - ink)
    return np.asarray(np.clip(seen, -0.3, 1.3), np.float32)
