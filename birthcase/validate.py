"""`birthcase validate`: whether a case.json is fit to be handed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer

from birthcase.cases import CASE_FILE
from birthcase.say import fail, line, say

NAME = "validate"


def command(
    paths: list[Path] = typer.Argument(..., metavar="CASE.JSON…", help="Files, or folders that hold one."),
) -> None:
    """Tell in one line a problem what is wrong with a submission; exit status 2 where anything is."""
    worst = 0
    for path in paths:
        file = path / CASE_FILE if path.is_dir() else path
        problems = list(_problems(file))
        for problem in problems:
            fail(f"{file}：{problem}")
        if problems:
            worst = 2
        else:
            line(f"{file}：" + say("可以提交", "fit to be handed in"))
    raise typer.Exit(worst)


def _problems(file: Path) -> Iterator[str]:
    """What is wrong with the form, and with the files that it names, as the door would tell it."""
    from casefile.errors import UploadRefused
    from pipeline.folder import folder_fetch
    from pipeline.formats.door import checked
    from pipeline.intake import check_files, file_names
    from pipeline.submission import SubmissionUnusable, parse_submission

    try:
        submission = parse_submission(file.read_bytes())
    except SubmissionUnusable as error:
        yield from error.problems
        return
    fetch, sizes = folder_fetch(file.parent), {}
    for name in file_names(submission):
        try:
            data = fetch(name)
            sizes[name] = len(data)
            checked(data)
        except UploadRefused as refused:
            yield f"{name}：{refused}"
            sizes.setdefault(name, 1)
    try:
        check_files(file_names(submission), sizes)
    except SubmissionUnusable as error:
        yield from error.problems
