"""The console's words: written in Chinese in templates and code, in English by the tables in `texts/`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from fastapi import Request

COOKIE = "birthcase-language"
LANGUAGES = {"zh": "中文", "en": "English"}
_FOLDER = Path(__file__).with_name("texts")


def language_of(request: Request) -> str:
    """`zh`, or `en` where somebody has switched to it."""
    return "en" if request.cookies.get(COOKIE) == "en" else "zh"


def speaker(language: str) -> Callable[..., str]:
    """What templates know as `_`: the sentence in that language, with its `{names}` filled in."""

    def say(chinese: str, **values: object) -> str:
        text = english().get(chinese, chinese) if language == "en" else chinese
        return text.format(**values) if values else text

    return say


@cache
def english() -> dict[str, str]:
    """Every sentence by its Chinese; one file a part of the console, none of them says a thing twice."""
    found: dict[str, str] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found |= table
    return found
