"""The number of a marriage certificate (结婚证字号).

Since 2004: a letter, the registry's six-digit division code, the year and six digits. `J` is a marriage,
`BJ` its re-issue (the year is then that of the re-issue); `L` and `BL` are the same for divorces. Older
certificates carry the place's short name and 结字, as 桂邕结字030500123.

>>> parse('J450103-2019-001234')
MarriageNumber(letters='J', division='450103', year=2019)
>>> parse('BL460105-2021-000321').is_divorce
True
>>> parse('桂邕结字第030500123号').is_divorce
False
>>> parse('450103') is None
True
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NEW = re.compile(r"(B?[JL])(\d{6})-?(\d{4})-?(\d{6})")
_OLD = re.compile(
    r"(?:[(\[〔]?\d{4}[)\]〕]?)?[\u4e00-\u9fff]{1,12}?(补?[结离])(?:婚)?(?:证)?字?第?[\d()\[\]〔〕第\-]{3,}号?"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―－−", "-"))


@dataclass(frozen=True, slots=True)
class MarriageNumber:
    """The parts of a certificate's number; old forms have neither division nor year."""

    letters: str
    division: str | None = None
    year: int | None = None

    @property
    def is_divorce(self) -> bool:
        """Whether the number is that of a divorce certificate (离婚证)."""
        return self.letters[-1] in "L离"

    @property
    def is_reissue(self) -> bool:
        """Whether the certificate was issued again in place of a lost one (补领)."""
        return self.letters[0] in "B补"


def compact(number: str) -> str:
    """The number without blanks, in half-width characters, with one kind of dash."""
    folded = unicodedata.normalize("NFKC", number).translate(_DASHES).upper()
    return "".join(folded.split())


def parse(number: str) -> MarriageNumber | None:
    """The parts of a number in a known form, else None."""
    number = compact(number)
    if found := _NEW.fullmatch(number):
        return MarriageNumber(found[1], found[2], int(found[3]))
    if found := _OLD.fullmatch(number):
        return MarriageNumber(found[1])
    return None
