"""Fuzz one target, or all in turn: `python -m fuzz [NAME] --seconds 60`; exits 1 where one failed."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline.formats", "pipeline.submission"]):
    from fuzz.targets import TARGETS, seeds

_LONGEST, _MEGABYTES, _SLOWEST = 20_000, 2048, 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Fuzz our parsers.")
    parser.add_argument("name", nargs="?", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="time for each target")
    asked = parser.parse_args(arguments)
    if asked.name:
        _fuzz(asked.name, asked.seconds)
        return 0
    failed = [name for name in TARGETS if _apart(name, asked.seconds) != 0]
    sys.stdout.write(f"{len(TARGETS) - len(failed)} passed, {len(failed)} failed {' '.join(failed)}\n")
    return 1 if failed else 0


def _apart(name: str, seconds: int) -> int:
    """In a process of its own: the fuzzer ends the process it runs in."""
    return subprocess.call([sys.executable, "-m", "fuzz", name, "--seconds", str(seconds)])


def _fuzz(name: str, seconds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds(name)):
            Path(folder, str(number)).write_bytes(data)
        options = [f"-max_total_time={seconds}", f"-max_len={_LONGEST}", f"-rss_limit_mb={_MEGABYTES}"]
        options += [f"-timeout={_SLOWEST}", f"-artifact_prefix={name}-", "-print_final_stats=1"]
        atheris.Setup([name, *options, folder], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    raise SystemExit(main())
