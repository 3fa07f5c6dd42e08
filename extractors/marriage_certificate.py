"""The marriage certificate (结婚证): its two pages that are read; and the divorce certificate."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

from casefile.case import Kind
from casefile.identifiers import division
from extractors import values
from extractors.spec import FieldSpec, Spec, Tidied

_NUMBER = re.compile(r"(BJ|J|BL|L|8J)(\d{6})[-—一–~]?(\d{4})[-—一–~]?(\d{6})")
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
_COUNTRY = "国$|越南|日本|老挝|缅甸|柬埔寨|菲律宾|马来西亚|新加坡|印度|俄罗斯|加拿大|澳大利亚"
"""What most other nationalities are; a name read in its place is none."""
_ALIKE = 0.66
"""How alike the names of a place must be."""
_NEAR = 120
"""How many places' registries a seal's letters are held against."""
_OLD = re.compile(r"[\u3400-\u9fff]{1,6}字第?\(?\d{4,12}\)?号?")


def certificate_number(raw: str) -> Tidied | None:
    """`J450103-2019-000123` and its kin; certificates of before 2004 such as 桂邕结字030500123.

    >>> certificate_number("J450103-2O19-000123").value
    'J450103-2019-000123'
    """
    plain = re.sub(r"\s", "", raw.upper()).replace("（", "(").replace("）", ")")
    head = re.match(r"[^A-Z0-9]*([A-Z8]{0,2}J|B?L|1|I)?", plain)
    prefix = head.group(1) if head else None
    rest = values.digits(plain[head.end() :] if head else plain)
    found = _NUMBER.search(f"{ {'8J': 'BJ', '1': 'J', 'I': 'J'}.get(prefix or '', prefix or '') }{rest}")
    if found:
        return Tidied("{}{}-{}-{}".format(*found.groups()), 1.0)
    old = _OLD.search(plain)
    return Tidied(old.group()) if old else None


def _certificate_numbers(raw: str) -> tuple[str, ...]:
    """The numbers that a text without its letters may be: a J is read as |, 3 or nothing.

    >>> _certificate_numbers("|469002-2021-000199")[:2]
    ('J469002-2021-000199', 'BJ469002-2021-000199')
    """
    found = re.search(r"(\d{6})-(\d{4})-(\d{6})$", values.digits(raw))
    return tuple(f"{letters}{found.group()}" for letters in ("J", "BJ", "L", "BL")) if found else ()


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


def document_number(raw: str) -> Tidied | None:
    """An ID number, or a passport's letters and digits."""
    found = values.id_number(raw)
    if found:
        return found
    passport = re.search(r"[A-Z]{1,2}\d{7,8}", raw.upper().replace(" ", ""))
    return Tidied(passport.group(), 0.9) if passport else None


def _nationality(raw: str) -> Tidied | None:
    found = values.text(raw)
    if found is None:
        return None
    value = str(found.value)
    if "中国" in value or value in {"中華", "中围"}:
        return Tidied("中国")
    return Tidied(value, 0.9 if re.search(_COUNTRY, value) else _CUT)


def _person(prefix: str) -> tuple[FieldSpec, ...]:
    """The block of one person; which of the two is the husband is told by 性别 afterwards."""
    return (
        FieldSpec(f"{prefix}_name", ("姓名", "姓多", "姓爸", "姓吉", "姓各"), values.name),
        FieldSpec(f"{prefix}_sex", ("性别", "性剐"), values.sex, words=("男", "女")),
        FieldSpec(f"{prefix}_nationality", ("国籍", "国箱", "国馨", "国精", "国藉"), _nationality),
        FieldSpec(f"{prefix}_birth_date", ("出生日期", "出生日", "岀生日期"), values.date),
        FieldSpec(
            f"{prefix}_id_number",
            ("身份证件号码", "身份证件号", "身份证件导", "身份证件", "身份证号"),
            document_number,
        ),
    )


PERSON = _person("person")
_HEAD = (
    FieldSpec("holder", ("持证人", "持证"), values.name),
    FieldSpec("registered_on", ("登记日期", "登记日", "记日期"), values.date),
    FieldSpec(
        "certificate_number",
        ("结婚证字号", "洁婚证字号", "结婚证字", "洁婚证字", "婚证字号"),
        certificate_number,
        readings=_certificate_numbers,
    ),
    FieldSpec("remark", ("备注", "备汪"), values.text, lines=2),
)

INFO = Spec(
    kind=Kind.MARRIAGE_INFO,
    distinctive=("持证人", "结婚证字号", "身份证件号", "国籍"),
    other_labels=("样本",),
    fields=_HEAD,
    person=PERSON,
    filled=frozenset(
        {"holder", "registered_on", "certificate_number"}
        | {f"{role}_{name}" for role in ("husband", "wife") for name in ("name", "birth_date", "id_number")}
    ),
)

STATEMENT = Spec(
    kind=Kind.MARRIAGE_STATEMENT,
    titles=("结婚申请", "予以登记", "发给此证"),
    distinctive=("婚姻登记员", "登记机关"),
    other_labels=(
        "(盖章)",
        "盖章",
        "婚姻登记专用章",
        "登记专用章",
        "专用章",
        "样本",
        "中华人民共和国婚姻法",
        "中华人民共和国民法典",
    ),
    fields=(
        FieldSpec("registry", ("登记机关", "登记机美", "登记机关(盖章)", "记机关"), registry),
        FieldSpec("registrar", ("婚姻登记员", "婚姻登记员(签名)", "姻登记员", "登记员"), registrar, red=True),
    ),
    sealed=(("registry", registry_of),),
    offices=registries,
)

DIVORCE = Spec(
    kind=Kind.DIVORCE_CERTIFICATE,
    titles=("离婚证", "离婚申请"),
    distinctive=("离婚证字号", "持证人", "身份证件号", "国籍"),
    fields=(
        *_HEAD[:2],
        FieldSpec(
            "certificate_number",
            ("离婚证字号", "离婚证字"),
            certificate_number,
            readings=_certificate_numbers,
        ),
        _HEAD[3],
    ),
    person=PERSON,
)

SPECS = (INFO, STATEMENT, DIVORCE)
