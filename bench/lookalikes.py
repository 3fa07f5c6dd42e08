"""Which characters the recogniser takes for one another, drawn and weighed: pipeline/ocr/lookalikes.json.

Each character that names are written with is drawn in several fonts, sharp and soft, within a short name.
The file holds, for a printed character and each rival that comes close, the least by which the printed
one was ahead, in nats; negative: the recogniser prefers the rival although the other is printed. Rivals
further behind than NEAR are left out, unless it is the other way round that they come close: these are
drawn softer still, as their lead says what the other one's picture can never be taken for. So are two that
people are named with (颖 and 颍), and rare characters, which blur turns into common ones (彧 into 或) long
before it does the reverse. Characters that nobody is named with are in it where the recogniser prefers one of
names, but not so much that no lead tells the two apart (袆 and 祎).

    python -m bench lookalikes
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pipeline.ocr import lookalikes
from pipeline.ocr.reader import Reader
from samples.fonts import FontFile, Role, faces

TARGET = Path("pipeline/ocr/lookalikes.json")
FAR, NEAR = 20.0, 2.5
_SIZE, _MARGIN = 40, 8
_SOFTNESS = (0.7, 1.7)
_SOFTEST = 2.7
_RIVALS = 4
_NAME = "王{}明"


def run(workers: int = 2) -> Path:
    """Draw and weigh all characters, and write the file."""
    with ProcessPoolExecutor(workers) as pool:
        near = _all_near(_name_characters(), pool)
        others = _all_near([c for c in _reader().columns if _is_han(c) and c not in near], pool)
        for printed, rivals in others.items():
            near[printed] = {rival for rival in rivals if lookalikes.in_names(rival)}
        back: dict[str, set[str]] = defaultdict(set)
        for printed, rivals in near.items():
            for rival in rivals:
                back[rival].add(printed)
        found = {one for one in (*near, *back) if near.get(one) or back.get(one)}
        asked = [(one, near.get(one, set()), back[one] - near.get(one, set())) for one in sorted(found)]
        table = dict(zip(sorted(found), pool.map(_leads, asked, chunksize=32), strict=True))
    for printed in others:
        for rival in near[printed]:
            told = -lookalikes.FAR < table[printed][rival] < 0
            if not told and printed not in near.get(rival, ()):
                del table[printed][rival]
                table[rival].pop(printed, None)
    table = {printed: leads for printed, leads in table.items() if leads}
    TARGET.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n")
    return TARGET


RARE = (
    "淏玥翀燊珺玙玚珩瑀璟璠昉昶晞晟晗暐曦祎祺禔禛煊煜熠焱炘烨颢顥皓暠澔灏泓沄沚洺浠浥淇渼湉溦滢潆濛瀚灏珈珑玹珂琀琋琬琰瑄瑗瑢璇璎"
    "彧郢鄢婳婠妍妤姝姮娸婞婧媞嫄嫣芃芊芮苒苡苾茜荇荻莜莞菡萸葳蒽蔚薏薇藜蘅翎翊翙翚骁骐骞骢骥钰铄铖锟锴镕鑫淼森犇昕昊旻旸昀"
    "晔晖暄暻瞳睿懿恺惇愔怿忻恬悆憬佶佺侑俶倓偲傒僖亓仝仡仵邝邰邬郄郇郏郗郜郦鄞闫闵闻阚缪隗逄沮覃韦蒙岑莫蓝农零闭钟巫吉符曺"
    "曈昽晅昳晢皞珽珣琇琎璘瑒珒玠璆瑨翛翾骎骙锜溁沨湜淩澂嵚姈妘嬿嫚頔颋鹍龑勍叡弢忞炆烜煐燚垚堃喆昫"
)
"""Characters outside the common ones that people are named with."""


def _name_characters() -> Iterator[str]:
    """The characters of GB 2312, and rarer ones of names, where a font of each role can draw them."""
    shown = [face for role in (Role.SONG, Role.HEI, Role.KAI) for face in faces(role)[:1]]
    common = (
        bytes((high, low)).decode("gb2312", "ignore")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
    )
    for character in sorted({*common, *RARE}):
        if len(character) == 1 and not all(face.lacking(character) for face in shown):
            yield character


def _all_near(characters: Iterable[str], pool: ProcessPoolExecutor) -> dict[str, set[str]]:
    """For each character that the recogniser knows those that come close to it."""
    known = [one for one in characters if one in _reader().columns]
    return dict(zip(known, pool.map(_near, known, chunksize=32), strict=True))


def _near(printed: str) -> set[str]:
    """The characters that come close to a printed one in some drawing."""
    reader = _reader()
    found: set[str] = set()
    for softness in (*_SOFTNESS, _SOFTEST) if printed in RARE else _SOFTNESS:
        for crop in _drawings(printed, softness):
            matrix = reader.matrix(crop)
            least = reader.log_likelihood(matrix, _NAME.format(printed)) - NEAR
            rivals = _rivals(matrix, printed)
            found.update(one for one in rivals if reader.log_likelihood(matrix, _NAME.format(one)) > least)
    return found


def _leads(asked: tuple[str, set[str], set[str]]) -> dict[str, float]:
    """By how much at least a printed character is ahead of those near it, and of those it is near to."""
    printed, near, back = asked
    reader = _reader()
    leads = dict.fromkeys(sorted(near | back), FAR)
    for softness in (*_SOFTNESS, _SOFTEST):
        always = softness < _SOFTEST or printed in RARE
        against = [one for one in leads if always or one in back or lookalikes.in_names(printed + one)]
        for crop in _drawings(printed, softness) if against else ():
            matrix = reader.matrix(crop)
            mine = reader.log_likelihood(matrix, _NAME.format(printed))
            for rival in against:
                leads[rival] = min(leads[rival], mine - reader.log_likelihood(matrix, _NAME.format(rival)))
    return {rival: round(lead, 1) for rival, lead in leads.items()}


def _rivals(matrix: NDArray[Any], printed: str) -> list[str]:
    """The likeliest other characters in the middle of a line."""
    reader = _reader()
    third = len(matrix) // 3
    columns = matrix[third : len(matrix) - third].max(axis=0)
    best = (reader.dictionary[column] for column in columns.argsort()[::-1][: _RIVALS + 3])
    return [one for one in best if one != printed and _is_han(one)][:_RIVALS]


def _drawings(character: str, softness: float) -> Iterator[NDArray[np.uint8]]:
    text = _NAME.format(character)
    for role in (Role.SONG, Role.HEI, Role.KAI):
        able = [face for face in faces(role) if not face.lacking(text)]
        if able:
            yield _drawn(text, able[0], softness)


def _drawn(text: str, face: FontFile, softness: float) -> NDArray[np.uint8]:
    font = face.at(_SIZE)
    width = int(font.getlength(text)) + 2 * _MARGIN
    canvas = Image.new("L", (width, _SIZE + 2 * _MARGIN), 235)
    ImageDraw.Draw(canvas).text((_MARGIN, _MARGIN // 4), text, font=font, fill=50)
    soft = cv2.GaussianBlur(np.asarray(canvas), (0, 0), softness).astype(np.float32)
    noise = np.random.default_rng(len(text)).normal(0, 5, soft.shape)
    return np.clip(soft + noise, 0, 255).astype(np.uint8)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader.load()


if __name__ == "__main__":
    run()
