"""How a delivery record's figures, times and places become values."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from casefile.identifiers import division
from extractors.divisions import mended
from extractors.spec import NAMED, Tidied, Tidy
from extractors.values import name, text

# Only letters that no unit has: "ml" must not become a number.
_LOOKALIKES = str.maketrans("OoQDIl|iSsZz〇", "0000111155220")
_FIGURES = "0-9OoQDIl|iSsZz〇"
_RUN = re.compile(
    rf"(?<![A-Za-z])[{_FIGURES}]*[0-9][{_FIGURES}]*|(?<=[年月日时:])\s*[{_FIGURES}]{{1,2}}\s*(?=[月日时分])"
)
_DOUBTFUL, _LONE, _HALF = 0.6, 0.5, 0.3
_OF_THE_PROVINCE = "90"
"""The prefecture in the code of a county that belongs to none."""
_UNCHECKED = 0.4
"""Of a number that nothing bears out and whose length is not known: a digit may be lost."""
_LIGHT = 1000
"""Grams below which hardly any child is born."""
_ONE_FIGURE = 10
"""The most of an Apgar score; what stands behind one may be the next."""
_NINE = re.compile(r"(?<=\d)[gq](?=[\s_]*(?:厘|公分|c))")
"""A written 9 before a unit of length."""
_DAY = re.compile(r"(\d{4})(?:\d?年|[.\-/·,:_\s])+(\d{1,2})(?:-?月|[.\-/·,:_\s])+(\d{1,2})(?![A-Za-z]|\d{3})")
_DAY_CLOSED = re.compile(r"(20\d\d)年?(\d{1,2})月(\d{1,2})")
_BROKEN = re.compile(r"(?<=月\d)[.,·](?=\d\s?日)")
"""A stroke between the two digits of a day: 4月2.4日."""
ANOTHER = re.compile(r"\d{2}")
"""Behind a value: what was struck out stands beside what was written for it. 6斤5两 is no other."""
_NEXT_LABEL = re.compile(r"(?<=[院室心所])[\s_]*(?:.[产生][者人]|.者[:：]).*$")
"""接产者 or 接生人, a character misread or lost, and what follows it."""
_SPECK = re.compile(r"^(\D{0,2}\d)[.,](?=\d(?!\d))")
"""Between the two figures of the weeks: nobody counts single weeks and tenths."""
_CHILDREN = re.compile(r"(?<!妇)幼保健|妇保健(?=[院所站])|妇幼健(?=[院所站])|妇幼保(?=[院所站])")
"""妇幼保健院, one of its characters lost."""
_CLOCK = re.compile(r"(\d{1,2})[\s_]*[时點点:：h][\s_]*(\d{1,2})")
_HOURS = re.compile(r"(\d{1,3})[_\s]*(?:小?时|h)", re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,4})[_\s]*(?:分|min)", re.IGNORECASE)
_TOWN = re.compile(r"县?[(\[][镇乡街道、,.·]+[)\]]*")
_HAMLET = re.compile(r"[(\[]?居?委会?[)\]]?.{0,2}$")
IN_TOWN = re.compile(r"(?<=[市县区])[^省市县区]{1,8}(?:镇|乡|街道)$")
"""Where a city without counties, such as 儋州市, stands for one, its town."""
_COUNTY = re.compile(r"县?[(\[]?市?[、,.·]?区?[)\]]$")


def plain(raw: str) -> str:
    """Full-width forms folded, letters that are read for digits between digits turned into them.

    >>> plain("2O26年l1月")
    '2026年11月'
    """
    folded = unicodedata.normalize("NFKC", raw)
    figures = _RUN.sub(lambda found: found.group().translate(_LOOKALIKES), folded)
    # The underline of a blank is read as 一 or 二, or as a nought before two digits.
    figures = re.sub(
        r"(?<=\d)\s*[一二三]+\s*(?=[年月日时分\d])|(?<=[年月])\s*[一二三]+\s*(?=\d)", "-", figures
    )
    return re.sub(r"(?<!\d)0(?=\d\d(?!\d))", "", figures)


def date(raw: str) -> Tidied | None:
    """A day of this century as ISO 8601; a 7 that can only be a 1 is one.

    >>> date("2026 年 11 月 5 日08时30分").value, date("2026-07-1915:16").value, date("2026年71月5日").value
    ('2026-11-05', '2026-07-19', '2026-11-05')
    """
    folded = plain(raw)
    whole = _BROKEN.sub("", folded)
    found = _day(whole)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    right = _sevens(month, 12), _sevens(day, 31)
    try:
        value = dt.date(year, *right)
    except ValueError:
        return None
    seen = sum(letter.isdigit() for letter in unicodedata.normalize("NFKC", raw))
    sure = right == (month, day) and whole == folded and seen >= sum(map(len, found.groups()))
    if not 2000 <= value.year <= 2100:
        return None
    # Of a thin 11 one stroke easily vanishes; of two days one may have been struck out.
    doubtful = "1" in found.groups() or _day(found.string[found.end() :])
    return Tidied(value.isoformat(), _LONE if doubtful else 1.0 if sure else _DOUBTFUL)


def _sevens(number: int, most: int) -> int:
    """A number with a leading 7 too much for it: the 7 is a 1, unless the other digit may be one too."""
    return number - 60 if number > most and 70 <= number < 80 and number != 77 else number


def _day(folded: str) -> re.Match[str] | None:
    shut = re.sub(r"\s+", "", folded)
    return _DAY.search(folded) or _DAY_CLOSED.search(shut) or _DAY.search(shut)


def time(raw: str) -> Tidied | None:
    """The time of day after a date, as HH:MM.

    >>> time("2026年11月5日8时30分").value
    '08:30'
    """
    folded = plain(raw)
    day = _day(_BROKEN.sub("", folded))
    rest = (day.string if day else folded)[day.end() if day else 0 :]
    found = _CLOCK.search(rest)
    if not found:
        return None
    hour, minute = int(found.group(1)), int(found.group(2))
    # Of 31 the thin 1 easily vanishes.
    sure = 1.0 if len(found.group(2)) == 2 else _HALF
    return Tidied(f"{hour:02d}:{minute:02d}", sure) if hour < 24 and minute < 60 else None


def minutes(raw: str) -> Tidied | None:
    """A length of time in minutes.

    >>> minutes("14小时5分").value, minutes("205分钟").value
    (845, 205)
    """
    if "月" in raw:
        # The row of a date, not of a length of time.
        return None
    folded = plain(raw)
    hours = _HOURS.search(folded)
    rest = folded[hours.end() :] if hours else folded
    part = _MINUTES.search(rest) or (re.search(r"(\d{1,2})", rest) if hours else None)
    if not hours and not part:
        bare = re.fullmatch(r"\s*(\d{3,4})\s*", folded)
        return Tidied(int(bare.group(1)), _DOUBTFUL) if bare and int(bare.group(1)) <= 6000 else None
    total = (60 * int(hours.group(1)) if hours else 0) + (int(part.group(1)) if part else 0)
    fits = total <= 6000 and not (hours and part and int(part.group(1)) > 59)
    # Hours are printed but none were read, or hours without minutes, or a thin 1 before or after these.
    halved = (bool(part) != bool(hours) and "时" in raw) or bool(hours and part and len(part.group(1)) < 2)
    # Of the two strokes of a written 11 one is easily lost.
    lone = bool(hours and hours.group(1) == "1")
    return Tidied(total, _HALF if halved else _LONE if lone else 1.0) if fits else None


def weeks(raw: str) -> Tidied | None:
    """Whole weeks of pregnancy.

    >>> weeks("39+3周").value, weeks("38W").value, weeks("3.8+5").value
    (39, 38, 38)
    """
    found = re.match(r"\D{0,2}(\d{2})(?!\d{2})(\d)?", _SPECK.sub(r"\1", plain(raw)))
    if found and found.group(1) == "47":
        # A written 1 is read as 7; no pregnancy lasts 47 weeks.
        return Tidied(41, _DOUBTFUL)
    if not found or not 18 <= int(found.group(1)) <= 45:
        return None
    return Tidied(int(found.group(1)), 0.8 if found.group(2) else 1.0)


def weight(raw: str) -> Tidied | None:
    """Grams, from grams or kilograms.

    >>> weight("3250克").value, weight("3.25kg").value, weight("3.1公斤").value
    (3250, 3250, 3100)
    >>> weight("3560克3650").certain
    0.3
    """
    folded = plain(raw).replace(",", ".").replace("。", ".")
    found = re.match(r"\D{0,2}?(\d+(?:\.\d+)?)", folded)
    if not found:
        return None
    value, rest = float(found.group(1)), folded[found.end() :]
    kilos = re.search(r"[kK千公]", rest) is not None
    if kilos or ("." in found.group(1) and value < 10):
        value *= 1000
    elif value >= 10000 and found.group(1)[-1] in "90":
        # 3250g was read as 32509.
        return Tidied(int(value) // 10, 0.6) if 500 <= value / 10 <= 7000 else None
    # Of four figures one is lost more often than a child is born so light.
    doubtful = value < _LIGHT or ANOTHER.search(rest)
    return Tidied(round(value), _HALF if doubtful else 1.0) if 300 <= value <= 8000 else None


def figure(low: float, high: float, *, whole: bool = False) -> Tidy:
    """A number at the start of its place, between two bounds.

    >>> figure(20, 65)("50.5厘米").value, figure(0, 9)("ml"), figure(20, 65)("50厘米51").certain
    (50.5, None, 0.3)
    """

    def tidy(raw: str) -> Tidied | None:
        spelled = _NINE.sub("9", plain(raw))
        folded = re.sub(r"(?<=\d)\s*[,。·]\s*(?=\d)", ".", spelled)
        found = re.match(r"[^0-9A-Za-z]{0,2}(\d+(?:\.\d+)?)", folded)
        if not found:
            return None
        value = float(found.group(1))
        if not low <= value <= high or (whole and value != int(value)):
            return None
        another = high > _ONE_FIGURE and ANOTHER.search(folded, found.end())
        sure = _HALF if another else 1.0 if spelled == plain(raw) else _DOUBTFUL
        return Tidied(int(value) if value == int(value) else value, sure)

    return tidy


def blood_type(raw: str) -> Tidied | None:
    """A, B, AB or O, however its zero or eight was read.

    >>> blood_type("O型").value, blood_type("0").value, blood_type("型 B").value
    ('O', 'O', 'B')
    """
    found = re.match(r"[\s_:：.型]*(A[B8]|A|B|8|O|0|o|Q|θ)", unicodedata.normalize("NFKC", raw))
    if not found or re.search(r"[ABO].*[ABO]", raw.replace("AB", "A")):
        return None
    value = {"A8": "AB", "8": "B", "0": "O", "o": "O", "Q": "O", "θ": "O"}.get(found.group(1), found.group(1))
    return Tidied(value, 1.0 if value == found.group(1) else 0.9)


def admission(raw: str) -> Tidied | None:
    """A hospital's number of the stay; a 2 before a letter is a Z.

    >>> admission("2Y02252419").value, admission("住院号：202634014").value
    ('ZY02252419', '202634014')
    """
    whole = re.sub(r"\s+", "", plain(raw)).upper()
    found = re.search(r"(?:2(?=[A-Z]))?[A-Z]{0,3}-?\d[\d\-]{2,18}", whole)
    if not found:
        return None
    value = found.group().strip("-")
    return Tidied(
        re.sub(r"^2(?=[A-Z])", "Z", value), _HALF if value[:1] == "2" and value[1:2].isalpha() else _UNCHECKED
    )


def institution(raw: str) -> Tidied | None:
    """A hospital's name."""
    found = text(_NEXT_LABEL.sub("", re.sub(r"[(（]?(?:盖章|公章|签章)[)）]?", "", raw)))
    if found is None:
        return None
    value = re.sub(r"[_|｜:：]+", "", str(found.value))
    whole = _CHILDREN.sub("妇幼保健", value)
    if whole != value:
        return Tidied(whole, _DOUBTFUL)
    han = sum("\u3400" <= letter <= "\u9fff" for letter in value)
    return Tidied(value) if han > 3 and han >= 0.7 * len(value) else None


