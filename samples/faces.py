"""Faces for the photos on papers: a public-domain portrait, tinted and mirrored, and drawn ones."""

from __future__ import annotations

import random
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from samples.ink import Colour

_CLOTHES: tuple[Colour, ...] = ((40, 44, 60), (90, 30, 40), (235, 235, 240), (60, 80, 60), (25, 25, 28))
_SKINS: tuple[Colour, ...] = ((236, 200, 172), (226, 186, 156), (214, 170, 138))


@lru_cache(maxsize=1)
def _astronaut() -> Image.Image:
    """NASA's portrait of Eileen Collins (public domain), as scikit-image carries it."""
    from skimage.data import astronaut

    return Image.fromarray(np.asarray(astronaut()))  # type: ignore[no-untyped-call]


def portrait(rng: random.Random, size: tuple[int, int], ground: Colour = (250, 250, 250)) -> Image.Image:
    """One face, head and shoulders, on a plain ground."""
    return _printed(_one(rng, size, ground), rng)


def _one(rng: random.Random, size: tuple[int, int], ground: Colour) -> Image.Image:
    picture = _photographed(rng, size, ground) if rng.random() < 0.6 else _drawn(rng, size, ground)
    return ImageOps.mirror(picture) if rng.random() < 0.5 else picture


def _printed(picture: Image.Image, rng: random.Random) -> Image.Image:
    """The picture as a photo print: paler or darker, a little soft."""
    picture = ImageEnhance.Color(picture).enhance(rng.uniform(0.35, 1.1))
    picture = ImageEnhance.Brightness(picture).enhance(rng.uniform(0.9, 1.1))
    return picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 1.2)))


def couple(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    """Two faces side by side on red, as on a marriage certificate."""
    ground: Colour = (rng.randint(180, 214), rng.randint(18, 44), rng.randint(24, 48))
    half = (size[0] // 2 + size[0] // 14, size[1])
    both = Image.new("RGB", size, ground)
    both.paste(_one(rng, half, ground).crop((0, 0, size[0] // 2, size[1])), (0, 0))
    right = _one(rng, half, ground)
    both.paste(right.crop((half[0] - (size[0] - size[0] // 2), 0, half[0], size[1])), (size[0] // 2, 0))
    return _printed(both, rng)


def _photographed(rng: random.Random, size: tuple[int, int], ground: Colour) -> Image.Image:
    """The portrait cut from its surroundings by an oval over head and shoulders."""
    wide = 270 * rng.uniform(0.94, 1.06)
    tall = wide * size[1] / size[0]
    left, top = 224 - wide / 2, 118 - tall * 0.43
    box = (left + 80, top + 80, left + wide + 80, top + tall + 80)
    padded = ImageOps.expand(_astronaut(), 80, fill=ground)
    head = padded.crop(box).resize(size, Image.Resampling.BICUBIC)
    mask = Image.new("L", size, 0)
    pen = ImageDraw.Draw(mask)
    w, h = size
    pen.ellipse((w * 0.23, h * 0.09, w * 0.79, h * 0.72), fill=255)
    pen.polygon(
        [(0, h), (0, h * 0.86), (w * 0.3, h * 0.62), (w * 0.7, h * 0.62), (w, h * 0.84), (w, h)], fill=255
    )
    mask = mask.filter(ImageFilter.GaussianBlur(max(2, w / 60)))
    return Image.composite(head, Image.new("RGB", size, ground), mask)


def _drawn(rng: random.Random, size: tuple[int, int], ground: Colour) -> Image.Image:
    """A plain drawn face with shaded features, enough for a face detector."""
    w, h = 300, round(300 * size[1] / size[0])
    skin = rng.choice(_SKINS)
    hair: Colour = (rng.randint(18, 40), rng.randint(16, 30), rng.randint(16, 30))
    image = Image.new("RGB", (w, h), ground)
    pen = ImageDraw.Draw(image)
    x, y, r = w / 2, h * 0.42, w * rng.uniform(0.22, 0.26)
    if rng.random() < 0.5:
        pen.rounded_rectangle((x - r * 1.25, y - r * 1.35, x + r * 1.25, y + r * 1.9), r, fill=hair)
    pen.ellipse((x - w * 0.48, y + r * 1.75, x + w * 0.48, h * 1.5), fill=rng.choice(_CLOTHES))
    pen.rectangle((x - r * 0.42, y + r * 0.8, x + r * 0.42, y + r * 2), fill=_darker(skin, 0.88))
    pen.ellipse((x - r * 1.08, y - r * 1.5, x + r * 1.08, y + r * 0.6), fill=hair)
    pen.ellipse((x - r, y - r * 1.15, x + r, y + r * 1.35), fill=skin)
    pen.pieslice((x - r * 1.04, y - r * 1.45, x + r * 1.04, y + r * 0.45), 195, 345, fill=hair)
    _features(pen, x, y, r, skin, rng)
    return image.filter(ImageFilter.GaussianBlur(2.2)).resize(size, Image.Resampling.BICUBIC)


def _features(
    pen: ImageDraw.ImageDraw, x: float, y: float, r: float, skin: Colour, rng: random.Random
) -> None:
    dark: Colour = (38, 28, 28)
    shade = _darker(skin, 0.78)
    for turn in (-1, 1):
        eye = x + turn * r * 0.42
        pen.ellipse((eye - r * 0.27, y - r * 0.12, eye + r * 0.27, y + r * 0.18), fill=shade)
        pen.ellipse((eye - r * 0.2, y - r * 0.06, eye + r * 0.2, y + r * 0.12), fill=(244, 240, 238))
        pen.ellipse((eye - r * 0.1, y - r * 0.08, eye + r * 0.1, y + r * 0.13), fill=dark)
        pen.line(
            (eye - r * 0.27, y - r * 0.27, eye + r * 0.27, y - r * 0.29),
            fill=dark,
            width=max(3, round(r * 0.09)),
        )
    pen.polygon(
        [(x, y + r * 0.1), (x - r * 0.16, y + r * 0.55), (x + r * 0.16, y + r * 0.55)],
        fill=_darker(skin, 0.9),
    )
    pen.ellipse((x - r * 0.16, y + r * 0.47, x + r * 0.16, y + r * 0.6), fill=shade)
    smile = rng.uniform(0.84, 0.9)
    pen.ellipse((x - r * 0.32, y + r * 0.78, x + r * 0.32, y + r * 0.98), fill=(176, 92, 88))
    pen.line((x - r * 0.32, y + r * smile, x + r * 0.32, y + r * smile), fill=(110, 50, 50), width=3)


def _darker(colour: Colour, share: float) -> Colour:
    red, green, blue = (round(part * share) for part in colour)
    return red, green, blue
