"""Red seals on a page: is one there, in its place, and does its text speak against it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from rapidfuzz.distance import Levenshtein

from casefile.case import SURE, Document
from casefile.identifiers import division
from casefile.identifiers.person_name import normalise

SEAL_SURE = 0.5
OTHER_SORTS = (
    *("公司", "合同", "财务", "发票", "银行", "酒店", "工会", "民委员会", "居委会", "村委会"),
    *("医院", "医疗", "卫生", "保健", "学校", "中学", "小学", "大学", "学院", "幼儿园", "教务", "教育"),
    *("法院", "公证", "律师", "离婚", "婚姻", "民政", "户口", "公安局", "派出所"),
)
"""What names an office of another sort; that it is a 专用章 says nothing of which."""
_OWN = 2
"""Characters at the beginning of a division's name that are its own: 美兰 of 美兰区."""
_BUREAU = re.compile("(..)(?<!分)局")
RED, ROUND = "red", ("round", "oval")

Seal = Mapping[str, Any]


def red_seals(document: Document) -> Iterator[Seal]:
    """The red round and oval seals of a page: an office's is neither square nor a rectangle."""
    return (
        seal for seal in document.seals if seal.get("colour") == RED and seal.get("shape", "round") in ROUND
    )


def is_sure(seal: Seal) -> bool:
    """Whether this surely is a seal."""
    return bool(seal.get("confidence", 1.0) >= SEAL_SURE)


def place(document: Document, seal: Seal) -> tuple[float, float]:
    """Where the seal's middle lies on the document, from 0 to 1 to the right and downwards.

    The document may lie turned on the page image: its outline begins at its own top left corner.
    """
    if "place" in seal:
        right, down = seal["place"]
        return float(right), float(down)
    corners = [tuple(point) for point in seal["box"]]
    x, y = (sum(corner[axis] for corner in corners) / len(corners) for axis in (0, 1))
    origin, across, *_, below = document.region.points
    return _along(origin, across, x, y), _along(origin, below, x, y)


def legible(seal: Seal) -> str | None:
    """The seal's text where it can be relied on."""
    text = normalise(str(seal.get("text") or ""))
    return text if text and seal.get("text_confidence", seal.get("confidence", 0.0)) >= SURE else None


def contradicts(text: str, words: Collection[str], *places: str | None) -> bool:
    """Whether a legible seal is of another sort, or of another division than one that it stands for.

    `places` are division codes, None where not known. Only a word of another sort tells, or a bureau neither
    of whose characters is its own's, where its own is not named too: of a ring of letters often no more than
    a part is read, and of 平桂分局 is left 平桂局. Nor is it of another place that still names this one, one
    of its characters misread, or that is now called otherwise; nor of 安县, whose first letters may be lost:
    隆安县.

    >>> [contradicts(one, ["公安"], "460108") for one in ("海门市公安局美兰分局", "海门市公安局")]
    [False, True]
    >>> contradicts("海城市公安局", ["公安"], division.locate("北海市海城区"))
    True
    >>> [contradicts(one, ["公安"], "450923") for one in ("柳州市公安局", "玉林市公安局", "容县公安局")]
    [True, False, True]
    >>> contradicts("安县公安局", ["公安"], division.locate("南宁市隆安县"))
    False
    >>> contradicts("澄迈县教育局婚姻登记专用章", ["民政", "婚姻"], "469023")
    True
    >>> contradicts("贺州市公安局平桂局金贸派出所", ["公安", "派出所"], division.locate("贺州市平桂区"))
    False
    """
    if not any(word in text for word in words) and any(word in text for word in OTHER_SORTS):
        return True
    own = any(word in text and (word.endswith("所") or f"{word}局" in text) for word in words)
    if not own and any(not any(_alike(named, word) for word in words) for named in bureau(text)):
        return True
    here = division.locate(text)
    return here is not None and any(_elsewhere(text, here, there) for there in places if there)


def bureau(text: str) -> list[str]:
    """What a text names a bureau of: 民政 of 澄迈县民政局.

    >>> bureau("海口市公安局美兰分局"), bureau("洋浦经济开发区社会发展局")
    (['公安'], ['发展'])
    """
    return _BUREAU.findall(text)


def _alike(one: str, other: str) -> bool:
    """Whether two words may be the same, a character misread."""
    return any(a == b for a, b in zip(one, other, strict=False))


def _elsewhere(text: str, here: str, there: str) -> bool:
    """Whether a seal that names one division cannot be another's."""
    if division.compatible(here, there):
        return False
    far = here[:2] != there[:2]
    said, wanted = division.beginning(text), division.names(there)
    behind = text.removeprefix(said) if far else text
    if any(name and name[:_OWN] in behind for name in wanted):
        return False
    if said and any(name.endswith(said) for name in wanted):
        return False
    one, other = _own_name(here), _own_name(there)
    return far or (bool(one and other) and Levenshtein.distance(one, other) > 1)


def _own_name(code: str) -> str:
    """The narrowest name of a division in use; empty for one that is no more."""
    _, prefecture, county = division.names(code)
    return prefecture if code.endswith("00") else county


def _along(origin: tuple[float, float], end: tuple[float, float], x: float, y: float) -> float:
    """The part of the way from origin to end at which the point lies."""
    dx, dy = end[0] - origin[0], end[1] - origin[1]
    length = dx * dx + dy * dy
    return ((x - origin[0]) * dx + (y - origin[1]) * dy) / length if length else 0.5