def sentence(raw: str) -> Tidied | None:
    """Free text."""
    found = text(raw)
    value = re.sub(r"_+", "", str(found.value)) if found else ""
    value = re.sub(r"(?<=[\u3400-\u9fff]),(?=[\u3400-\u9fff])", "，", value)
    return Tidied(value) if re.search(r"[\u3400-\u9fffA-Za-z0-9]", value) else None


def person(raw: str) -> Tidied | None:
    """A person's name, no longer than names are."""
    found = name(re.sub(r"(?:签名|签字|签章)", "", raw))
    return found if found and (len(str(found.value)) < 7 or "·" in str(found.value)) else None


def birth_place(raw: str) -> Tidied | None:
    """Province, city and county, the printed words between what was filled in.

    Three names of which each lies in the one before are no misreading; what names no county is one.

    >>> birth_place("广西省桂林市七星区县(市、区)").value, birth_place("广西 省 桂林 市 灵川 县(市、区)").value
    ('广西省桂林市七星区', '广西省桂林市灵川县')
    >>> birth_place("海南省 市 琼中黎族苗族自治县 县(市、区)").value, birth_place("广西省 市 七星区县(市、区)").value
    ('海南省琼中黎族苗族自治县', '广西省市七星区')
    >>> birth_place("海南省文昌市文城镇县(市、区)").value, birth_place("海南省文昌市文城镇县(市、区)").certain
    ('海南省文昌市文城镇', 1.0)
    >>> birth_place("广西省河池市都安县(市、区)").certain > 1
    True
    >>> birth_place("海南省儋州市 县(市、区)").certain > 1 > birth_place("广西省桂林市 县(市、区)").certain
    True
    >>> birth_place("广西省桂林市匕星区县(市、区)").certain < 1 < birth_place("广西省桂林市七星区县(市、区)").certain
    True
    """
    place = _place(raw, lambda place: _COUNTY.sub("县", place))
    if place is None:
        return None
    told = mended(str(place.value))
    if told != place.value:
        return replace(place, value=told, certain=_DOUBTFUL)
    county = IN_TOWN.sub("", told)
    if not _is_county(county):
        return replace(place, certain=_DOUBTFUL)
    return replace(place, certain=NAMED if county == told else 1.0)


