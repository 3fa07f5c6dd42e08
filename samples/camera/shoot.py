"""Taking the picture: a sheet on a table, through the camera, with the truth carried along."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from samples.camera import props
from samples.camera.bend import Bulge, bent
from samples.camera.grain import Random
from samples.camera.layout import Layout, resized, warped
from samples.camera.light import lit
from samples.camera.pose import Matrix, homography
from samples.camera.profiles import Look
from samples.camera.sensor import sensed
from samples.camera.tables import SIDE, table
from samples.camera.truth import Shown, linear

Pixels = NDArray[np.uint8]

SCAN_COLOURS = ((255, 255, 255), (250, 250, 250), (238, 238, 236), (30, 30, 30))


@dataclass(frozen=True)
class Shot:
    """One page image with everything that stands on it."""

    image: Image.Image
    shown: tuple[Shown, ...]


def shoot(sheet: Layout, look: Look, rng: Random, turn: int = 0) -> Shot:
    """A picture of the sheet; `turn` (0, 90, 180, 270) turns the paper clockwise before the camera."""
    if look.bow:
        sheet = bent(sheet, Bulge(look.bow, float(rng.uniform(-0.3, 0.3))))
    look = replace(look, pose=replace(look.pose, turn=look.pose.turn + turn))
    frame = _scan_frame(sheet, look, turn) if look.dpi else _photo_frame(sheet, look, turn, rng)
    if look.dpi:
        look = replace(look, pose=replace(look.pose, fill=_scan_fill(sheet, look, frame)))
    matrix = homography(look.pose, sheet.size_mm, frame)
    sheet = _near(sheet, matrix)
    pixels = matrix @ np.diag([1 / sheet.scale, 1 / sheet.scale, 1.0])
    ground = _ground(sheet, look, matrix, frame, rng)
    scene = _laid(ground, sheet, pixels, frame, look)
    if look.thumb:
        scene = props.with_thumb(scene, sheet, matrix, rng)
    image = sensed(lit(scene, look.light, rng), look.sensor, rng)
    return Shot(Image.fromarray(image), tuple(one.moved(linear(pixels)) for one in sheet.shown))


def _photo_frame(sheet: Layout, look: Look, turn: int, rng: Random) -> tuple[int, int]:
    """Upright or broad, as the paper lies; now and then the other way."""
    width, height = sheet.size_mm
    broad = (width > height) != (turn % 180 == 90)
    if rng.random() < 0.06:
        broad = not broad
    short, long = look.frame
    return (long, short) if broad else (short, long)


def _scan_frame(sheet: Layout, look: Look, turn: int) -> tuple[int, int]:
    """The scanned area: the sheet, turned and skewed, with its margins."""
    box = _turned_box(sheet, look.pose.turn)
    dots = look.dpi / 25.4
    return round((box[0] + 2 * look.margin) * dots), round((box[1] + 2 * look.margin) * dots)


def _scan_fill(sheet: Layout, look: Look, frame: tuple[int, int]) -> float:
    """The share of the frame that gives exactly the wanted dots an inch."""
    box, dots = _turned_box(sheet, look.pose.turn), look.dpi / 25.4
    return max(box[0] * dots / frame[0], box[1] * dots / frame[1])


def _turned_box(sheet: Layout, degrees: float) -> tuple[float, float]:
    """Width and height in millimetres of the upright box around the turned sheet."""
    (width, height), angle = sheet.size_mm, np.deg2rad(degrees)
    cos, sin = abs(np.cos(angle)), abs(np.sin(angle))
    return float(width * cos + height * sin), float(width * sin + height * cos)


def _near(sheet: Layout, matrix: Matrix) -> Layout:
    """The sheet at about the size it will have, where it is much finer than the picture."""
    middle = np.array([sheet.size_mm]) / 2
    steps = linear(matrix)(middle + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    scale = float(np.max(np.linalg.norm(steps[1:] - steps[0], axis=1))) * 1.15
    return resized(sheet, scale) if scale < sheet.scale else sheet


def _ground(sheet: Layout, look: Look, matrix: Matrix, frame: tuple[int, int], rng: Random) -> Pixels:
    """What lies under the sheet, in perspective."""
    if look.table == "scanner":
        colour = SCAN_COLOURS[rng.choice(len(SCAN_COLOURS), p=(0.5, 0.2, 0.2, 0.1))]
        return np.full((frame[1], frame[0], 3), colour, dtype=np.uint8)
    top = table(look.table, rng)
    reach = max(sheet.size_mm) * 2.2
    centre = np.array(sheet.size_mm) / 2
    spread = reach / SIDE
    onto = matrix @ np.array(
        [[spread, 0, centre[0] - reach / 2], [0, spread, centre[1] - reach / 2], [0, 0, 1]]
    )
    seen = cv2.warpPerspective(top, onto, frame, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    ground = np.asarray(seen, dtype=np.uint8)
    ground = props.with_things(ground, sheet, matrix, look.things, rng)
    return props.with_under(ground, sheet, matrix, look.under, rng) if look.under else ground


def _laid(ground: Pixels, sheet: Layout, pixels: Matrix, frame: tuple[int, int], look: Look) -> Pixels:
    """The sheet on its ground, with the shadow at its edge."""
    layer = warped(np.dstack([sheet.image, sheet.alpha]), pixels, frame)
    strength = 0.0 if look.dpi else 0.4
    return props.mixed(props.shaded(ground, layer[:, :, 3], strength), layer[:, :, :3], layer[:, :, 3])
