"""The resident identity number (公民身份号码, GB 11643-1999).

Eighteen characters: six digits for the division where the number was given, eight for the birth date,
three for the order of which the last is odd for men and even for women, and a check character (0-9, X).
Numbers given before 1999 had fifteen digits, without century and check. Division codes come and go: an
unknown one is a hint, never a reason to refuse.

>>> validate('11010519491231002x')
'11010519491231002X'
>>> birth_date('11010519491231002X'), sex('11010519491231002X')
(datetime.date(1949, 12, 31), '女')
>>> expand('110105491231002')
'11010519491231002X'
>>> permit('810000199408230021')
'香港居民居住证'
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from functools import lru_cache

from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength, ValidationError
from stdnum.util import isdigits

from casefile.identifiers import division

_SEPARATORS = dict.fromkeys(map(ord, " \t\n-‐‑‒–—―−"))

LENGTH = 18
OLD_LENGTH = 15

PERMITS = {
    "81": "香港居民居住证",
    "82": "澳门居民居住证",
    "83": "台湾居民居住证",
}
"""Numbers of residence permits (港澳台居民居住证), told by the first two digits."""


@lru_cache(maxsize=8192)
def compact(number: str) -> str:
    """The number without blanks and separators, in half-width characters, with an upper-case X."""
    return unicodedata.normalize("NFKC", number).translate(_SEPARATORS).upper()


def validate(number: str) -> str:
    """The compact number where length, characters, check character and date hold.

    Raises one of stdnum's InvalidLength, InvalidFormat, InvalidChecksum, InvalidComponent.
    """
    number = compact(number)
    if len(number) != LENGTH:
        raise InvalidLength()
    if not number.isascii() or not isdigits(number[:-1]) or number[-1] not in "0123456789X":
        raise InvalidFormat()
    if number[-1] != check_character(number[:-1]):
        raise InvalidChecksum()
    if birth_date(number).year < 1800:
        raise InvalidComponent()
    return number


@lru_cache(maxsize=8192)
def is_valid(number: str) -> bool:
    """Whether the number obeys GB 11643 as far as can be told without its division."""
    try:
        return bool(validate(number))
    except ValidationError:
        return False


def check_character(body: str) -> str:
    """The check character (ISO 7064, MOD 11-2) that belongs to seventeen digits."""
    return str(ric.calc_check_digit(body + "0"))


def completed(rest: str) -> str | None:
    """The number of which all but the first digit is known: the check character tells it.

    >>> completed('1010519491231002X'), completed('1010519491231003X')
    ('11010519491231002X', None)
    """
    whole = (f"{digit}{rest}" for digit in range(1, 10))
    return next((number for number in whole if is_valid(number) and division_known(number)), None)


def birth_date(number: str) -> dt.date:
    """The date of birth in an eighteen-digit number; raises InvalidComponent where no such day was."""
    number = compact(number)
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as no_such_day:
        raise InvalidComponent() from no_such_day


def sex(number: str) -> str:
    """男 or 女, from the parity of the seventeenth digit."""
    return "男" if int(compact(number)[16]) % 2 else "女"


def expand(number: str) -> str | None:
    """The eighteen-digit number of a fifteen-digit one (all of them born after 1900), or None.

    >>> expand('610104620932690') is None  # there is no 32 September
    True
    """
    number = compact(number)
    if len(number) != OLD_LENGTH or not isdigits(number):
        return None
    body = f"{number[:6]}19{number[6:]}"
    full = body + check_character(body)
    return full if is_valid(full) else None


def permit(number: str) -> str | None:
    """The name of the residence permit that the number belongs to, or None for a citizen's number."""
    return PERMITS.get(compact(number)[:2])


def division_known(number: str) -> bool:
    """Whether the number's division code was in use in its year of birth: a hint, no more."""
    number = compact(number)
    return number[:2] in PERMITS or division.known(number[:6], birth_date(number).year)
