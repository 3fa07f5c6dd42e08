"""Marks made by a pen: ticks, circles round a word, crossed boxes."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw, ImageFilter

from samples.ink import Colour
from samples.paper import Corners, corners
from samples.sheet import Sheet

Stroke = list[tuple[float, float]]


def stroke(sheet: Sheet, points: Stroke, width: float, colour: Colour) -> Corners:
    """One pen stroke through points in millimetres; returns its box in pixels."""
    reach = 2 * width + 0.3
    left, top = min(x for x, _ in points) - reach, min(y for _, y in points) - reach
    right, bottom = max(x for x, _ in points) + reach, max(y for _, y in points) + reach
    zoom = sheet.scale * 2
    mask = Image.new("L", (max(2, round((right - left) * zoom)), max(2, round((bottom - top) * zoom))), 0)
    pixels = [((x - left) * zoom, (y - top) * zoom) for x, y in points]
    thick = max(2, round(width * zoom))
    pen = ImageDraw.Draw(mask)
    pen.line(pixels, fill=235, width=thick, joint="curve")
    for x, y in (pixels[0], pixels[-1]):
        pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=235)
    small = mask.filter(ImageFilter.GaussianBlur(0.8)).resize((mask.width // 2, mask.height // 2))
    sheet.press(small, round(left * sheet.scale), round(top * sheet.scale), colour)
    edges = [round(edge * sheet.scale) for edge in (left + reach, top + reach, right - reach, bottom - reach)]
    return corners(*edges)


def curve(points: Stroke, steps: int = 10) -> Stroke:
    """A smooth line through the points (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    smooth: Stroke = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            smooth.append((_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t)))
    return [*smooth, points[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def tick(sheet: Sheet, x: float, y: float, size: float, colour: Colour, rng: random.Random) -> Corners:
    """A hand-drawn √ with its middle at (x, y); `size` is its height in millimetres."""
    w = size * rng.uniform(0.95, 1.3)
    low = y + size * rng.uniform(0.38, 0.52)
    points = [
        (x - w * 0.5, y + size * rng.uniform(-0.1, 0.12)),
        (x - w * rng.uniform(0.12, 0.22), low),
        (x + w * 0.2, y - size * rng.uniform(0.1, 0.25)),
        (x + w * rng.uniform(0.5, 0.72), y - size * rng.uniform(0.5, 0.72)),
    ]
    return stroke(sheet, curve(points), rng.uniform(0.32, 0.55), colour)


def ring(sheet: Sheet, box: tuple[float, float, float, float], colour: Colour, rng: random.Random) -> Corners:
    """An unsteady ellipse round a box given as left, top, right, bottom; its ends need not meet."""
    x, y = (box[0] + box[2]) / 2 + rng.uniform(-0.4, 0.4), (box[1] + box[3]) / 2 + rng.uniform(-0.4, 0.4)
    across = (box[2] - box[0]) / 2 * rng.uniform(1.12, 1.35) + 0.7
    down = (box[3] - box[1]) / 2 * rng.uniform(1.15, 1.5) + 0.4
    start, lean = rng.uniform(0, 360), rng.uniform(-0.12, 0.12)
    points: Stroke = []
    for step in range(17):
        angle = math.radians(start + step * rng.uniform(22, 23.4))
        wobble = rng.uniform(0.95, 1.05)
        dx = across * wobble * math.cos(angle)
        points.append((x + dx, y + down * wobble * math.sin(angle) + lean * dx))
    return stroke(sheet, curve(points), rng.uniform(0.3, 0.5), colour)
