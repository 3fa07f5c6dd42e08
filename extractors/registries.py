"""Who registered a marriage: the registry (登记机关), as it is printed or as its seal has it, and the registrar."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

from casefile.identifiers import division
from extractors import values
from extractors.spec import Tidied

_OFFICE = "民政局"
_PRINTED = frozenset(
    first + second
    for words in (
        "婚姻登记专用章",
        "民政局",
        "登记机关",
        "登记员",
        "盖章",
        "国籍",
        "身份证件号",
        "姓名",
        "性别",
    )
    for first, second in pairwise(words)
)
"""Two letters that no name has side by side: of seals, and of labels that stand near."""
_CUT = 0.3
_LABEL_END = "员"
_ALIKE = 0.66
"""How alike the names of a place must be."""
_NEAR = 120
"""How many places' registries a seal's letters are held against."""


def registry_of(letters: str) -> Tidied | None:
    """The registry that a seal names: 登记机关 is often printed by the seal alone.

    >>> registry_of("桂林市象山区民政局婚姻登记专用章").value, registry_of("保亭族自治县民政局").value
    ('桂林市象山区民政局', '保亭黎族苗族自治县民政局')
    >>> registry_of("云县民政局").certain, registry_of("灵川县民政局").certain
    (0.5, 1.0)
    """
    found = re.match(r"[\u3400-\u9fff]{2,18}?民政局", letters)
    if not found:
        return None
    starts = (found.group()[start:] for start in range(4))
    # A ring has no beginning: letters before the name of a place are another word's.
    named = next((name for name in starts if division.locate(name)), None)
    return _whole(named) if named else _nearest_registry(found.group())


def _whole(text: str) -> Tidied:
    """A registry, doubtful where a longer division's name ends like its own: of 凌云县 may be left 云县."""
    place = text.removesuffix(_OFFICE)
    longer = any(name != place and name.endswith(place) for name in _county_names())
    return Tidied(text, 0.5 if longer else 1.0)


@lru_cache(maxsize=1)
def _county_names() -> frozenset[str]:
    return frozenset(division.names(code)[2] for code in division.counties(""))


def _nearest_registry(text: str) -> Tidied:
    """The registry of the one division that a text is nearest to; the text itself where two are as near.

    A seal hides letters rather than changes them: one that is missing counts half as much as a wrong one.
    """
    place = text.removesuffix(_OFFICE)
    likeness = Indel.normalized_similarity
    near = process.extract(place, division.written(), scorer=likeness, score_cutoff=_ALIKE, limit=2)
    alone = near and (len(near) == 1 or near[0][1] > near[1][1])
    return Tidied(near[0][0] + _OFFICE if alone else text, 0.5)


def registries(letters: str) -> tuple[str, ...]:
    """The registries whose seal these letters may be, with what was read after the name.

    >>> "琼海市民政局婚姻" in registries("掠海市民政局婚姻"), "柳州市鱼峰区民政局" in registries("阳州中鱼峰民政同")
    (True, True)
    """
    place, office, rest = letters.partition(_OFFICE)
    place = place if office else re.split("[民政局]", letters)[0]
    near = process.extract(place, division.written(), scorer=Levenshtein.normalized_similarity, limit=_NEAR)
    tails = (rest,) if office else ("", "婚姻登记专用章")
    return tuple(f"{name}{_OFFICE}{tail}" for name, *_ in near for tail in tails)


def registry(raw: str) -> Tidied | None:
    """A registry printed beside its label."""
    found = values.text(raw)
    if found is None or not re.search("[局处厅所府]$", str(found.value)):
        return None
    text = str(found.value)
    if not text.endswith(_OFFICE):
        return found
    return _whole(text) if division.locate(text) else _nearest_registry(text)


def registrar(raw: str) -> Tidied | None:
    """The registrar's name, which stands in a red frame or under the seal, with letters of that around it.

    >>> registrar("曾泽龙").value, registrar("国籍中国"), registrar("婚嘉用章"), registrar("陆").certain
    ('曾泽龙', None, None, 0.3)
    >>> registrar("员张浩").value
    '张浩'
    """
    found = values.name(raw)
    text = str(found.value) if found else ""
    if found is None or any("".join(pair) in _PRINTED for pair in pairwise(text)):
        return None
    if text.startswith(_LABEL_END):
        # The label's last character, and with it perhaps one of the name.
        return Tidied(text[1:], _CUT)
    return found if len(text) > 1 else Tidied(text, _CUT)
