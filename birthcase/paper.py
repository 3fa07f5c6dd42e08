"""Writes the notice or the slip of an opened case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from birthcase.opened import Opened
from birthcase.outputs import write_private
from birthcase.say import line
from pipeline.papers.notice import notice_html
from pipeline.papers.sheet import pdf
from pipeline.papers.slip import slip_html


def write_paper(opened: Opened, output: Path, as_pdf: bool, slip: bool, day: dt.date) -> None:
    """Write the slip where asked for or where the case is accepted, else the notice."""
    record = opened.record
    submission = record.submission if record else None
    first = record.first_submitted_at if record else None
    if slip or opened.result["status"] == "accepted":
        page = slip_html(opened.result, day, submission, first)
    else:
        number = len(record.rounds) if record else 1
        page = notice_html(opened.result, day, submission, first, opened.fetch, number)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_private(output, pdf(page) if as_pdf else page.encode())
    line(str(output))
