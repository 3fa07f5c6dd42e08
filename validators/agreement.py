"""How a reading compares with what another source expects: the one place where that is decided.

A sure reading that equals the expected string agrees, unless weighing failed, or says that a look-alike is
printed; a reading that differs or is unsure is settled by weighing, where the crop was weighed; what nobody
can tell is unreadable, never a mismatch, never a pass.
A value that a person corrected replaces the reading and is sure.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from rapidfuzz.distance import LCSseq

from casefile.case import Field, Value, Weight
from casefile.identifiers import person_name, resident_id

Compare = Callable[[Field, str], "Agreement"]


class Agreement(StrEnum):
    """How a reading compares with an expected value."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNREADABLE = "unreadable"


_FAR, _CLEAR = 3.0, -8.0
"""How many times as far as the mismatch boundary, or as what a look-alike may lie behind, no blur reaches."""
_RULED_FROM = -5.0
"""Nats. Of 150 names drawn in a rule 7 surnames were misread, 6 of them above this; of all that was read
right one could be another above it. 将 printed in a rule says 蒋 at -6 and below."""
MATCH, MISMATCH, UNREADABLE = Agreement.MATCH, Agreement.MISMATCH, Agreement.UNREADABLE


def of_name(field: Field, expected: str) -> Agreement:
    """Whether a name or other text is the expected one.

    >>> of_name(Field('黄梓萱', '黄梓萱', 0.97), '黄梓萱').value
    'match'
    >>> of_name(Field('黄梓萱', '黄梓萱', 0.6), '黄梓萱').value
    'unreadable'
    >>> of_name(Field('黄梓宣', '黄梓宣', 0.97), '黄梓萱').value
    'unreadable'
    >>> of_name(Field('黄梓宣', '黄梓宣', 0.97, weights={'黄梓萱': Weight(-9, -2, -5)}), '黄梓萱').value
    'mismatch'
    """
    settled = _settled(field, expected, person_name.normalise)
    if settled:
        return settled
    weight = _weight(field, expected)
    read, wanted = person_name.normalise(str(field.value)), person_name.normalise(expected)
    if read == wanted or weight:
        verdict = _weighed(weight, field.sure)
        # Two forms of one character weigh apart although they may be one person's name: a doubt.
        return UNREADABLE if verdict is MISMATCH and person_name.is_variant(read, wanted) else verdict
    return MISMATCH if field.sure and _clearly_other(read, wanted) else UNREADABLE


def surely_other(field: Field, expected: str) -> bool:
    """Whether a name is not the expected one, however unsure it is what it says.

    >>> surely_other(Field('廖鹏承', '廖鹏承', 0.3, weights={'周霞': Weight(-40, -1.2, -8)}), '周霞')
    True
    >>> surely_other(Field('周露', '周露', 0.3, weights={'周霞': Weight(-9, -1.2, -8)}), '周霞')
    False
    """
    if of_name(field, expected) is MISMATCH:
        return True
    weight, wanted = _weight(field, expected), person_name.normalise(expected)
    if weight is None or weight.nats >= weight.mismatch_below:
        return False
    # What the picture says, however it is read, cannot be the expected name's blurred print.
    said = [name for name in field.weights if of_name(field, name) is MATCH]
    if weight.nats < _FAR * min(weight.mismatch_below, _CLEAR) and any(name != field.value for name in said):
        return True
    if weight.nats < _FAR * weight.mismatch_below:
        said.append(person_name.normalise(str(field.value)))
    return any(_clearly_other(name, wanted) for name in said)


def denied(field: Field, expected: str) -> bool:
    """Whether the picture, by itself, does not say the expected name: no proof that it says another."""
    weight = _weight(field, expected)
    return weight is not None and weight.nats < weight.mismatch_below


def of_number(field: Field, expected: str, old: bool = False) -> Agreement:
    """Whether an ID number is the expected one; `old`: a fifteen-digit number counts as its expansion.

    Elsewhere fifteen characters are a truncation. A whole number whose check character holds was read
    right: where it is sure and another one, no look-alike explains it.

    >>> of_number(Field('110105491231002', '110105491231002', 0.97), '11010519491231002X').value
    'unreadable'
    >>> of_number(Field('110105491231002', '110105491231002', 0.97), '11010519491231002X', old=True).value
    'match'
    """
    settled = _settled(field, expected, _expanded if old else resident_id.compact)
    if settled:
        return settled
    read = (_expanded if old else resident_id.compact)(str(field.value))
    checked = field.sure and len(read) == resident_id.LENGTH and resident_id.is_valid(read)
    if checked:
        return MATCH if read == resident_id.compact(expected) else MISMATCH
    if len(read) != resident_id.LENGTH:
        return UNREADABLE
    return _weighed(_weight(field, expected), field.sure)


