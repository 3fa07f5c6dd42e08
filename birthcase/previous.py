"""The records that an earlier run left in its output folder, for cases that come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from birthcase.outputs import KEPT
from birthcase.say import line, say
from casefile.case import Submission
from casefile.errors import UploadRefused
from pipeline.process import Fetch, Kept
from pipeline.record import Record, decoded
from pipeline.rounds import Point, State, merged
from pipeline.submission import SubmissionUnusable

_MARKS = {State.DONE: "✓", State.OPEN: "✗", State.NEW: "＋"}


@dataclass(frozen=True, slots=True)
class Coming:
    """A case as it is to be read: the whole of it, what is kept, and how its files are fetched."""

    submission: Submission
    fetch: Fetch
    kept: Kept | None = None
    before: Record | None = None


def coming(submission: Submission, fetch: Fetch, previous: Path | None) -> Coming:
    """The case, with its last round where there is one; raises SubmissionUnusable where one is wanting."""
    path = previous / KEPT / f"{submission.case_id}.json" if previous else None
    if path is None or not path.is_file():
        if submission.replaces:
            where = f"{previous} 里没有这一个案" if previous else "请用 --previous 指出上一次的结果文件夹"
            raise SubmissionUnusable((f"这是补正件（replaces），{where}",))
        return Coming(submission, fetch)
    before = decoded(path.read_bytes(), path.name)
    whole = merged(before.submission, submission, len(before.rounds) + 1)

    def sent(name: str) -> bytes:
        if name not in whole.originals:
            raise UploadRefused("MISSING_FILE", f"找不到文件“{name}”，请补交")
        return fetch(whole.originals[name])

    return Coming(whole.submission, sent, before.kept(whole.submission, whole.fresh), before)


def tell_points(points: Sequence[Point]) -> None:
    """Tick off, one line each, what the last notice asked for."""
    told = {
        State.DONE: say("已补齐", "settled"),
        State.OPEN: say("仍需补正", "still open"),
        State.NEW: say("新发现", "new"),
    }
    for point in points:
        line(f"  {_MARKS[point.state]} {told[point.state]}  {point.label}")
