"""The marriage certificate (结婚证): its two pages that are read; and the divorce certificate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from casefile.case import Kind
from casefile.page import Span
from extractors import values
from extractors.found import Found
from extractors.registries import registrar, registries, registry, registry_of
from extractors.spec import FieldSpec, Spec, Tidied

_NUMBER = re.compile(r"(BJ|J|BL|L|8J)(\d{6})[-—一–~]?(\d{4})[-—一–~]?(\d{6})")
_UNLIKELY = 0.3
_COUNTRY = "国$|越南|日本|老挝|缅甸|柬埔寨|菲律宾|马来西亚|新加坡|印度|俄罗斯|加拿大|澳大利亚"
"""What most other nationalities are; a name read in its place is none."""
_OLD = re.compile(r"[\u3400-\u9fff]{1,6}字第?\(?\d{4,12}\)?号?")


def certificate_number(raw: str) -> Tidied | None:
    """`J450103-2019-000123` and its kin; certificates of before 2004 such as 桂邕结字030500123.

    A J that was read as a figure is none: the picture is asked which letters stand there.

    >>> certificate_number("J450103-2O19-000123").value, certificate_number("1450103-2019-000123")
    ('J450103-2019-000123', None)
    """
    plain = re.sub(r"\s", "", raw.upper()).replace("（", "(").replace("）", ")")
    head = re.match(r"[^A-Z0-9]*([A-Z8]{0,2}J|B?L)?", plain)
    prefix = head.group(1) if head else None
    rest = values.digits(plain[head.end() :] if head else plain)
    found = _NUMBER.search(f"{ {'8J': 'BJ'}.get(prefix or '', prefix or '') }{rest}")
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


def as_labelled(found: Mapping[str, Found], spans: Iterable[Span]) -> dict[str, Found]:
    """The fields of a certificate; no number of a divorce stands beside 结婚证字号: a J on a rule looks like an L."""
    number, words = found.get("certificate_number"), [span.chars for span in spans]
    value = str(number.value) if number else ""
    labelled = any("结婚证字" in word for word in words) and not any("离婚" in word for word in words)
    if number is None or not labelled or not re.match("B?L", value):
        return dict(found)
    return {**found, "certificate_number": replace(number, value=value.replace("L", "J", 1))}


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
    return Tidied(value, 0.9 if re.search(_COUNTRY, value) else _UNLIKELY)


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
