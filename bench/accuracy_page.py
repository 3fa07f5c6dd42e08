"""The page docs/accuracy.md out of what was seen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from bench.fields import NUMBERS, Seen, critical
from bench.tables import share, table, write_page
from casefile.case import SURE

PROFILES = ("flat", "phone", "poor", "copy")
_BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0001)
_NOTE = """Pages are drawn (samples/README.md), with seeds that nothing was tuned on; they are no real papers.
Right means right as a whole after normalisation. Critical fields are names, numbers, dates, sex and
authorities. Blank places and values drawn illegible are left out except where said. `flat` is a scan or
flat photo, `phone` an ordinary photo, `poor` a bad one, `copy` a grey or stamped copy or a photo of a
screen, of any of the three. Brackets hold the 95 % interval (Wilson)."""

Want = Callable[[Seen], bool]
_GROUPS: tuple[tuple[str, Want], ...] = (("critical", lambda s: critical(s.name)), ("all", lambda s: True))


def write(
    path: Path, told: str, seeds: range, own: Sequence[Seen], peers: Mapping[str, Sequence[Seen]]
) -> None:
    """Write the whole page."""
    parts = [
        f"Seeds {seeds.start} to {seeds.stop - 1}. {_NOTE}",
        "## In short",
        _short(own),
        "## By kind",
        _by_kind(own),
        "## How far confidence can be trusted",
        f"All fields, blank ones too. Of those given {SURE} or more: "
        f"{share(_count(own, lambda s: s.betrayed), _count(own, _sure))} wrong.",
        _reliability(own),
        "## What goes wrong most",
        _worst(own),
    ]
    if peers:
        parts += ["## Other readers with the same extractors", _peers(own, peers)]
    write_page(path, "Accuracy", told, parts)


def _short(seen: Sequence[Seen]) -> str:
    rows: list[tuple[str, Want]] = [
        ("critical fields", lambda s: critical(s.name)),
        ("critical fields, not handwritten", lambda s: critical(s.name) and not s.hand),
        ("all fields", lambda s: True),
        ("all fields, not handwritten", lambda s: not s.hand),
        ("ID numbers", lambda s: s.name in NUMBERS),
        ("handwritten fields of delivery records", lambda s: s.hand),
    ]
    told = [
        [name, *(_right([s for s in seen if s.profile == p and want(s)]) for p in PROFILES)]
        for name, want in rows
    ]
    of_all = [[s for s in seen if s.profile == p] for p in PROFILES]
    told.append(["wrong with confidence ≥ 0.9", *(_part(some, lambda s: s.betrayed) for some in of_all)])
    blank = [[s for s in some if s.blank] for some in of_all]
    told.append(["blank places given a sure value", *(_part(some, lambda s: s.betrayed) for some in blank)])
    pages = [list({(s.kind, s.seed): s for s in some}.values()) for some in of_all]
    told.append(["pages taken for their kind", *(_part(some, lambda s: s.kind_found) for some in pages)])
    return table(("", *PROFILES), told)


def _by_kind(seen: Sequence[Seen]) -> str:
    rows = []
    for kind in dict.fromkeys(s.kind for s in seen):
        for group, want in _GROUPS:
            some = [s for s in seen if s.kind == kind and want(s)]
            rows.append(
                [f"`{kind}`", group, *(_right([s for s in some if s.profile == p]) for p in PROFILES)]
            )
    return table(("kind", "fields", *PROFILES), rows)


def _reliability(seen: Sequence[Seen]) -> str:
    """The share that is right by confidence, as a diagram (the line is what was promised) and a table."""
    bins = [
        (f"{low:g}–{min(high, 1.0):g}", [s for s in seen if low <= s.confidence < high])
        for low, high in pairwise(_BINS)
    ]
    bins = [(name, some) for name, some in bins if some]
    promised = [sum(s.confidence for s in some) / len(some) for _, some in bins]
    right = [_count(some, lambda s: s.right) / len(some) for _, some in bins]
    diagram = [
        "```mermaid",
        "xychart-beta",
        f"    x-axis [{', '.join(json.dumps(name, ensure_ascii=False) for name, _ in bins)}]",
        '    y-axis "share right" 0 --> 1',
        f"    bar [{', '.join(f'{share:.3f}' for share in right)}]",
        f"    line [{', '.join(f'{share:.3f}' for share in promised)}]",
        "```",
    ]
    rows = [
        [name, f"{mean:.3f}", _part(some, lambda s: s.right)]
        for (name, some), mean in zip(bins, promised, strict=True)
    ]
    return "\n".join(diagram) + "\n\n" + table(("confidence", "mean", "right"), rows)


def _worst(seen: Sequence[Seen], most: int = 20) -> str:
    wrong = Counter((s.kind, s.name) for s in seen if not s.blank and not s.right)
    rows = []
    for (kind, name), count in wrong.most_common(most):
        some = [s for s in seen if (s.kind, s.name) == (kind, name) and not s.blank]
        sure = _count(some, lambda s: s.betrayed)
        rows.append([f"`{kind}.{name}`", f"{count} of {len(some)}", str(sure)])
    return table(("field", "wrong", "of these sure"), rows)


def _peers(own: Sequence[Seen], peers: Mapping[str, Sequence[Seen]]) -> str:
    """Without second looks and ticks, which need the reader's own pixels."""
    rows = []
    for name, seen in {"birthcase": own, **peers}.items():
        for group, want in _GROUPS:
            some = [[s for s in seen if s.profile == p and want(s)] for p in PROFILES]
            rows.append([name, group, *map(_right, some)])
        some = [[s for s in seen if s.profile == p] for p in PROFILES]
        rows.append(
            [name, "wrong with confidence ≥ 0.9", *(_part(one, lambda s: s.betrayed) for one in some)]
        )
    return table(("reader", "fields", *PROFILES), rows)


def _right(seen: Iterable[Seen]) -> str:
    return _part([s for s in seen if not s.blank], lambda s: s.right)


def _part(seen: Sequence[Seen], want: Want) -> str:
    return share(_count(seen, want), len(seen))


def _count(seen: Sequence[Seen], want: Want) -> int:
    return sum(map(want, seen))


def _sure(one: Seen) -> bool:
    return one.confidence >= SURE
