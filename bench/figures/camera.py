"""A drawn strip as a camera or a scanner shows it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray


def taken(rng: Generator, paper: NDArray[Any], em: float) -> NDArray[Any]:
    """The strip (0 black to 1 white) in grey levels: blurred, faded, unevenly lit, noisy, as JPEG."""
    height, width = paper.shape
    if rng.random() < 0.7:
        blur = rng.gamma(2.0, 0.35) * em / 28
        paper = cv2.GaussianBlur(paper, (0, 0), max(0.2, blur))
    if rng.random() < 0.35:
        small = rng.uniform(0.5, 0.95)
        shrunk = cv2.resize(paper, None, fx=small, fy=small, interpolation=cv2.INTER_AREA)
        paper = cv2.resize(shrunk, (width, height))
    if rng.random() < 0.15:
        # A ribbon or a pen that gives out.
        fade = cv2.resize(rng.random((4, max(2, width // 12))).astype(np.float32), (width, height))
        paper = 1 - (1 - paper) * (1 - rng.uniform(0.2, 0.6) * fade)
    white, black = rng.uniform(120, 255), rng.uniform(0, 60)
    light = np.linspace(1, rng.uniform(0.75, 1.0), width)[:: int(rng.choice([-1, 1]))]
    grey = (black + (white - black) * paper) * light
    noisy = grey + rng.normal(0, rng.choice([0, 2, 5, 9]), paper.shape)
    picture = np.clip(noisy, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))])[1]
        picture = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE))
    return picture
