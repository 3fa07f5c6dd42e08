"""What a round seal says: its ring of letters laid straight, and the line under its star."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pipeline.marks.offices import Offices, among
from pipeline.marks.redness import Map
from pipeline.marks.ring import REACH, Ring, picked, unrolled
from pipeline.ocr.reader import Reader
from pipeline.ocr.recognition import HEIGHT, Reading

Image = NDArray[np.uint8]

_SPARE, _WIDER = 0.02, 0.03
"""Room (radii) left above and below the letters, and how much more in a second look."""
_GOOD_ENOUGH = 0.9
_LEGIBLE, _HOPELESS = 0.55, 0.4
_TURNS = 240
_WIDEST_GAP = 150


def lettering(
    ink: Map, ring: Ring, reader: Reader, offices: Offices | None = None
) -> tuple[str | None, float]:
    """The letters along the ring and below the star, and how sure they are (0 to 1).

    None where they cannot be read. `ink` is the seal's own surroundings at full resolution. Where the
    `offices` near to a text are known, the letters are held against them.
    """
    flat = np.maximum(unrolled(ink, ring, _TURNS, _TURNS), 0)
    start, end = _letters(flat)
    turn = (start + end) / 2 + math.pi / 2
    lines = _lines(ink, ring, (start, end), flat)
    around = _best_of(lines, reader)
    office = among(offices, lines, reader) if offices and around.score > _HOPELESS else None
    if office:
        return office
    if around.score < _LEGIBLE or len(around.chars.strip()) < 2:
        return None, 0.0
    below = reader.reading(_below(ink, ring, turn))
    parts = [part for part in (around, below) if part.score >= _LEGIBLE and len(part.chars.strip()) > 1]
    unsure = np.sort([p for part in parts for p in part.probabilities])
    return "".join(part.chars.strip() for part in parts), float(unsure[: (len(unsure) + 1) // 2].mean())


def _letters(flat: Map) -> tuple[float, float]:
    """The angles between which the letters run, clockwise: all but the widest gap between them."""
    columns = slice(round(0.7 / REACH * _TURNS), round(0.88 / REACH * _TURNS))
    amount = np.sort(flat[:, columns], axis=1)[:, -5:].mean(axis=1)
    inked = amount > 0.4 * float(np.percentile(amount, 80))
    gaps = _runs(~inked)
    first, length = max(gaps, key=lambda gap: gap[1], default=(_TURNS // 4, 0))
    length = min(length, _WIDEST_GAP)
    step = 2 * math.pi / _TURNS
    spare = min(3, length // 3)
    start = first + length - spare
    return start * step, (start + _TURNS - length + 2 * spare) * step


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and length of each run of true values round a circle."""
    if not flags.any() or flags.all():
        return []
    shift = int(np.argmin(flags))
    rolled = np.concatenate(([0], np.roll(flags, -shift).astype(np.int8), [0]))
    edges = np.diff(rolled)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(s + shift) % len(flags), int(e - s)) for s, e in zip(starts, ends, strict=True)]


def _lines(ink: Map, ring: Ring, arc: tuple[float, float], flat: Map) -> tuple[Image, Image]:
    """The letters as a line, cut closely and widely."""
    inner, outer = _band(flat, arc)
    wide = inner - _WIDER, min(0.99, outer + _WIDER)
    return _straight(ink, ring, arc, (inner, outer)), _straight(ink, ring, arc, wide)


def _best_of(lines: tuple[Image, Image], reader: Reader) -> Reading:
    """The likelier reading of the letters, cut closely and, where that leaves doubt, widely."""
    best = reader.reading(lines[0])
    if not _HOPELESS < best.score < _GOOD_ENOUGH:
        return best
    wide = reader.reading(lines[1])
    return max(best, wide, key=lambda reading: reading.score * math.sqrt(len(reading.chars)))


def _band(flat: Map, arc: tuple[float, float]) -> tuple[float, float]:
    """Between which distances (radii) the letters stand: from the bare ground around the star to the ring."""
    angles = np.arange(round(arc[0] / (2 * math.pi) * _TURNS), round(arc[1] / (2 * math.pi) * _TURNS))
    usual = np.convolve(flat[angles % _TURNS].mean(axis=0), np.ones(3) / 3, "same")
    low, inside, middle, outside, high = (
        round(share / REACH * _TURNS) for share in (0.5, 0.66, 0.73, 0.8, 0.95)
    )
    level = float(np.median(usual[inside:outside]))
    beyond = np.flatnonzero(usual[middle:high] < 0.5 * level)
    outer = middle + int(beyond[0] if beyond.size else np.argmin(usual[middle:high]))
    within = np.flatnonzero(usual[low:middle] < 0.35 * level)
    inner = low + int(within[-1]) if within.size else low
    return inner * REACH / _TURNS - _SPARE, outer * REACH / _TURNS + _SPARE


def _straight(ink: Map, ring: Ring, arc: tuple[float, float], band: tuple[float, float]) -> Image:
    """The band of letters (radii) as a line of dark print."""
    width = round(HEIGHT * (arc[1] - arc[0]) * sum(band) / 2 / (band[1] - band[0]))
    theta = np.linspace(arc[0], arc[1], width)[None, :]
    rho = np.linspace(band[1], band[0], HEIGHT)[:, None]
    return as_print(picked(ink, ring, rho * np.cos(theta), rho * np.sin(theta)))


def _below(ink: Map, ring: Ring, turn: float) -> Image:
    """The line under the star as dark print; `turn` is that of the whole seal."""
    across = np.linspace(-0.68, 0.68, round(HEIGHT * 1.36 / 0.34))[None, :]
    down = np.linspace(0.33, 0.67, HEIGHT)[:, None]
    cos, sin = math.cos(turn), math.sin(turn)
    return as_print(picked(ink, ring, across * cos - down * sin, across * sin + down * cos))


def as_print(ink: Map) -> Image:
    """A map of ink as dark print on white, as the recogniser knows it."""
    strength = max(0.05, float(np.percentile(ink, 92)))
    return np.asarray(255 * (1 - np.clip(ink / strength, 0, 1)), np.uint8)