def of_value(field: Field, expected: Value) -> Agreement:
    """Whether a date, a sex or a number is the expected one.

    >>> of_value(Field('2026-11-05', '2026年11月5日', 0.95), '2026-11-05').value
    'match'
    >>> of_value(Field('2026-11-06', '2026年11月6日', 0.5), '2026-11-05').value
    'unreadable'
    """
    value = field.value if field.corrected is None else field.corrected
    return of_set(field, value == expected, str(expected))


def of_set(field: Field, same: bool, expected: str) -> Agreement:
    """Whether a value of a closed set is the expected one; `same`: whether the two are equal as values.

    An unsure reading counts where the picture says the expected value more than any near one. A sure
    reading of another value that the picture does not bear out is a doubt.
    """
    if field.corrected is not None:
        return MATCH if same else MISMATCH
    weight = _weight(field, expected)
    if not field.sure:
        read = field.value is not None or field.raw
        proven = read and weight is not None and weight.nats >= weight.match_from
        return MATCH if proven else UNREADABLE
    if same:
        return MATCH
    return MISMATCH if weight is None or weight.nats < weight.mismatch_below else UNREADABLE


def may_be_ruled(field: Field, expected: str) -> bool:
    """Whether a name may be the expected one, its surname spoilt by a rule of the table.

    It takes other papers to bear it out.

    >>> may_be_ruled(Field('将强嘉', '将强嘉', 0.97, weights={'蒋强嘉': Weight(-4, 0, -8, True)}), '蒋强嘉')
    True
    """
    weight, rest = _weight(field, expected), person_name.normalise(expected)[1:]
    same = person_name.normalise(str(field.value))[1:] == rest
    return same and weight is not None and weight.ruled and weight.nats >= _RULED_FROM


def between(one: Field, other: Field) -> Agreement:
    """Whether two pages print the same name; the surer reading is what the other is held against.

    A string that both pictures say, each by itself, is the name of both. Of a surname in a table's rule the
    other page tells what it is.
    """
    names = {str(name) for name in (one.value, other.value, *one.weights) if name}
    if any(of_name(one, name) is MATCH and of_name(other, name) is MATCH for name in names):
        return MATCH
    for held, against in ((one, other), (other, one)):
        value = against.value if against.corrected is None else against.corrected
        if value is not None and (against.sure or against.corrected is not None):
            found = of_name(held, str(value))
            return MATCH if found is UNREADABLE and may_be_ruled(held, str(value)) else found
    return UNREADABLE


def doubt(field: Field, expected: str) -> str:
    """Why a reading is a doubt, in words for the reviewer; empty where there is nothing to add."""
    value = field.value if field.corrected is None else field.corrected
    if isinstance(value, str) and person_name.is_variant(value, expected):
        return "（仅繁简字形不同，请核对是否为同一人）"
    return ""


def _settled(field: Field, expected: str, normalise: Callable[[str], str]) -> Agreement | None:
    """The cases that need no weighing: nothing to compare, a person's correction, equal and sure."""
    value = field.value if field.corrected is None else field.corrected
    if value is None or not normalise(expected):
        return UNREADABLE
    equal = normalise(str(value)) == normalise(expected)
    if field.corrected is not None:
        variant = person_name.is_variant(str(value), expected)
        return MATCH if equal else UNREADABLE if variant else MISMATCH
    weight = _weight(field, expected)
    # Of some look-alikes the recogniser always reads the same one: then being equal proves nothing.
    proven = weight is None or weight.nats >= weight.match_from
    return MATCH if equal and field.sure and proven else None


def _weighed(weight: Weight | None, sure: bool) -> Agreement:
    """What the picture says of the expected string."""
    if weight and weight.nats >= weight.match_from:
        return MATCH
    if weight and sure and weight.nats < weight.mismatch_below:
        return MISMATCH
    return UNREADABLE


def _weight(field: Field, expected: str) -> Weight | None:
    return field.weights.get(expected) or field.weights.get(person_name.normalise(expected))


def _clearly_other(read: str, wanted: str) -> bool:
    """Whether no slip of the reader turns one string into the other."""
    return abs(len(read) - len(wanted)) >= 2 or LCSseq.normalized_similarity(read, wanted) < 0.5


def _expanded(number: str) -> str:
    return resident_id.expand(number) or resident_id.compact(number)
