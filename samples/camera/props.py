"""What else is in the picture: the sheet or cover below the paper, things on the table, a thumb."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from samples.camera.grain import Random
from samples.camera.layout import Layout
from samples.camera.truth import linear

Pixels = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Colour = tuple[int, int, int]

WHITE: Colour = (246, 246, 243)
COVERS: dict[str, tuple[Colour, ...]] = {
    "register": ((96, 52, 40), (120, 60, 46), (72, 44, 40)),
    "marriage": ((150, 24, 34), (172, 30, 40)),
}
THINGS: tuple[Colour, ...] = ((24, 24, 28), (40, 70, 140), (190, 40, 44), (232, 232, 236), (60, 60, 66))
SKINS: tuple[Colour, ...] = ((226, 180, 152), (206, 158, 128), (236, 198, 174), (184, 134, 104))
THUMB_MM = 17.0


def with_under(ground: Pixels, sheet: Layout, matrix: Matrix, under: str, rng: Random) -> Pixels:
    """The table with what lies right below the paper: `paper`, its own `cover`, or an `open` booklet."""
    family = sheet.shown[0].kind.partition("_")[0]
    colours = COVERS.get(family, COVERS["register"])
    colour = colours[rng.integers(len(colours))]
    width, height = sheet.size_mm
    if under == "paper":
        size = (width * float(rng.uniform(1.15, 1.7)), height * float(rng.uniform(1.15, 1.9)))
        centre = (width * float(rng.uniform(0.42, 0.58)), height * float(rng.uniform(0.42, 0.58)))
        return _slab(ground, matrix, cv2.boxPoints((centre, size, float(rng.uniform(-6, 6)))), WHITE)
    rim = float(rng.uniform(2.0, 6.0))
    if under == "cover":
        return _slab(ground, matrix, _box(-rim, -rim, width + rim, height + rim), colour)
    across = bool(rng.random() < 0.5)
    far = (-width - rim, -rim) if across else (-rim, -height - rim)
    ground = _slab(ground, matrix, _box(*far, width + rim, height + rim), colour)
    facing = _box(-width, 0, -0.6, height) if across else _box(0, -height, width, -0.6)
    ground = _slab(ground, matrix, facing, (240, 236, 224))
    return _ruled(ground, matrix, facing, rng)


def with_things(ground: Pixels, sheet: Layout, matrix: Matrix, count: int, rng: Random) -> Pixels:
    """The table with a pen, a phone or another card beside the paper."""
    reach = max(sheet.size_mm)
    for _ in range(count):
        angle, away = float(rng.uniform(0, 2 * np.pi)), reach * float(rng.uniform(0.62, 0.85))
        centre = (sheet.size_mm[0] / 2 + away * np.cos(angle), sheet.size_mm[1] / 2 + away * np.sin(angle))
        size = ((140.0, 9.0), (150.0, 72.0), (85.6, 54.0))[rng.integers(3)]
        corners = cv2.boxPoints((centre, size, float(rng.uniform(0, 180))))
        ground = _slab(ground, matrix, corners, THINGS[rng.integers(len(THINGS))])
    return ground


def with_thumb(scene: Pixels, sheet: Layout, matrix: Matrix, rng: Random) -> Pixels:
    """The picture with a thumb that holds the paper at its edge, clear of everything printed."""
    for _ in range(12):
        tip, outward = _grip(sheet, rng)
        if _clear(sheet, tip, outward):
            return _skin(scene, matrix, tip, outward, SKINS[rng.integers(len(SKINS))])
    return scene


def shaded(ground: Pixels, cover: Pixels, strength: float) -> Pixels:
    """The ground darkened where an edge throws a soft shadow."""
    if not strength:
        return ground
    small = cv2.resize(cover, (cover.shape[1] // 8, cover.shape[0] // 8), interpolation=cv2.INTER_AREA)
    small = np.roll(cv2.GaussianBlur(small, (0, 0), 1.6), (1, 1), axis=(0, 1))
    soft = cv2.resize(small, (cover.shape[1], cover.shape[0]), interpolation=cv2.INTER_LINEAR)
    keep = cv2.subtract(np.full_like(cover, 255), cv2.convertScaleAbs(soft, alpha=strength))
    return np.asarray(cv2.multiply(ground, cv2.merge([keep] * 3), scale=1 / 255), dtype=np.uint8)


def mixed(below: Pixels, above: Pixels, cover: Pixels) -> Pixels:
    """One picture over another, by opacity."""
    cover3 = cv2.merge([cover] * 3)
    part = cv2.multiply(np.ascontiguousarray(above), cover3, scale=1 / 255)
    rest = cv2.multiply(below, cv2.bitwise_not(cover3), scale=1 / 255)
    return np.asarray(cv2.add(part, rest), dtype=np.uint8)


def _box(left: float, top: float, right: float, bottom: float) -> Matrix:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64)


def _slab(ground: Pixels, matrix: Matrix, corners: ArrayLike, colour: Colour) -> Pixels:
    """A flat thing of one colour with its shadow; corners in millimetres of the sheet."""
    cover = np.zeros(ground.shape[:2], dtype=np.uint8)
    points = np.round(linear(matrix)(np.asarray(corners, dtype=np.float64))).astype(np.int32)
    cv2.fillConvexPoly(cover, points, (255,), cv2.LINE_AA)
    return mixed(shaded(ground, cover, 0.3), np.full_like(ground, colour), cover)


def _ruled(ground: Pixels, matrix: Matrix, facing: Matrix, rng: Random) -> Pixels:
    """The facing page's empty table: some rules across it."""
    (left, top), (right, bottom) = facing[0] + 8, facing[2] - 8
    for height in np.linspace(top + 6, bottom, int(rng.integers(5, 10))):
        ends = np.round(linear(matrix)(np.array([[left, height], [right, height]]))).astype(int).tolist()
        cv2.line(ground, ends[0], ends[1], (140, 130, 124), max(1, ground.shape[1] // 900), cv2.LINE_AA)
    return ground


def _grip(sheet: Layout, rng: Random) -> tuple[Matrix, Matrix]:
    """Where the thumb's tip lies and which way the hand comes from, in millimetres."""
    width, height = sheet.size_mm
    share, deep = float(rng.uniform(0.15, 0.85)), float(rng.uniform(1.5, 4.5))
    side = int(rng.integers(3))
    tip = ((share * width, height - deep), (deep, share * height), (width - deep, share * height))[side]
    angle = (np.pi / 2, np.pi, 0.0)[side] + float(rng.uniform(-0.5, 0.5))
    return np.array(tip), np.array([np.cos(angle), np.sin(angle)])


def _clear(sheet: Layout, tip: Matrix, outward: Matrix) -> bool:
    """Whether no printed value, seal or face is nearer to the thumb than its own width."""
    for one in sheet.shown:
        quads = [seen.box for seen in one.fields.values() if seen.box]
        quads += [quad for found in one.marks.values() for quad in found]
        for quad in quads:
            corners = np.array(quad) / sheet.scale
            edge = np.linspace(corners, np.roll(corners, -1, axis=0), 12).reshape(-1, 2)
            along = np.clip((edge - tip) @ outward, 0, None)[:, None]
            if np.min(np.linalg.norm(edge - tip - along * outward, axis=1)) < THUMB_MM / 2 + 2:
                return False
    return True


def _skin(scene: Pixels, matrix: Matrix, tip: Matrix, outward: Matrix, colour: Colour) -> Pixels:
    """A thumb with its nail, soft at its edges, and its shadow."""
    beside = np.array([-outward[1], outward[0]]) * THUMB_MM / 2
    cover = np.zeros(scene.shape[:2], dtype=np.uint8)
    _fill(cover, matrix, _capsule(tip, outward, beside, 90.0))
    skin = np.full_like(scene, colour)
    nail = np.zeros_like(cover)
    _fill(nail, matrix, _capsule(tip - outward * 3, outward, beside * 0.62, 9.0))
    skin = mixed(skin, np.full_like(scene, tuple(min(255, level + 16) for level in colour)), nail)
    soft = max(1.0, scene.shape[1] / 900)
    middle = np.zeros_like(cover)
    _fill(middle, matrix, _capsule(tip, outward, beside * 0.5, 90.0))
    round_off = cv2.addWeighted(
        cv2.GaussianBlur(middle, (0, 0), soft * 9), 0.25, np.full_like(cover, 190), 1.0, 0
    )
    skin = np.asarray(cv2.multiply(skin, cv2.merge([round_off] * 3), scale=1 / 240), dtype=np.uint8)
    edge = np.asarray(cv2.GaussianBlur(cover, (0, 0), soft), dtype=np.uint8)
    return mixed(shaded(scene, cover, 0.45), skin, edge)


def _capsule(tip: Matrix, outward: Matrix, beside: Matrix, length: float) -> Matrix:
    """A rounded end and two straight sides."""
    radius = float(np.linalg.norm(beside))
    centre = tip + outward * radius
    angles = np.linspace(np.pi / 2, 3 * np.pi / 2, 14)
    rounded = [centre + outward * radius * np.cos(a) + beside * np.sin(a) for a in angles]
    return np.array([*rounded, centre - beside + outward * length, centre + beside + outward * length])


def _fill(cover: Pixels, matrix: Matrix, points: Sequence[Matrix] | Matrix) -> None:
    projected = np.round(linear(matrix)(np.asarray(points, dtype=np.float64))).astype(np.int32)
    cv2.fillPoly(cover, [projected], (255,), cv2.LINE_AA)
