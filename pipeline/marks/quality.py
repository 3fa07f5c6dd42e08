"""How good a picture of a document is (照片质量), each property with what to do about it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from pipeline.lines import Line
from pipeline.marks import copies, framing, glare, sharpness
from pipeline.normalise import Image, Sheet
from pipeline.scaling import shrunk

_ADVICE = {
    "sharpness": "照片模糊，请擦净镜头、对准文字对焦，拿稳手机后重新拍摄",
    "glare": "照片有反光，请避开灯光直射或关闭闪光灯，换个角度重新拍摄",
    "dark": "照片太暗，请在光线充足、均匀的地方重新拍摄",
    "light": "照片过亮，字迹发白，请关闭闪光灯、避开强光后重新拍摄",
    "cut_border": "证件没有拍全，请把证件四边完整放入画面后重新拍摄",
    "size": "证件在照片中太小，请靠近一些，让证件占满画面后重新拍摄",
    "copy": "上传的可能是黑白复印件，请上传原件的彩色照片",
    "screen": "上传的可能是屏幕翻拍或截图，请直接拍摄证件原件",
}
_UNREADABLE = 0.75
_LIT = 0.5
_LOOKED_AT = 256


def quality(
    page: Image, sheet: Sheet, lines: Sequence[Line], doubted: Container[int] | None = None
) -> dict[str, dict[str, Any]]:
    """Each measured property of a document's picture with `value`, `verdict` and `advice` (Chinese).

    The verdict is `good`, `poor`, or `bad` where nobody can read what matters; advice is empty where good.
    Values: sharpness, the width of an edge as a share of the line's height (lower is sharper); glare, the
    washed-out share; brightness, that of the paper from 0 to 1; cut_border, the sides along the picture's
    edge; size, the height of small print in pixels; copy, the coloured share; screen, the strength of
    an even pattern; orientation, the quarters that the page was turned clockwise. Light and
    the picture's edge are bad only at the `doubted` lines, those of fields not read surely, where known.
    """
    doubts = [one for one in lines if doubted is None or one.span.line in doubted]
    legible = sharpness.legibility(lines)
    small, scale = shrunk(sheet.image, _LOOKED_AT)
    level = glare.paper_level(small)
    return {
        "sharpness": _sharpness(lines, legible),
        "glare": _glare(small, scale, doubts),
        "brightness": _brightness(level, lines, legible),
        "cut_border": _cut_border(page, sheet, doubts),
        "size": _size(sheet, lines, legible),
        "copy": _copy(sheet, lines, level),
        "screen": _screen(page),
        "orientation": _told(framing.quarter_turns(sheet), "good", "orientation"),
    }


def _told(value: float, verdict: str, advice: str) -> dict[str, Any]:
    text = "" if verdict == "good" else _ADVICE[advice]
    return {"value": round(float(value), 4), "verdict": verdict, "advice": text}


def _sharpness(lines: Sequence[Line], legible: float) -> dict[str, Any]:
    share = sharpness.edge_share(lines)
    if share is None:
        return _told(1.0, "poor", "sharpness")
    if share > 0.17 and legible < _UNREADABLE:
        return _told(share, "bad", "sharpness")
    return _told(share, "poor" if share > 0.12 else "good", "sharpness")


def _glare(small: Image, scale: float, lines: Sequence[Line]) -> dict[str, Any]:
    share, hit = glare.glare(small, scale, lines)
    if share > 0.012 and hit:
        return _told(share, "bad", "glare")
    return _told(share, "poor" if share > 0.004 else "good", "glare")


def _brightness(level: float, lines: Sequence[Line], legible: float) -> dict[str, Any]:
    if level < 0.38:
        return _told(level, "bad" if level < 0.2 and legible < _UNREADABLE else "poor", "dark")
    faint = level > 0.97 and bool(lines) and legible < 0.6
    return _told(level, "poor" if faint else "good", "light")


def _cut_border(page: Image, sheet: Sheet, lines: Sequence[Line]) -> dict[str, Any]:
    sides = framing.sides_cut(page, sheet)
    if not sides:
        return _told(0, "good", "cut_border")
    cut = sides < 3 and framing.lines_cut(page, sheet, lines) > 0
    return _told(sides, "bad" if cut else "poor", "cut_border")


def _size(sheet: Sheet, lines: Sequence[Line], legible: float) -> dict[str, Any]:
    height = framing.text_height(sheet, lines)
    if height is None:
        return _told(0, "poor", "size")
    if height < 12 and legible < _UNREADABLE:
        return _told(height, "bad", "size")
    return _told(height, "poor" if height < 18 else "good", "size")


def _copy(sheet: Sheet, lines: Sequence[Line], level: float) -> dict[str, Any]:
    share = copies.coloured_share(framing.printed_part(sheet, lines).image)
    # In the dark a camera sees no colours either.
    lit = level > _LIT
    return _told(share, "poor" if lit and share < copies.GREY else "good", "copy")


def _screen(page: Image) -> dict[str, Any]:
    peak = copies.screen_peak(page)
    return _told(peak, "poor" if peak > 3.1 else "good", "screen")
