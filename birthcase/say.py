"""What the command line says, in Chinese or English, on terminals and in pipes alike."""

from __future__ import annotations

from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


class Language(StrEnum):
    """The languages of the command line; messages to citizens are always Chinese."""

    ZH = "zh"
    EN = "en"


_LANGUAGE: ContextVar[Language] = ContextVar("language", default=Language.ZH)

STATUS = {
    "accepted": ("通过", "accepted"),
    "flagged": ("待人工审核", "flagged"),
    "failed": ("未完成", "failed"),
}
OUTCOME = {
    "pass": ("符合", "pass"),
    "mismatch": ("不一致", "mismatch"),
    "unreadable": ("看不清", "unreadable"),
    "missing": ("缺少", "missing"),
    "ineligible": ("不适用本服务", "ineligible"),
    "not_checked": ("未核验", "not checked"),
    "not_applicable": ("不涉及", "not applicable"),
}
PROPOSAL = {
    "confirm": ("请确认", "confirm"),
    "return": ("一次性告知补正", "return"),
    "decline": ("转普通程序", "decline"),
}


def use_language(language: Language) -> None:
    """Speak this language from now on."""
    _LANGUAGE.set(language)


def say(chinese: str, english: str) -> str:
    """The sentence in the chosen language."""
    return english if _LANGUAGE.get() is Language.EN else chinese


def word(table: dict[str, tuple[str, str]], key: str | None) -> str:
    """The word for a key of one of the tables; an unknown key stands for itself."""
    return say(*table.get(key or "", (key or "", key or "")))


@cache
def console(stderr: bool = False) -> Console:
    """The terminal, without guesses about what is a number or a path."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, soft_wrap=True)


def line(text: str) -> None:
    """One line of output."""
    console().print(text)


def fail(text: str) -> None:
    """One line about what went wrong and what to do."""
    console(stderr=True).print(say("错误：", "Error: ") + text, style="red")
