"""Office files that hold neither photo nor text are rendered by LibreOffice, where the machine has it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from pipeline.formats.outcomes import refused

_SECONDS = 80
"""Of wall clock, for one that hangs; its CPU seconds are limited with those of the process that starts it."""
_PROGRAMS = ("soffice", "libreoffice")


def program() -> str | None:
    """Where it lies; None where this machine has none."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def as_pdf(data: bytes, suffix: str) -> bytes | None:
    """The file as a PDF, or None where there is no LibreOffice; raises UploadRefused.

    Its exit status says little, so the output is looked for.
    """
    found = program()
    if found is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"file.{suffix}").write_bytes(data)
        command = [found, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / f"file.{suffix}")]
        try:
            subprocess.run(command, timeout=_SECONDS, capture_output=True, check=False, env={"HOME": name})
        except subprocess.TimeoutExpired as error:
            raise refused("TOO_COMPLEX") from error
        made = folder / "file.pdf"
        return made.read_bytes() if made.is_file() else None
