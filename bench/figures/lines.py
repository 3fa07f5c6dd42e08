"""Drawn rows of forms: printed words, and the figures that were filled in between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.figures.camera import taken
from bench.figures.canvas import Canvas, Hand, Mark

_LABELS = (
    "入院日期 分娩日期 产妇出院日期 小孩出院日期 体重 身长 胸围 头围 产周 孕周 总产程 出血量 "
    "阿氏评分 住院号 登记日期 出生日期 签发日期 身高 有效期限 输血量"
).split()
_UNITS = "克 g kg 千克 公斤 厘米 cm 周 ml mL 毫升 小时 分 分钟 天 岁".split()
_WORDS = "男女性别无有单胎双多血型姓名省市县区镇村街道号院保健妇幼人民医第次页章专用登记口入一三工士干王"
_WEIGHTS = np.array([0.11, 0.24, 0.11, 0.09, 0.08, 0.08, 0.07, 0.1, 0.06, 0.06])
"""How often each digit is drawn: the thin 1 and the 7 most."""
_MOST = {"月": 12, "日": 31, "时": 23, "分": 59}


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font files of printed words and of figures."""

    words: Sequence[Path]
    figures: Sequence[Path]


def line(rng: Generator, fonts: Fonts) -> tuple[NDArray[Any], list[Mark]]:
    """A row's picture, `HEIGHT` pixels high, and what stands on it."""
    words = fonts.words[int(rng.integers(len(fonts.words)))]
    printed = rng.random() < 0.15
    figures = words if printed else fonts.figures[int(rng.integers(len(fonts.figures)))]
    canvas = Canvas(rng, rng.uniform(19, 38), words)
    _fill(rng, canvas, Hand.drawn(rng, figures))
    return taken(rng, canvas.picture(), canvas.em), canvas.marks


def _fill(rng: Generator, canvas: Canvas, hand: Hand) -> None:
    kind = rng.choice(["date", "measure", "number", "words"], p=[0.45, 0.35, 0.12, 0.08])
    ruled = bool(rng.random() < 0.65)
    if rng.random() < 0.6:
        canvas.words(str(rng.choice(_LABELS)) + str(rng.choice(["：", ":", " ", ""])))
    if kind == "date":
        for part in "年月日时分" if rng.random() < 0.3 else "年月日":
            canvas.blank("" if rng.random() < 0.04 else _part(rng, part), hand, ruled)
            canvas.words(part)
    elif kind == "measure":
        for _ in range(rng.integers(1, 4)):
            canvas.blank("" if rng.random() < 0.05 else _measure(rng), hand, ruled)
            canvas.words(str(rng.choice(_UNITS)))
            if rng.random() < 0.6:
                canvas.words(str(rng.choice(_LABELS))[-2:] + str(rng.choice(["：", ":", ""])))
    elif kind == "number":
        canvas.blank(_digits(rng, int(rng.integers(3, 12))), hand, ruled)
    else:
        canvas.words("".join(rng.choice(list(_WORDS), rng.integers(2, 8))))


def _part(rng: Generator, part: str) -> str:
    if part == "年":
        return f"20{rng.integers(10, 30):02d}" if rng.random() < 0.9 else f"19{rng.integers(10, 99)}"
    most = _MOST[part]
    thin = [1, 7, 11, 10, 12, min(17, most)]
    number = int(rng.integers(1, most + 1) if rng.random() < 0.7 else rng.choice(thin))
    return f"{number:02d}" if rng.random() < 0.4 else str(number)


def _measure(rng: Generator) -> str:
    whole = _digits(rng, int(rng.choice([1, 2, 2, 3, 4, 4])))
    return whole + "." + _digits(rng, int(rng.integers(1, 3))) if rng.random() < 0.35 else whole


def _digits(rng: Generator, count: int) -> str:
    return "".join(map(str, rng.choice(10, count, p=_WEIGHTS)))
