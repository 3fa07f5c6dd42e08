"""Draw samples: `python -m samples draw --seed 1 --count 3 OUT`."""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

from samples import cases, singles
from samples.materials import Habits

PROFILES = ("flat", "phone", "poor", "mixed")
PROVINCES = ("guangxi", "hainan")


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what the command line asks for."""
    asked = _parser().parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.kind:
        _draw_singles(asked)
    else:
        _draw_cases(asked)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m samples", description="Draw papers with their truth.")
    draw = parser.add_subparsers(dest="command", required=True).add_parser(
        "draw", help="draw cases or papers"
    )
    draw.add_argument("out", type=Path, help="folder for what is drawn")
    draw.add_argument("--seed", type=int, default=0)
    draw.add_argument("--count", type=int, default=1)
    draw.add_argument("--province", choices=PROVINCES, help="default: both in turn")
    draw.add_argument("--profile", choices=PROFILES, default="mixed")
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
        cases.clean(seed, province, habits).write(asked.out)


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
