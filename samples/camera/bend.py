"""Pages that do not lie flat: the soft bulge of an open booklet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from samples.camera.layout import Layout
from samples.camera.truth import Points


@dataclass(frozen=True)
class Bulge:
    """A page that rises in the middle: lines bow by `bow` of the height and `skewed` to one side.

    Both edges that run up and down stay where they are, so the outline's corners do not move.
    """

    bow: float
    skewed: float = 0.0

    def lift(self, across: Points) -> Points:
        """How far down a point moves (share of the height) at each share of the width."""
        wave = np.sin(np.pi * across) + self.skewed * np.sin(2 * np.pi * across)
        return np.asarray(self.bow * wave, dtype=np.float64)


def bent(sheet: Layout, bulge: Bulge) -> Layout:
    """The sheet with its page bowed, on a canvas just high enough for it."""
    height, width = sheet.alpha.shape
    pad = int(np.ceil(abs(bulge.bow) * (1 + abs(bulge.skewed)) * height)) + 2
    columns = (np.arange(width) + 0.5) / width
    lift = bulge.lift(columns) * height
    rows = np.arange(height + 2 * pad, dtype=np.float32)[:, None] - pad - lift[None, :].astype(np.float32)
    across = np.repeat(np.arange(width, dtype=np.float32)[None, :], height + 2 * pad, axis=0)
    image = cv2.remap(sheet.image, across, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.remap(sheet.alpha, across, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    slope = np.gradient(lift)
    shade = 1 - np.clip(slope * 1.1, -0.06, 0.16)
    lit = np.clip(image.astype(np.float32) * shade[None, :, None], 0, 255).astype(np.uint8)

    def through(points: Points) -> Points:
        down = bulge.lift(points[:, 0] / width) * height + pad
        return np.column_stack([points[:, 0], points[:, 1] + down])

    shown = tuple(one.moved(through) for one in sheet.shown)
    return replace(sheet, image=lit, alpha=np.asarray(alpha, dtype=np.uint8), shown=shown)
