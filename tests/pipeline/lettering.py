"""Lines of text drawn for tests with whatever Chinese font the machine has."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

FONTS = ("NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc", "ukai.ttc", "wqy-microhei.ttc")


def font(size: int) -> ImageFont.FreeTypeFont:
    for name in FONTS:
        for path in Path("/usr/share/fonts").rglob(name):
            return ImageFont.truetype(str(path), size, index=2 if "NotoSans" in name else 0)
    pytest.skip("no Chinese font: apt-get install fonts-noto-cjk")


def line(text: str, size: int = 40, softness: float = 0.8) -> np.ndarray:
    """A grey picture of one line, black on white."""
    face = font(size)
    canvas = Image.new("L", (int(face.getlength(text)) + 16, size + 16), 245)
    ImageDraw.Draw(canvas).text((8, 2), text, font=face, fill=30)
    return cv2.GaussianBlur(np.asarray(canvas), (0, 0), softness)
