"""The resident identity card (居民身份证): the portrait side and the emblem side."""

from __future__ import annotations

import re
from dataclasses import replace

from casefile.case import Kind
from casefile.identifiers import division
from extractors import values
from extractors.address import address
from extractors.spec import NAMED, FieldSpec, Spec, Tidied

_VALIDITY = re.compile(r"(\d{4})[.年\-]?(\d{2})[.月\-]?(\d{2})")
_POLICE = re.compile("(?P<place>.+)公安局(?:(?P<part>.+)分局)?")
_AUTHORITY = re.compile(r"[\u3400-\u9fff]+(?:局|所|部|厅|处|队|会|府)")


def _authority(raw: str) -> Tidied | None:
    """The authority; surer where it names a place whose name is no other's with one character changed.

    >>> _authority("昌江黎族自治县公安局").certain > 1, _authority("桂林市公安局七星分局").certain > 1
    (True, True)
    >>> _authority("灵川县公安局").certain, _authority("昌江黎族自冶县公安局").certain
    (1.0, 1.0)
    """
    found = values.text(raw)
    if found is None:
        return None
    whole = re.sub(r"[^\u3400-\u9fff]", "", str(found.value))
    match = _AUTHORITY.search(whole)
    if match is None:
        return Tidied(whole, 0.7) if len(whole) > 3 else None
    police = _POLICE.fullmatch(match.group())
    place = police["place"] + (f"{police['part']}区" if police["part"] else "") if police else ""
    return Tidied(match.group(), NAMED if division.unlike_others(place) else 1.0)


def _from(raw: str) -> Tidied | None:
    found = _VALIDITY.search(values.digits(raw))
    return values.date("-".join(found.groups())) if found else None


def _until(raw: str) -> Tidied | None:
    if "长" in raw or "期" in raw.replace("有效期限", ""):
        return Tidied("长期")
    found = list(_VALIDITY.finditer(values.digits(raw)))
    return values.date("-".join(found[1].groups())) if len(found) > 1 else None


FRONT = Spec(
    kind=Kind.ID_CARD_FRONT,
    titles=(),
    distinctive=("公民身份号码",),
    fields=(
        FieldSpec("name", ("姓名", "姓多", "姓各"), values.name, lines=2),
        FieldSpec("sex", ("性别", "性剐", "性刷"), values.sex),
        FieldSpec("ethnicity", ("民族", "民旅", "民簇"), values.ethnicity),
        FieldSpec("birth_date", ("出生", "出牛", "岀生"), values.date),
        FieldSpec("address", ("住址", "佳址", "住扯"), address, lines=4),
        FieldSpec("id_number", ("公民身份号码", "公民身份证号码"), values.id_number),
    ),
)

BACK = Spec(
    kind=Kind.ID_CARD_BACK,
    titles=("居民身份证", "中华人民共和国居民身份证"),
    distinctive=("签发机关", "有效期限"),
    other_labels=("中华人民共和国",),
    fields=(
        FieldSpec("issuing_authority", ("签发机关", "签发机美"), _authority),
        FieldSpec("valid_from", ("有效期限", "有效期"), _from),
        FieldSpec("valid_to", ("有效期限", "有效期"), _until),
    ),
)

SPECS = tuple(replace(spec, filled=frozenset(one.name for one in spec.fields)) for spec in (FRONT, BACK))
