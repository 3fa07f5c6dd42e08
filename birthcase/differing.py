"""Judges the records of earlier runs under another province's file, and tells what changes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from birthcase.outputs import KEPT
from birthcase.say import PROPOSAL, STATUS, line, say, word
from casefile.errors import UsageError
from pipeline.record import Record, decoded
from pipeline.retry import Change, Word, change
from validators.province import load, provinces


def differ(paths: Sequence[Path], file: Path) -> int:
    """The exit status: 1 where a case would come out otherwise."""
    province, known = load(file), provinces()
    started, seen, passed = time.monotonic(), 0, 0
    changed: Counter[str] = Counter()
    for record in _records(paths):
        if record.submission.province != province.id in known:
            passed += 1
            continue
        seen += 1
        found = change(record, province)
        if found:
            changed.update(found.rules or ("–",))
            line(_told(found))
    seconds = time.monotonic() - started
    line(_summary(seen, passed, changed, seconds))
    return 1 if changed else 0


def _records(paths: Sequence[Path]) -> Iterator[Record]:
    """The kept records that the paths name or hold."""
    for path in paths:
        files = sorted(_files(path))
        if not files:
            raise UsageError(
                say(
                    f"{path} 没有保留的个案记录（{KEPT} 文件夹），请先运行 birthcase check",
                    f"no kept records (folder {KEPT}) for {path}, run birthcase check first",
                )
            )
        yield from (decoded(file.read_bytes(), file.name, boxes=False) for file in files)


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from path.glob("*.json") if path.name == KEPT else path.rglob(f"{KEPT}/*.json")
        return
    record = path if path.parent.name == KEPT else path.parent / KEPT / path.name
    if record.is_file():
        yield record


def _told(found: Change) -> str:
    return f"{found.case_id}  {_word(found.before)} → {_word(found.after)}  {'、'.join(found.rules)}"


def _word(one: Word) -> str:
    return word(PROPOSAL, one.proposal) if one.proposal else word(STATUS, one.status)


def _summary(seen: int, passed: int, changed: Counter[str], seconds: float) -> str:
    by_rule = "，".join(f"{rule} {count}" for rule, count in changed.most_common())
    rate = seen / seconds if seconds else 0.0
    told = say(f"共 {seen} 件（每秒 {rate:.0f} 件）", f"{seen} cases ({rate:.0f} a second)")
    if passed:
        told += say(f"，另有 {passed} 件属于其他省份", f", {passed} more of other provinces")
    return (
        f"{told}{say('，按规则：', ', by rule: ') + by_rule if by_rule else say('，没有变化', ', no change')}"
    )
