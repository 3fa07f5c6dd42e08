"""A sheet being drawn: millimetres in, pixels out, and a note of every value's place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from PIL import Image, ImageChops, ImageDraw

from samples.ink import Colour, Ink, lettering
from samples.paper import Corners, Paper, Value, around, corners

Side = Literal["left", "middle", "right"]
WHITE: Colour = (255, 255, 255)


@dataclass
class Sheet:
    """One flat paper under the pen; `scale` is pixels a millimetre, all places are millimetres."""

    image: Image.Image
    scale: float
    values: dict[str, Value] = field(default_factory=dict)
    places: dict[str, list[Corners]] = field(default_factory=dict)
    marks: dict[str, list[Corners]] = field(default_factory=dict)

    @classmethod
    def blank(cls, size_mm: tuple[float, float], scale: float, colour: Colour = WHITE) -> Sheet:
        """An empty sheet of one colour."""
        size = (round(size_mm[0] * scale), round(size_mm[1] * scale))
        return cls(Image.new("RGB", size, colour), scale)

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        return self.image.width / self.scale, self.image.height / self.scale

    def width_of(self, text: str, ink: Ink) -> float:
        """How many millimetres wide the text will be."""
        em = max(6, round(ink.size * self.scale))
        return sum(ink.advance(letter, em, self.scale) for letter in text) * ink.squeeze / self.scale

    def lines_of(self, text: str, ink: Ink, room: float) -> list[str]:
        """The text cut into lines that each fit the room, in millimetres."""
        lines, line = [], ""
        for letter in text:
            if line and self.width_of(line + letter, ink) > room:
                lines.append(line)
                line = ""
            line += letter
        return [*lines, line]

    def write(
        self, x: float, y: float, text: str, ink: Ink, name: str | None = None, side: Side = "left"
    ) -> Corners:
        """Print the text with its middle line at `y`; note its place under the field's name."""
        mask, middle = lettering(text, ink, self.scale)
        shift = {"left": 0.0, "middle": 0.5, "right": 1.0}[side] * self.width_of(text, ink)
        left, top = round((x - shift) * self.scale), round(y * self.scale) - middle
        self.press(mask, left, top, ink.colour)
        bounds = mask.getbbox() or (0, 0, 1, 1)
        box = self._inside(left + bounds[0], top + bounds[1], left + bounds[2], top + bounds[3])
        if name:
            self.places.setdefault(name, []).append(box)
        return box

    def press(self, mask: Image.Image, left: int, top: int, colour: Colour) -> None:
        """Lay ink on the paper where the mask is: colours multiply as real inks do."""
        under = self.image.crop((left, top, left + mask.width, top + mask.height))
        inked = Image.composite(Image.new("RGB", mask.size, colour), Image.new("RGB", mask.size, WHITE), mask)
        self.image.paste(ImageChops.multiply(under, inked), (left, top))

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: Colour, width: float = 0.25) -> None:
        """A straight rule; width in millimetres."""
        points = [(x1 * self.scale, y1 * self.scale), (x2 * self.scale, y2 * self.scale)]
        ImageDraw.Draw(self.image).line(points, fill=colour, width=max(1, round(width * self.scale)))

    def frame(self, box: tuple[float, float, float, float], colour: Colour, width: float = 0.25) -> None:
        """An empty rectangle: left, top, right, bottom."""
        pixels = [edge * self.scale for edge in box]
        ImageDraw.Draw(self.image).rectangle(pixels, outline=colour, width=max(1, round(width * self.scale)))

    def paste(self, picture: Image.Image, x: float, y: float, mark: str) -> None:
        """Stick a picture on the paper and note it as a mark."""
        left, top = round(x * self.scale), round(y * self.scale)
        self.image.paste(picture, (left, top), picture if picture.mode == "RGBA" else None)
        box = self._inside(left, top, left + picture.width, top + picture.height)
        self.marks.setdefault(mark, []).append(box)

    def paper(self, kind: str) -> Paper:
        """The finished paper."""
        boxes = {name: around(places) for name, places in self.places.items()}
        return Paper(self.image, kind, dict(self.values), boxes, self.size_mm, dict(self.marks))

    def _inside(self, left: float, top: float, right: float, bottom: float) -> Corners:
        across, down = self.image.size
        return corners(max(0, left), max(0, top), min(across, right), min(down, bottom))
