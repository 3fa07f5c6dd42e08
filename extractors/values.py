"""How the text of a field becomes its value: dates, numbers, closed sets, names."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from casefile.identifiers import resident_id
from extractors.spec import Tidied, Tidy

ETHNICITIES = (
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家",
    "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇",
    "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米",
    "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙",
    "鄂伦春", "赫哲", "门巴", "珞巴", "基诺", "穿青人", "革家人",
)  # fmt: skip
_DIGIT_LOOKALIKES = str.maketrans("OoQDΦφIl|iBSsZzＯ", "0000001111855220")
_DATE = re.compile(r"(\d{4})[年.\-/·,:\s]*(\d{1,2})[月.\-/·,:\s]+(\d{1,2})(?!\d)")
_WRITTEN_DATE = re.compile(r"(?<!\d)([12]?\d{3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})(?!\d)")
_CHINESE_YEAR = re.compile(r"[一二][〇○零0一二三四五六七八九]{3}(?=\s*年)")
_CHINESE = re.compile(r"([一二三]?)十([一二三四五六七八九]?)|[〇○零一二三四五六七八九]")
_CHINESE_DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_CUT, _COMPLETED = 0.6, 0.3
_LONE = frozenset("无农工商学军干")
"""What may be filled in as one character by itself."""
_DIGITS = r"[\dOoQDIl|iBSsZzXx]"
_CHINESE_FIGURES = "[〇○零0Oo一二三四五六七八九十]"
_NO_NAME = re.compile("性别|曾用名|姓名|民族|公安局|派出所|专用章|样本|登记|[省市县]..[区镇乡路]")
_SIGN = re.compile(r"[$%&@#*?!<>{}\[\]\\|/~^]|[A-Za-z0-9]")
"""What stands for a character that was not made out; no paper prints the signs."""
_BESIDE = r"[$%&@#*?!<>]"
_UNMADE = re.compile(rf"{_BESIDE}\s*\d|\d\s*{_BESIDE}")
"""Such a sign beside a digit of a date."""
_STROKE = re.compile(r"(?<=\d)\||\|(?=\d)")
_SPACES = re.compile(r"\s+")


def text(raw: str) -> Tidied | None:
    """Any text, its blanks closed up; signs alone are none, and one character is hardly ever all of it.

    A stroke beside a digit is a 1, or a rule.

    >>> text(" 南宁市 青秀区 ").value, text(")"), text("也").certain, text("无").certain
    ('南宁市青秀区', None, 0.3, 1.0)
    >>> text("多一村|3队").value, text("多一村|3队").certain
    ('多一村13队', 0.6)
    """
    value = _SPACES.sub("", unicodedata.normalize("NFKC", raw)).strip("_:.·-—、,")
    if not re.search(r"\w", value):
        return None
    whole = _STROKE.sub("1", value)
    lone = len(value) == 1 and value not in _LONE
    return Tidied(whole, _COMPLETED if lone else 1.0 if whole == value else _CUT)


def name(raw: str) -> Tidied | None:
    """A person's name of 1 to 25 characters; the middle dot becomes U+00B7.

    A box behind a character is one that is not known.

    >>> name("阿依古丽•买买提").value, name("王小").certain, name("王小□").certain
    ('阿依古丽·买买提', 1.0, 0.3)
    """
    value = re.sub(r"[·・‧•．∙.]", "·", _SPACES.sub("", unicodedata.normalize("NFKC", raw)))
    value = re.sub(r"[^\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]", "", value).strip("·")
    # A long name runs into the next label, and is read with it in one line.
    whole, value = value, re.sub("性?别[男女]?$", "", value)
    if not 1 <= len(value) <= 25 or sum(c.isdigit() for c in raw) > 1 or _NO_NAME.search(value):
        return None
    if re.search(r"\w\s*[☑☐□]", raw):
        return Tidied(value, _COMPLETED)
    usual = whole == value and (2 <= len(value) <= 4 or "·" in value)
    return Tidied(value, 1.0 if usual else 0.6 if len(value) > 1 else 0.5)


def one_of(values: Sequence[str], least: float = 50) -> Tidy:
    """A value out of a closed set, also where a character was misread or others stand around it.

    >>> one_of(["有配偶", "未婚"])("有配隅").value
    '有配偶'
    """

    def tidy(raw: str) -> Tidied | None:
        value = _SPACES.sub("", unicodedata.normalize("NFKC", raw))
        if value in values:
            return Tidied(value)
        inside = [known for known in values if known in value]
        if inside:
            longest = max(inside, key=len)
            return Tidied(longest, 0.95 if len(longest) * 2 > len(value) + 1 else 0.3)
        return _nearest(value, values, least)

    return tidy


def _nearest(value: str, values: Sequence[str], least: float) -> Tidied | None:
    """The one value that is nearest; None where two are as near."""
    best = process.extract(value, values, scorer=fuzz.ratio, score_cutoff=least, limit=2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return None
    return Tidied(best[0][0], 0.6 if best[0][1] > 75 else 0.3)


def ethnicity(raw: str) -> Tidied | None:
    """An ethnic group without 族.

    >>> ethnicity("壮族").value, ethnicity("汉").value, ethnicity("仏佬").value
    ('壮', '汉', '仫佬')
    """
    # As near as 仫佬 is 仡佬, but not in print.
    value = _SPACES.sub("", raw).rstrip("族旅放").replace("仏", "仫")
    return one_of(ETHNICITIES)(value)


def sex(raw: str) -> Tidied | None:
    """男 or 女."""
    value = _SPACES.sub("", raw)
    if ("男" in value) == ("女" in value):
        return None
    return Tidied("男" if "男" in value else "女", 1.0 if len(value) <= 2 else 0.9)


def digits(raw: str) -> str:
    """The text with letters that look like digits turned into them, blanks closed up.

    >>> digits("45O1 03")
    '450103'
    """
    return _SPACES.sub("", unicodedata.normalize("NFKC", raw)).translate(_DIGIT_LOOKALIKES)


def date(raw: str) -> Tidied | None:
    """A date as ISO 8601; None where a part is missing or no such day exists.

    A year that lost its first digit (991年) can be only one. A day of one digit that no 日 closes may have
    lost another, and beside a month of two digits (04月1) it has.

    >>> date("1991年1月1日").value, date("2026.11.05").value, date("19911021").value
    ('1991-01-01', '2026-11-05', '1991-10-21')
    >>> date("二〇〇三年十一月二十日").value
    '2003-11-20'
    """
    plain = unicodedata.normalize("NFKC", raw).translate(_DIGIT_LOOKALIKES)
    chinese = _CHINESE_YEAR.search(plain)
    if chinese:
        plain = _CHINESE.sub(_in_digits, plain)
    pattern = _DATE
    if "年" in plain and "月" in plain:
        # Words of the form or of a seal may be read among the parts.
        pattern, plain = _WRITTEN_DATE, re.sub(r"[^\d年月日\s]", "", plain)
    found = pattern.search(plain) or re.fullmatch(r"\D*(\d{4})(\d{2})(\d{2})\D*", plain)
    if not found:
        return None
    year, month, day = map(int, found.groups())
    cut = len(found.group(1)) == 3
    if cut:
        year += 1000 if year >= 900 else 2000 if year < 100 else 0
    try:
        value = dt.date(year, month, day)
    except ValueError:
        return None
    certain = _COMPLETED if _day_cut(found, plain) or _UNMADE.search(raw) else _CUT if cut else 1.0
    told_by = _CHINESE_FIGURES if chinese else _DIGITS
    return Tidied(value.isoformat(), certain, told_by) if 1900 <= year <= 2100 else None


def _in_digits(figure: re.Match[str]) -> str:
    """A Chinese figure, or a number of two with 十."""
    if "十" not in figure[0]:
        return _CHINESE_DIGITS[figure[0]]
    return _CHINESE_DIGITS[figure[1] or "一"] + _CHINESE_DIGITS[figure[2] or "〇"]


def _day_cut(found: re.Match[str], plain: str) -> bool:
    """Whether the day of a written date may have lost a digit."""
    month, day = found.groups()[1:]
    open_end = "月" in plain and not plain[found.end() :].strip()
    return len(day) == 1 and (month.startswith("0") or open_end)


def id_number(raw: str) -> Tidied | None:
    """An 18-character ID number with an upper-case X, or an old 15-digit one.

    A number whose check character holds is worth more than its characters' scores. A rule beside the
    number may be read as a 1: of a longer run only the one part that is a number by itself is taken. In such
    a rule the first digit may be lost: the check character then tells it, and is no check any more.

    >>> id_number("1460036199201153322").value, id_number("60036199201153322").value
    ('460036199201153322', '460036199201153322')
    """
    plain = re.sub(r"[^0-9Xx×*]", "", digits(raw)).upper().replace("×", "X").replace("*", "X")
    parts = [found.group(1) for found in re.finditer(r"(?=(\d{17}[\dX]))", plain)]
    valid = [part for part in parts if resident_id.is_valid(part)]
    if len(valid) == 1:
        return Tidied(valid[0], 2.0 if len(plain) == 18 else 0.95, _DIGITS)
    if len(plain) == 18 and parts:
        return Tidied(plain, 0.85, _DIGITS)
    whole = resident_id.completed(plain)
    if whole:
        return Tidied(whole, _COMPLETED, _DIGITS)
    return Tidied(plain, 0.9, _DIGITS) if re.fullmatch(r"\d{15}", plain) else None


def number(low: float, high: float, *, whole: bool = False) -> Tidy:
    """A number between two bounds, its unit left out.

    >>> number(20, 65)("身长50.5厘米").value
    50.5
    """

    def tidy(raw: str) -> Tidied | None:
        found = re.search(r"\d+(?:[.．,]\d+)?", digits(raw))
        if not found:
            return None
        value = float(found.group().replace("．", ".").replace(",", "."))
        if not low <= value <= high:
            return None
        return Tidied(int(value) if whole or value == int(value) else value, told_by=_DIGITS)

    return tidy


def matching(pattern: str, tidy: Callable[[str], str] = digits) -> Tidy:
    r"""Digits that hold this pattern; a sign that touches them was one of them perhaps.

    >>> [matching(r"\d{6,14}")(one).certain for one in ("38767381", "户号:38767381", "$8767381")]
    [1.0, 1.0, 0.3]
    """
    compiled = re.compile(pattern)

    def tidied(raw: str) -> Tidied | None:
        plain = tidy(raw)
        found = compiled.search(plain)
        if found is None:
            return None
        beside = plain[: found.start()][-1:] + plain[found.end() :][:1]
        return Tidied(found.group(), _COMPLETED if _SIGN.search(beside) else 1.0, _DIGITS)

    return tidied
