"""Write the list of rules out of their own docstrings: `python -m validators docs/rules.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from validators.province import Province, load, provinces
from validators.rule import Rule, rules

_HEAD = """# The rules

Generated from the rules themselves by `python -m validators docs/rules.md`; do not edit.

`block` keeps a case from being accepted, `warn` is shown to the reviewer, `info` only informs. A rule that
lacks a sure reading is `unreadable`: it neither passes nor counts as a mismatch.
"""


def page() -> str:
    """The whole list as Markdown."""
    known = [load(name) for name in provinces()]
    return "\n".join([_HEAD, *(line for rule in rules() for line in _section(rule, known))])


def _section(rule: Rule, known: list[Province]) -> Iterator[str]:
    """One rule: what holds, in its own words, and where that stands."""
    yield f"## `{rule.id}`\n"
    yield f"**{rule.title}** · {rule.severity}, fails as {rule.fails_as}\n"
    yield f"{rule.text}\n"
    for province in known:
        own = province.rule(rule.id)
        if own.omit:
            yield f"- {province.name}: not asked"
            continue
        terms = [f", {own.severity}" if own.severity else "", ", required" if own.required else ""]
        yield f"- {province.name}: {province.source(rule.id, rule.source)}{''.join(terms)}"
    yield ""


if __name__ == "__main__":
    if len(sys.argv) == 2:
        Path(sys.argv[1]).write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
