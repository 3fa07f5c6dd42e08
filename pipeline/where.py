"""The filter language of reruns and exports: which stored cases are meant, as one line of text.

    status=flagged and rule=names.mother and submitted>=2026-09-01
    (province=guangxi or province=hainan) and not rule in (ids.*, id_card.expiry)

`and`, `or`, `not` and brackets; `=` `!=` `<` `<=` `>` `>=` and `in (…)`. Days are days in China. It is only
taken apart here; `pipeline/store/matching.py` makes the query of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

from casefile.errors import UsageError
from casefile.findings import Proposal
from casefile.lifecycle import State
from validators.province import provinces
from validators.rule import rules

MOST_CHARACTERS, MOST_DEPTH = 2000, 20
CHINA = dt.timezone(dt.timedelta(hours=8))
TIMES = ("submitted", "received")
WORDS: dict[str, Callable[[], Iterable[str]] | None] = {
    "status": lambda: State,
    "rule": lambda: (rule.id for rule in rules()),
    "proposal": lambda: Proposal,
    "province": provinces,
    "intake": None,
    "case": None,
    "id": None,
}
"""Names of texts, with the words that each may be; None: any."""
WILD = ("rule", "case", "intake")
"""Names whose value may end in `*`."""
_TOKEN = re.compile(r"""\s*(?:([(),])|(<=|>=|!=|=|<|>)|'([^']*)'|"([^"]*)"|([^\s()<>=!,'"]+))""")


@dataclass(frozen=True, slots=True)
class Span:
    """A day or a second as UTC seconds since 1970, from `low` up to but not including `high`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison; `sign` is one of = != < <= > >=, several values are an `in`."""

    name: str
    sign: str
    values: tuple[str | Span, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: Part


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts of which all must hold, or any."""

    every: bool
    parts: tuple[Part, ...]


Part = Compare | Not | Joined


def parse(text: str) -> Part:
    """The parts of a filter; raises UsageError in one line that names what is wrong.

    >>> parse("status=flagged")
    Compare(name='status', sign='=', values=('flagged',))
    """
    if len(text) > MOST_CHARACTERS:
        _wrong(f"超过 {MOST_CHARACTERS} 个字符")
    parser = _Parser(_tokens(text))
    found = parser.either(0)
    if parser.rest:
        _wrong(f"多出 {parser.rest[0][1]}")
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    """Kind (`bracket`, `sign`, `quoted` or `word`) and text of each token."""
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            _wrong(f"看不懂 {text[place : place + 20]}")
        kinds = ("bracket", "sign", "quoted", "quoted", "word")
        found += [(k, group) for k, group in zip(kinds, match.groups(), strict=True) if group is not None]
        place = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.rest = tokens

    def either(self, depth: int) -> Part:
        return self._joined("or", False, self._all, depth)

    def _all(self, depth: int) -> Part:
        return self._joined("and", True, self._one, depth)

    def _joined(self, word: str, every: bool, part: Callable[[int], Part], depth: int) -> Part:
        parts = [part(depth)]
        while self._take("word", word):
            parts.append(part(depth))
        return parts[0] if len(parts) == 1 else Joined(every, tuple(parts))

    def _one(self, depth: int) -> Part:
        if depth > MOST_DEPTH:
            _wrong("括号套得太深")
        if self._take("word", "not"):
            return Not(self._one(depth + 1))
        if self._take("bracket", "("):
            found = self.either(depth + 1)
            self._need(")")
            return found
        return self._compare()

    def _compare(self) -> Part:
        name = self._next("word", "一个项目名，如 status").lower()
        if name not in (*WORDS, *TIMES):
            _unknown(f"没有项目 {name}", name, (*WORDS, *TIMES))
        if self._take("word", "in"):
            self._need("(")
            values = [self._value(name)]
            while self._take("bracket", ","):
                values.append(self._value(name))
            self._need(")")
            return Compare(name, "=", tuple(values))
        sign = self._next("sign", f"{name} 之后的 = 或 >= 等")
        if name not in TIMES and sign not in ("=", "!="):
            _wrong(f"{name} 只能用 = 、!= 或 in")
        return Compare(name, sign, (self._value(name),))

    def _value(self, name: str) -> str | Span:
        kind = "quoted" if self.rest and self.rest[0][0] == "quoted" else "word"
        text = self._next(kind, f"{name} 的值")
        return _span(text) if name in TIMES else _word(name, text)

    def _take(self, kind: str, text: str) -> bool:
        here = self.rest and self.rest[0][0] == kind and self.rest[0][1].lower() == text
        if here:
            self.rest.pop(0)
        return bool(here)

    def _need(self, text: str) -> None:
        if not self._take("bracket", text):
            _wrong(f"缺少 {text}")

    def _next(self, kind: str, wanted: str) -> str:
        if not self.rest or self.rest[0][0] != kind:
            _wrong(f"缺少{wanted}")
        return self.rest.pop(0)[1]


def _word(name: str, text: str) -> str:
    listed = WORDS[name]
    known = [str(one) for one in listed()] if listed else []
    stem = text[:-1] if name in WILD and text.endswith("*") else None
    fits = any(one.startswith(stem) for one in known) if stem is not None else text in known
    if known and not fits:
        _unknown(f"{name} 没有 {text}", text, known)
    return text


def _span(text: str) -> Span:
    """The whole day, or the second, that a text names.

    >>> _span("2026-09-01") == Span(1788192000.0, 1788278400.0)
    True
    """
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        _wrong(f"{text} 不是日期，请写成 2026-09-01 或 2026-09-01T08:00")
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).timestamp()
    return Span(seconds, seconds + (86400 if len(text) == len("2026-09-01") else 1))


def _unknown(told: str, given: str, known: Iterable[str]) -> NoReturn:
    names = [str(one) for one in known]
    close = get_close_matches(given, names, 1)
    _wrong(told + (f"，是否为 {close[0]}？" if close else f"，可用 {'、'.join(names[:12])}"))


def _wrong(what: str) -> NoReturn:
    raise UsageError(f"筛选条件有误：{what}")
