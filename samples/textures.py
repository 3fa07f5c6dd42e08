"""Printed backgrounds: guilloche lines (底纹), paper tints and blotchy ink."""

from __future__ import annotations

import random

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from samples.ink import Colour


def tint(rng: random.Random, base: Colour, spread: int = 6) -> Colour:
    """A paper colour near the given one."""
    red, green, blue = (max(0, min(255, part + rng.randint(-spread, spread))) for part in base)
    return red, green, blue


def guilloche(image: Image.Image, rng: random.Random, colour: Colour, pitch: float, strength: float) -> None:
    """Cover the picture with fine waved lines; `pitch` in pixels, `strength` from 0 to 1."""
    width, height = image.size
    ys, xs = np.mgrid[0:height:2, 0:width:2].astype(np.float32)
    ink = np.zeros_like(xs)
    for _ in range(2):
        wave, swing = rng.uniform(0.12, 0.5) * width, rng.uniform(1.5, 6) * pitch
        lean = rng.uniform(-0.5, 0.5)
        bent = ys + lean * xs + swing * np.sin(2 * np.pi * xs / wave + rng.uniform(0, 6))
        bent += 0.5 * swing * np.sin(2 * np.pi * (xs + ys) / (wave * 0.37))
        ink = np.maximum(ink, np.clip(np.cos(2 * np.pi * bent / pitch) * 2.2 - 1.1, 0, 1))
    mask = Image.fromarray((ink * 255 * strength).astype(np.uint8)).resize(
        image.size, Image.Resampling.BILINEAR
    )
    layer = Image.composite(
        Image.new("RGB", image.size, colour), Image.new("RGB", image.size, (255, 255, 255)), mask
    )
    image.paste(ImageChops.multiply(image, layer))


def shading(image: Image.Image, left: Colour, right: Colour) -> None:
    """Tint the picture from one colour at the left to another at the right."""
    width, height = image.size
    ramp = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    row = np.array(left, np.float32) * (1 - ramp) + np.array(right, np.float32) * ramp
    strip = Image.fromarray(row.astype(np.uint8)).resize((width, height))
    image.paste(ImageChops.multiply(image, strip))


def blotchy(mask: Image.Image, rng: random.Random, wear: float) -> Image.Image:
    """The same mask with ink missing in patches, as a hand-pressed seal has; `wear` from 0 to 1."""
    noise = np.random.default_rng(rng.randrange(2**32))
    coarse = noise.random((max(2, mask.height // 24), max(2, mask.width // 24)), np.float32)
    fine = noise.random((max(2, mask.height // 3), max(2, mask.width // 3)), np.float32)
    patches = [
        Image.fromarray((part * 255).astype(np.uint8)).resize(mask.size, Image.Resampling.BICUBIC)
        for part in (coarse, fine)
    ]
    mixed = Image.blend(patches[0], patches[1], 0.45)
    keep = mixed.point(lambda level: max(0, min(255, round((level / 255 - wear * 0.62) * 900))))
    return ImageChops.multiply(mask, keep).filter(ImageFilter.GaussianBlur(0.6))