def _is_county(text: str) -> bool:
    """Whether a text ends with the name of a county in use, or of a city that has none (儋州市)."""
    code = division.locate(text)
    if code is None:
        return False
    _, city, county = division.names(code)
    own = code in division.counties(code[:2]) or not (code.endswith("0000") or division.counties(code[:4]))
    return own and text.endswith(tuple(division.forms(code, county or city)))


def address(raw: str) -> Tidied | None:
    """The address with what is printed between its parts.

    >>> address("广西省桂林市灵川县大圩镇县(镇、街道)大塘村(居委会)").value
    '广西省桂林市灵川县大圩镇大塘村'
    """
    place = _place(raw, lambda place: _TOWN.sub("", _HAMLET.sub("", place)))
    told = mended(str(place.value)) if place else ""
    # Where the 县 that the form prints was not read, something is written over it.
    over = any(not printed.group().startswith("县") for printed in _TOWN.finditer(_folded(raw)))
    odd = place is not None and (over or told != place.value)
    return replace(place, value=told, certain=_DOUBTFUL) if place and odd else place


def _place(raw: str, unprinted: Callable[[str], str]) -> Tidied | None:
    folded = _folded(raw).strip(".·-—、,")
    # The number of the page stands below the last row.
    folded = re.sub(r"(?<=[村街道会)])-?\d{1,3}-?$", "", folded)
    place = unprinted(folded)
    place = re.sub(r"([省市县村])\1+", r"\1", place)
    place = re.sub(r"(?<=自治区)省|(?<=[县区镇乡])县$|(?<=街道)县$|(?<=[^县]{2}市)县$", "", place)
    # A county under the province itself leaves the city's place blank, and its printed 市.
    without = re.sub("(?<=省)市", "", place)
    if without != place and (division.locate(without) or "")[2:4] == _OF_THE_PROVINCE:
        place = without
    filled = re.sub(r"[省市县区镇村街道]", "", place)
    return Tidied(place) if len(filled) > 1 else None


def _folded(raw: str) -> str:
    return re.sub(r"[\s_:]+", "", unicodedata.normalize("NFKC", raw))
