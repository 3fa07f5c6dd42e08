"""Measure: `python -m bench accuracy`, `speed`, `door`, `backlog`, `crash` …; each writes a page."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.machine import usable_cores

_PLACES = ("--docs", "--wrong", "--files", "--kept")
PROFILES = ("flat", "phone", "poor")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = _parser().parse_args(given)
    asked.told = told(given)
    if asked.command == "accuracy":
        from bench.accuracy import run
    elif asked.command == "decisions":
        from bench.decisions import run
    elif asked.command == "speed":
        from bench.speed import run
    elif asked.command == "door":
        from bench.door import run
    elif asked.command == "calibrate":
        from bench.calibration import run
    elif asked.command == "backlog":
        from bench.backlog import run
    elif asked.command == "crash":
        from bench.crash import run
    elif asked.command == "sizing":
        from bench.sizing import run
    elif asked.command == "uploads":
        from bench.uploads import run
    else:
        from bench.lookalikes import run as draw_lookalikes

        draw_lookalikes(asked.jobs)
        return 0
    return run(asked)


def told(given: Sequence[str]) -> str:
    """The command for the page, without the places of files on this machine.

    >>> told(["speed", "--docs", "out", "--pages", "9", "--wrong=w.jsonl"])
    'python -m bench speed --pages 9'
    """
    kept: list[str] = []
    skip = False
    for word in given:
        place = word.partition("=")[0] in _PLACES
        if not place and not skip:
            kept.append(word)
        skip = place and "=" not in word
    return shlex.join(["python", "-m", "bench", *kept])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure on drawn pages.")
    commands = parser.add_subparsers(dest="command", required=True)
    accuracy = commands.add_parser("accuracy", help="how many fields are read right, and how sure")
    accuracy.add_argument("--seeds", type=_seeds, default=range(900_000, 900_040), metavar="A-B")
    accuracy.add_argument("--peers", action="store_true", help="stock PaddleOCR and RapidOCR as well")
    accuracy.add_argument("--wrong", type=Path, help="write every wrong field to this file, a JSON line each")
    accuracy.add_argument("--kinds", type=_names, default=(), help="only these kinds, with commas")
    calibrate = commands.add_parser("calibrate", help="fit what raw scores are worth")
    calibrate.add_argument("--seeds", type=_seeds, default=range(500_000, 500_024), metavar="A-B")
    decisions = commands.add_parser("decisions", help="how many cases are decided right")
    decisions.add_argument(
        "--cases", type=int, default=20, help="families a profile, each in every way wrong"
    )
    decisions.add_argument("--clean", type=int, default=40, help="families a profile handed in clean")
    decisions.add_argument("--seed", type=int, default=910_000, help="the first family's seed")
    decisions.add_argument("--kinds", type=_names, default=(), help="only these ways, with commas")
    decisions.add_argument("--wrong", type=Path, help="write every wrong decision to this file")
    speed = commands.add_parser("speed", help="time, and memory over many pages")
    speed.add_argument("--pages", type=int, default=60, help="pages read by one process, for its memory")
    speed.add_argument("--rounds", type=int, default=2, help="how often each page is read for its time")
    speed.add_argument("--peers", action="store_true", help="also the other readers that are installed")
    speed.add_argument("--long", action="store_true", help="more pages and cases, 100,000 stored ones")
    speed.add_argument("--seed", type=int, default=920_000)
    door = commands.add_parser("door", help="uploads through the API to durable storage")
    door.add_argument("--rate", type=float, default=50, help="uploads a second")
    door.add_argument("--seconds", type=float, default=60)
    door.add_argument("--size", type=int, default=300_000, help="bytes of each")
    uploads = commands.add_parser("uploads", help="what becomes of hostile files")
    uploads.add_argument("--files", type=Path, help="a folder of more such files")
    backlog = commands.add_parser("backlog", help="reruns over many stored cases")
    backlog.add_argument("--cases", type=int, default=10_000)
    backlog.add_argument("--kept", type=Path, required=True, help="records that `birthcase check` kept")
    backlog.add_argument("--live", type=int, default=40, help="live cases alone and beside a rerun; 0: none")
    commands.add_parser("sizing", help="cores for a year's cases, by simulation")
    crash = commands.add_parser("crash", help="parts of a running service killed")
    crash.add_argument("--kills", type=int, default=200)
    crash.add_argument("--minutes", type=float, default=180, help="strike no longer than this")
    crash.add_argument("--seed", type=int, default=1)
    commands.add_parser("lookalikes", help="the table of look-alike characters")
    for one in commands.choices.values():
        one.add_argument("--jobs", type=int, default=usable_cores(), help="processes")
        one.add_argument("--docs", type=Path, default=Path("docs"), help="folder of the page that is written")
    for one in (accuracy, decisions):
        one.add_argument("--profiles", type=_profiles, default=PROFILES, help="of flat, phone and poor")
    return parser


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def _profiles(text: str) -> tuple[str, ...]:
    names = _names(text)
    if unknown := set(names) - set(PROFILES):
        raise argparse.ArgumentTypeError(f"no profile {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    raise SystemExit(main())
