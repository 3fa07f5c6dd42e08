"""A short way to write down a form's line: printed words, {blanks} and <choices>."""

from __future__ import annotations

import re
from collections.abc import Mapping

from samples.papers.form import Blank, Choice, Part, Word

_TOKEN = re.compile(r"\{(?P<key>[\w.]+)(?:\*(?P<share>[\d.]+))?\}|<(?P<group>\w+):(?P<options>[^>]+)>")


def parts(line: str, texts: Mapping[str, str], chosen: Mapping[str, str | None]) -> list[Part]:
    """The line's parts, its blanks filled from `texts` and its choices marked from `chosen`.

    `{key}` is a blank, `{key*2}` one that takes a double share of the free room; a blank belongs to
    the field before the dot in its key. `<field:a|b>` is a choice. What has no text stays blank.

    >>> blank, unit, sex = parts("{weight_g}克<sex:男|女>", {"weight_g": "3200"}, {"sex": "女"})
    >>> blank, unit
    (Blank(name='weight_g', text='3200', share=1.0), Word(text='克'))
    >>> sex
    Choice(name='sex', options=('男', '女'), chosen='女')
    """
    found: list[Part] = []
    start = 0
    for token in _TOKEN.finditer(line):
        if token.start() > start:
            found.append(Word(line[start : token.start()]))
        start = token.end()
        if key := token["key"]:
            found.append(Blank(key.partition(".")[0], texts.get(key, ""), float(token["share"] or 1)))
        else:
            found.append(
                Choice(token["group"], tuple(token["options"].split("|")), chosen.get(token["group"]))
            )
    if start < len(line):
        found.append(Word(line[start:]))
    return found


def day(name: str, share: float = 1.0) -> str:
    """The three blanks of a date, the year's a little wider."""
    return f"{{{name}.year*{1.3 * share:g}}}年{{{name}.month}}月{{{name}.day}}日"
