"""Sends case folders one after the other, and tells what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from birthcase.cases import CASE_FILE, case_folders
from birthcase.client import Client, Refused, Sent, Upload
from birthcase.say import STATUS, console, fail, line, say, word
from casefile.errors import UploadRefused
from pipeline.folder import folder_fetch
from pipeline.submission import SubmissionUnusable, parse_submission

_EXIT = {"accepted": 0, "flagged": 1, "failed": 3}


def submit(client: Client, paths: Sequence[Path], wait: bool) -> int:
    """The worst exit status over all cases; run again, what had arrived is not sent again."""
    begun: list[str] = []
    worst = 0
    folders = case_folders(paths)
    with _progress(len(folders)) as entered:
        for folder in folders:
            try:
                form = (folder / CASE_FILE).read_bytes()
                files = files_of(folder, form)
                case = client.submit(form, files, entered(folder, len(files)))
            except (SubmissionUnusable, Refused) as error:
                worst = 2
                told = say("不能使用，请改正：", "cannot be used, mend:") + "；".join(error.problems)
                fail(f"{folder / CASE_FILE} {told}")
            else:
                begun.append(case.id)
                line(f"{case.case_id} → {case.id}")
    return max([worst, *(_finished(client, id) for id in begun if wait)])


def files_of(folder: Path, form: bytes) -> dict[str, bytes]:
    """The files that the form names; raises SubmissionUnusable for one that cannot be taken."""
    fetch = folder_fetch(folder)
    found: dict[str, bytes] = {}
    for material in parse_submission(form).materials:
        for name in material.files:
            try:
                found[name] = fetch(name)
            except UploadRefused as refused:
                raise SubmissionUnusable((str(refused),)) from None
    return found


@contextmanager
def _progress(cases: int) -> Iterator[Callable[[Path, int], Sent]]:
    """A bar over all cases and one over the files of the present one, where somebody watches."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    terminal = console(stderr=True)
    with Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as bars:
        whole = bars.add_task(say("个案", "cases"), total=cases)
        one = bars.add_task("", total=1)

        def entered(folder: Path, files: int) -> Sent:
            bars.update(one, description=folder.name[:40], total=files, completed=0)

            def sent(upload: Upload, now: bool) -> None:
                bars.advance(one)
                if bars.tasks[one].completed >= files:
                    bars.advance(whole)

            return sent

        yield entered


def _finished(client: Client, id: str) -> int:
    case = client.settled(id)
    line(f"{case.case_id}  {word(STATUS, case.state)}")
    return _EXIT.get(case.state, 0)
