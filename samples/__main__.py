"""Draw samples: `python -m samples draw --seed 1 --count 3 OUT`."""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from samples import cases, collection, singles
from samples.materials import Habits
from samples.tamper import KINDS, UnsuitedError, tampered

PROFILES = ("flat", "phone", "poor", "mixed")
TRIES = 40
PROVINCES = ("guangxi", "hainan")


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what the command line asks for."""
    asked = _parser().parse_args(arguments)
    if asked.command == "keep":
        collection.keep()
        return 0
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.kind:
        _draw_singles(asked)
    else:
        _draw_cases(asked)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m samples", description="Draw papers with their truth.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("keep", help="draw the kept samples of this package anew")
    draw = commands.add_parser("draw", help="draw cases or papers")
    draw.add_argument("out", type=Path, help="folder for what is drawn")
    draw.add_argument("--seed", type=int, default=0)
    draw.add_argument("--count", type=int, default=1)
    draw.add_argument("--province", choices=PROVINCES, help="default: both in turn")
    draw.add_argument("--profile", choices=PROFILES, default="mixed")
    draw.add_argument("--tamper", choices=(*sorted(KINDS), "all"), help="make each case wrong in this way")
    draw.add_argument(
        "--kind", choices=(*singles.KINDS, "all"), help="single documents instead of whole cases"
    )
    draw.add_argument("--long-side", type=int, help="long side of photos in pixels, instead of many sizes")
    draw.add_argument("--plain", action="store_true", help="one upright picture a page, plainly named")
    return parser


def _draw_cases(asked: argparse.Namespace) -> None:
    for number in range(asked.count):
        seed = f"{asked.seed}/{number}"
        province = asked.province or PROVINCES[number % 2]
        habits = Habits(seed, asked.profile, asked.long_side, asked.plain)
        case = cases.clean(seed, province, habits)
        if not asked.tamper:
            case.write(asked.out)
        for name in KINDS if asked.tamper == "all" else filter(None, [asked.tamper]):
            _tampered(name, case, habits).write(asked.out)


def _tampered(name: str, case: cases.Case, habits: Habits) -> cases.Case:
    """The case made wrong, or the next one that can be."""
    province = case.family.province
    if province not in KINDS[name].provinces:
        province = KINDS[name].provinces[0]
        case = cases.clean(case.seed, province, habits)
    for step in range(1, TRIES):
        try:
            return tampered(case, name, random.Random(f"{case.seed}/{name}"))
        except UnsuitedError:
            seed = f"{habits.seed}/{step}"
            case = cases.clean(seed, province, replace(habits, seed=seed))
    raise LookupError(f"none of {TRIES} cases can have {name}")


def _draw_singles(asked: argparse.Namespace) -> None:
    kinds = singles.KINDS if asked.kind == "all" else (asked.kind,)
    for number in range(asked.count):
        for kind in kinds:
            seed = f"{asked.seed}/{number}/{kind}"
            province = asked.province or random.Random(seed).choice(PROVINCES)
            name = f"{kind}-{asked.seed}-{number}"
            upload, truth = singles.single(kind, seed, province, asked.profile, asked.long_side)
            path = asked.out / f"{name}.{upload.suffix}"
            path.write_bytes(upload.data)
            written = json.dumps({"file": path.name, **truth}, ensure_ascii=False, indent=1)
            (asked.out / f"{name}.truth.json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
