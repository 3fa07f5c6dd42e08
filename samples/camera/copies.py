"""Copies instead of the paper itself: grey copies, stamped copies, photos of a screen."""

from __future__ import annotations

import random
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples import fonts
from samples.camera.grain import Random, clouds
from samples.camera.layout import Layout
from samples.camera.shoot import Shot

STAMP_RED = (206, 38, 44)


def grey_copy(sheet: Layout, rng: Random) -> Layout:
    """A black-and-white copy: hard contrast, speckles, no colour left."""
    grey = cv2.cvtColor(sheet.image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    hard = (grey - 128) * float(rng.uniform(1.1, 1.5)) + float(rng.uniform(128, 150))
    hard += clouds(rng, (grey.shape[1], grey.shape[0]), (6, 6), 2) * 3
    dust = rng.random(grey.shape, dtype=np.float32)
    hard[dust < 0.0004] = 40
    image = np.repeat(np.clip(hard, 0, 252).astype(np.uint8)[:, :, None], 3, axis=2)
    return replace(sheet, image=image)


def stamped(sheet: Layout, rng: Random, text: str = "复印无效") -> Layout:
    """The sheet with a red text stamp slanting across it."""
    height, width = sheet.alpha.shape
    side = round(min(width, height) * float(rng.uniform(0.1, 0.16)))
    stamp = Image.new("L", (side * (len(text) + 1), round(side * 1.5)), 0)
    pen = ImageDraw.Draw(stamp)
    face = fonts.choose(fonts.Role.HEI, random.Random(int(rng.integers(2**31))), text)
    font = face.at(side)
    pen.text((side // 2, side // 4), text, fill=255, font=font)
    pen.rectangle((2, 2, stamp.width - 3, stamp.height - 3), outline=255, width=max(2, side // 14))
    turned = stamp.rotate(float(rng.uniform(-25, 25)), expand=True, resample=Image.Resampling.BICUBIC)
    ink = Image.new("L", (width, height), 0)
    free = (max(1, width - turned.width), max(1, height - turned.height))
    ink.paste(turned, (int(rng.integers(free[0])), int(rng.integers(free[1]))))
    share = np.asarray(ink, dtype=np.float32)[:, :, None] / 255 * float(rng.uniform(0.6, 0.85))
    red = np.array(STAMP_RED, dtype=np.float32) / 255
    image = sheet.image.astype(np.float32) * (1 - share + share * red)
    return replace(sheet, image=np.clip(image, 0, 255).astype(np.uint8))


def smeared(sheet: Layout, names: frozenset[str]) -> Layout:
    """The sheet with these fields rubbed out: their place is blurred so that nobody can read it."""
    image = sheet.image.copy()
    for one in sheet.shown:
        for name in names & one.fields.keys():
            box = one.fields[name].box
            if box is None:
                continue
            xs, ys = [x for x, _ in box], [y for _, y in box]
            pad = 0.35 * (max(ys) - min(ys))
            left, right = max(0, int(min(xs) - pad)), int(max(xs) + pad)
            top, bottom = max(0, int(min(ys) - pad)), int(max(ys) + pad)
            part = image[top:bottom, left:right]
            image[top:bottom, left:right] = cv2.GaussianBlur(part, (0, 0), (bottom - top) * 0.28)
    return replace(sheet, image=image, shown=tuple(one.without(names) for one in sheet.shown))


def of_screen(shot: Shot, rng: Random) -> Shot:
    """The picture as photographed off a screen: stripes of colour where two grids meet, cold light."""
    image = np.asarray(shot.image, dtype=np.float32)
    height, width = image.shape[:2]
    rows, columns = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None, :]
    bend = clouds(rng, (width, height), (1, 1), 1) * 2.0
    waves = []
    for phase in range(3):
        pitch, angle = float(rng.uniform(5.0, 9.0)), float(rng.uniform(0.05, 0.5))
        across = (columns * np.cos(angle) + rows * np.sin(angle)) / pitch + bend + phase / 3
        waves.append(np.sin(2 * np.pi * across) * 0.07)
    grid = 1 - 0.12 * (np.sin(rows * np.pi * 2 / 3.3) > 0.6)
    moire = (1 + np.stack(waves, axis=2)) * grid[:, :, None] * np.array([0.95, 1.0, 1.05], dtype=np.float32)
    seen = np.clip(image * moire + 8, 0, 255).astype(np.uint8)
    return Shot(Image.fromarray(cv2.GaussianBlur(seen, (0, 0), 0.6)), shot.shown)
