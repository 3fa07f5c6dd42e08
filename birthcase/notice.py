"""`birthcase notice`: the one-time notice, or the acceptance slip, as a paper for the applicant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer

NAME = "notice"


def command(
    source: Path = typer.Argument(..., metavar="RESULT|CASE", help="A result, or a case folder to read."),
    output: Path = typer.Option(..., "--output", "-o", help="The file to write."),
    html: bool = typer.Option(False, "--html", help="An HTML page, else as the file's name says."),
    pdf: bool = typer.Option(False, "--pdf", help="A PDF file, else as the file's name says."),
    slip: bool = typer.Option(False, "--slip", help="The acceptance slip instead of the notice."),
    files: list[Path] = typer.Option([], "--files", help="Folders with the uploaded files, for pictures."),
    day: str | None = typer.Option(None, "--day", help="Date of the paper; today where not given."),
) -> None:
    """Write the notice of a flagged case, or the slip of an accepted one."""
    from birthcase.opened import open_case
    from birthcase.paper import write_paper

    as_pdf = pdf or (not html and output.suffix.lower() == ".pdf")
    write_paper(open_case(source, files), output, as_pdf, slip, _day(day))


def _day(given: str | None) -> dt.date:
    from birthcase.say import say
    from casefile.errors import UsageError
    from validators.dossier import SHANGHAI

    try:
        return dt.date.fromisoformat(given) if given else dt.datetime.now(SHANGHAI).date()
    except ValueError as error:
        raise UsageError(
            say(f"{given} 不是日期（如 2026-11-05）", f"{given} is no date, such as 2026-11-05")
        ) from error
