"""What a person types for a field, in the field's normal form."""

from __future__ import annotations

import unicodedata

from casefile.case import Value
from casefile.errors import BirthcaseError
from casefile.identifiers import resident_id
from extractors import values

_NUMBERS = {
    "weight_g", "length_cm", "head_cm", "chest_cm", "gestational_weeks", "apgar_1", "apgar_5", "apgar_10",
    "blood_loss_ml", "labour_minutes", "height_cm",
}  # fmt: skip
_DATES = ("_date", "_on", "valid_from", "valid_to")
_LONG = "长期"
_MOST = 200


class EntryRefused(BirthcaseError):
    """What was typed cannot stand in this field; the message says what can."""

    code = "ENTRY"


def entered(name: str, text: str) -> Value:
    """The value of a field as typed; raises EntryRefused.

    >>> entered("birth_date", "2026年3月5日"), entered("weight_g", "3200"), entered("sex", " 女 ")
    ('2026-03-05', 3200, '女')
    """
    value = unicodedata.normalize("NFKC", text).strip()
    if not value or len(value) > _MOST:
        raise EntryRefused(f"请输入 1 到 {_MOST} 个字符")
    if name in _NUMBERS:
        return _number(value)
    if name.endswith(_DATES) or name.rstrip("_0123456789").endswith("changed_on"):
        return _date(name, value)
    if name.endswith("id_number"):
        number = resident_id.compact(value)
        if not resident_id.is_valid(number):
            raise EntryRefused("公民身份号码应为 18 位，且校验码相符，请核对")
        return number
    return "".join(value.split()) if name.endswith("name") else value


def _number(value: str) -> Value:
    try:
        number = float(value)
    except ValueError:
        raise EntryRefused("请输入数字，不带单位") from None
    return int(number) if number.is_integer() else number


def _date(name: str, value: str) -> Value:
    if value == _LONG and name == "valid_to":
        return _LONG
    digits = "".join(letter for letter in value if letter.isdigit())
    plain = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 else value
    found = values.date(plain)
    if found is None:
        raise EntryRefused("请输入日期，如 2026-03-05")
    return found.value
