"""Sends case folders one after the other, and tells what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from birthcase.cases import CASE_FILE, case_folders
from birthcase.client import Client, Refused
from birthcase.say import STATUS, fail, line, say, word
from casefile.errors import UploadRefused
from pipeline.folder import folder_fetch
from pipeline.submission import SubmissionUnusable, parse_submission

_EXIT = {"accepted": 0, "flagged": 1, "failed": 3}


def submit(client: Client, paths: Sequence[Path], wait: bool) -> int:
    """The worst exit status over all cases."""
    begun: list[str] = []
    worst = 0
    for folder in case_folders(paths):
        try:
            form = (folder / CASE_FILE).read_bytes()
            answer = client.submit(form, files_of(folder, form))
        except SubmissionUnusable as error:
            answer = Refused(error.code, error.problems)
        if isinstance(answer, Refused):
            worst = 2
            fail(
                f"{folder / CASE_FILE} "
                + say("不能使用，请改正：", "cannot be used, mend:")
                + "；".join(answer.problems)
            )
        else:
            begun.append(answer["id"])
            line(f"{answer['case_id']} → {answer['id']}")
    return max([worst, *(_finished(client, id) for id in begun if wait)])


def files_of(folder: Path, form: bytes) -> dict[str, bytes]:
    """The files that the form names; one that cannot be taken is left for the service to name."""
    fetch = folder_fetch(folder)
    found: dict[str, bytes] = {}
    for material in parse_submission(form).materials:
        for name in material.files:
            try:
                found[name] = fetch(name)
            except UploadRefused as refused:
                raise SubmissionUnusable((str(refused),)) from None
    return found


def _finished(client: Client, id: str) -> int:
    state = client.settled(id)
    line(f"{client.case(id)['case_id']}  {word(STATUS, state)}")
    return _EXIT.get(state, 0)
